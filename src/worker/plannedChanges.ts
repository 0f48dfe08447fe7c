/** The changes of settings that are to be made on the way, in order: those of a run that is repeated. */
import type { Trainer } from '../engine/types.ts';
import type { PlannedChange } from '../run/interventions.ts';

export class PlannedChanges {
  readonly #changes: readonly PlannedChange[];
  #made = 0;

  constructor(changes: readonly PlannedChange[]) {
    this.#changes = changes;
  }

  /** The next one if its moment has come: before its step, or the step after. It counts as made. */
  take({ epoch, step }: Pick<Trainer, 'epoch' | 'step'>): PlannedChange | null {
    const next = this.#changes[this.#made];
    if (!next) return null;
    const isPast = epoch > next.epoch || step + 1 > next.step;
    if (!isPast && (epoch < next.epoch || step + 1 < next.step)) return null;
    this.#made++;
    return next;
  }
}
