/** The choice between the best and the last weights of a run that has ended, where both are kept and differ. */
import type { WantedWeights } from '../../../src/protocol/panel.ts';
import type { RunWeights } from '../../../src/run/run.ts';
import { isGoing } from '../../../src/run/status.ts';
import { button, element, setAttribute } from '../../look/dom.ts';
import type { RunState } from '../../runState.ts';
import { t } from '../../strings.ts';

export class WeightsChoice {
  readonly root: HTMLElement;
  readonly #best: HTMLButtonElement;
  readonly #last: HTMLButtonElement;

  constructor(choose: (wanted: WantedWeights) => void) {
    const make = (wanted: 'best' | 'last', label: string): HTMLButtonElement =>
      button(
        { class: 'segment' },
        () => {
          choose(wanted);
        },
        label,
      );
    this.#best = make('best', t('best'));
    this.#last = make('last', t('last'));
    this.root = element(
      'div',
      { class: 'segments', role: 'group', 'aria-label': t('Weights'), hidden: true },
      this.#best,
      this.#last,
    );
  }

  /** Shows which weights the answer in view is of; null: not known yet. */
  draw({ data, end, status }: RunState, shown: RunWeights['kind'] | null): void {
    const last = Math.max(data.lastStep, end?.steps ?? 0);
    const differ = data.checkpoints.some(({ kind, step }) => kind === 'best' && step < last);
    // Early stopping has put the best back: they are the last.
    this.root.hidden = isGoing(status) || !differ || end?.weights?.kind === 'restored';
    setAttribute(this.#best, 'aria-pressed', (shown === 'best').toString());
    setAttribute(this.#last, 'aria-pressed', (shown === 'last').toString());
  }
}
