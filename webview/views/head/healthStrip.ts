/** One cell a layer, coloured only while a rule of training health finds something of it. A press shows the layer in the spec. */
import type { PanelContext } from '../../context.ts';
import type { Verdict } from '../../data/verdicts.ts';
import { button, element, setAttribute } from '../../look/dom.ts';
import type { RunState } from '../../runState.ts';
import { t, told } from '../../strings.ts';
import { rove, roveByKeys } from '../roving.ts';

/** So many cells are wide enough for names where the panel is narrow; of more, the cells have numbers. */
const FEW = 4;

function troubleText(verdict: Verdict | undefined): string {
  if (verdict === undefined) return t('in order');
  switch (verdict.kind) {
    case 'vanishing':
      return t('vanishing');
    case 'exploding':
      return t('exploding');
    case 'notFinite':
      return t('not finite');
    case 'other':
      return told(verdict.finding);
  }
}

export class HealthStrip {
  readonly root = element('div', { class: 'health', role: 'toolbar', 'aria-label': t('Layers') });
  readonly #context: PanelContext;
  #cells = new Map<string, HTMLButtonElement>();
  #drawn = '';

  constructor(context: PanelContext) {
    this.#context = context;
    roveByKeys(this.root);
  }

  /** Shows the trouble that each layer has at a step (null: now); what is over then is told by the marks of the charts. */
  draw({ data }: RunState, step: number | null): void {
    const layers = data.layers();
    if (layers.join('\n') !== [...this.#cells.keys()].join('\n')) this.#make(layers);
    const trouble = new Map<string, Verdict>();
    for (const verdict of data.verdicts.at(step, data.lastStep)) {
      if (verdict.layer !== null) trouble.set(verdict.layer, verdict);
    }
    const drawn = layers.map((layer) => troubleText(trouble.get(layer))).join('\n');
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    for (const [layer, cell] of this.#cells) this.#mark(layer, cell, trouble.get(layer));
  }

  #make(layers: readonly string[]): void {
    this.#drawn = '';
    this.#cells = new Map(
      layers.map((layer, index) => [
        layer,
        button(
          { class: 'health-cell', 'data-rove': true },
          () => {
            this.#context.host.command('nnspec.revealLayer', layer);
          },
          layers.length > FEW ? (index + 1).toString() : layer,
        ),
      ]),
    );
    for (const [layer, cell] of this.#cells) this.#mark(layer, cell, undefined);
    this.root.replaceChildren(...this.#cells.values());
    this.root.hidden = layers.length === 0;
    rove(this.root);
  }

  #mark(layer: string, cell: HTMLButtonElement, verdict: Verdict | undefined): void {
    const text = `${layer}: ${troubleText(verdict)}`;
    setAttribute(cell, 'data-trouble', verdict?.kind ?? null);
    // The name holds the visible text, so that it can be spoken.
    const shown = cell.textContent;
    setAttribute(cell, 'aria-label', shown === layer ? text : `${shown} · ${text}`);
    setAttribute(cell, 'title', text);
  }
}
