/**
 * The last step of each epoch, for any number of epochs: as stretches of epochs that have as many steps each. Only a
 * changed batch size begins another stretch. Epochs may have been left out; they lie evenly between those that are
 * known.
 */
interface Stretch {
  readonly firstEpoch: number;
  readonly firstStep: number;
  lastEpoch: number;
  lastStep: number;
  /** Steps of each epoch after the first one; 0 while there is only that. */
  steps: number;
  /** From one known epoch to the next at its end: more than 1 where epochs were left out. */
  every: number;
}

export class EpochSteps {
  readonly #stretches: Stretch[] = [];
  /** The stretch of the last requested step. */
  #at = 0;

  /** Epochs come in order. */
  add(epoch: number, step: number): void {
    const last = this.#stretches.at(-1);
    if (last) {
      const steps = (step - last.lastStep) / (epoch - last.lastEpoch);
      if (last.steps === 0) last.steps = steps;
      if (last.steps === steps) {
        last.every = epoch - last.lastEpoch;
        last.lastEpoch = epoch;
        last.lastStep = step;
        return;
      }
    }
    const every = last ? epoch - last.lastEpoch : 1;
    const one = { firstEpoch: epoch, firstStep: step, lastEpoch: epoch, lastStep: step, steps: 0, every };
    this.#stretches.push(one);
  }

  /** The epoch that `step` belongs to; steps that follow each other are found at once. */
  epochOf(step: number): number {
    const all = this.#stretches;
    while (this.#at < all.length && (all[this.#at]?.lastStep ?? 0) < step) this.#at++;
    while (this.#at > 0 && (all[this.#at - 1]?.lastStep ?? 0) >= step) this.#at--;
    const found = all[this.#at];
    if (!found) return afterLast(all.at(-1), step);
    if (step <= found.firstStep) return beforeFirst(found, all[this.#at - 1], step);
    return found.firstEpoch + Math.ceil((step - found.firstStep) / found.steps);
  }
}

/** The epoch of a step behind all that are known: the one that goes on, or one that was left out. */
function afterLast(last: Stretch | undefined, step: number): number {
  if (!last) return 1;
  const epochs = last.steps === 0 ? 1 : Math.ceil((step - last.lastStep) / last.steps);
  return last.lastEpoch + Math.min(epochs, last.every);
}

/** The epoch of a step between two stretches. */
function beforeFirst(next: Stretch, before: Stretch | undefined, step: number): number {
  if (!before) return next.firstEpoch;
  const epochs = next.firstEpoch - before.lastEpoch;
  const share = (step - before.lastStep) / (next.firstStep - before.lastStep);
  return before.lastEpoch + Math.ceil(share * epochs);
}
