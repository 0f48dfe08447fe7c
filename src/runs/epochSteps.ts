/**
 * Which step ends which epoch, for any number of epochs: as stretches of epochs that have as many steps each. Only a changed
 * batch size begins another stretch.
 */
interface Stretch {
  readonly firstEpoch: number;
  readonly firstStep: number;
  lastEpoch: number;
  lastStep: number;
  /** Steps of each epoch after the first one; 0 while there is only that. */
  steps: number;
}

export class EpochSteps {
  readonly #stretches: Stretch[] = [];
  /** Where the last step that was asked for was found. */
  #at = 0;

  /** Epochs come in order. */
  add(epoch: number, step: number): void {
    const last = this.#stretches.at(-1);
    if (last) {
      const steps = (step - last.lastStep) / (epoch - last.lastEpoch);
      if (last.steps === 0) last.steps = steps;
      if (last.steps === steps) {
        last.lastEpoch = epoch;
        last.lastStep = step;
        return;
      }
    }
    this.#stretches.push({ firstEpoch: epoch, firstStep: step, lastEpoch: epoch, lastStep: step, steps: 0 });
  }

  /** The epoch that `step` belongs to; steps that follow each other are found at once. */
  epochOf(step: number): number {
    const all = this.#stretches;
    while (this.#at < all.length && (all[this.#at]?.lastStep ?? 0) < step) this.#at++;
    while (this.#at > 0 && (all[this.#at - 1]?.lastStep ?? 0) >= step) this.#at--;
    const found = all[this.#at];
    if (!found) return (all.at(-1)?.lastEpoch ?? 0) + 1;
    if (step <= found.firstStep) return found.firstEpoch;
    return found.firstEpoch + Math.ceil((step - found.firstStep) / found.steps);
  }
}
