/** The list of what was changed. A click on a change zooms all charts to the steps around it. */
import type { PanelContext } from '../../context.ts';
import { button, element } from '../../look/dom.ts';
import { formatCount } from '../../../src/base/numbers.ts';
import { changesOf } from '../../marks.ts';
import { extentOf } from '../../models/learning.ts';
import type { RunState } from '../../runState.ts';
import { t } from '../../strings.ts';

/** The share of the x axis that is shown around a change. */
const AROUND = 0.1;

export class Changes {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #list = element('ol', { class: 'changes' });
  #state: RunState | null = null;
  #drawn = 0;

  constructor(context: PanelContext) {
    this.#context = context;
    this.root = element('div', { class: 'changes-box' }, this.#list);
  }

  /** Shows the changes of the run so far. */
  draw(state: RunState): void {
    const { interventions } = state.data;
    this.root.hidden = interventions.length === 0;
    if (state === this.#state && this.#drawn === interventions.length) return;
    this.#state = state;
    this.#drawn = interventions.length;
    this.#list.replaceChildren(
      ...changesOf(interventions).map(({ step, text }) =>
        element(
          'li',
          {},
          button(
            { class: 'change', title: t('Zoom to this change') },
            () => {
              this.#zoomTo(step);
            },
            element('span', { class: 'change-step' }, t('step {0}', formatCount(step))),
            ` ${text}`,
          ),
        ),
      ),
    );
    this.root.scrollTop = this.root.scrollHeight;
  }

  #zoomTo(step: number): void {
    if (this.#state === null) return;
    const { data } = this.#state;
    const { xAxis } = this.#context.settings;
    const extent = extentOf(data, xAxis);
    const x = data.xOfStep(xAxis, step);
    const reach = ((extent.max - extent.min) * AROUND) / 2;
    this.#context.zoomTo(extent, x - reach, x + reach);
  }
}
