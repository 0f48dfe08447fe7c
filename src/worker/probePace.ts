/**
 * When to probe: at each epoch's end, between them where epochs are long, and never so often that it would cost
 * more than its share of the training time. Probing changes no number of the training, so the clock may decide.
 */

/** Share of the training time that probes may take. */
const SHARE = 0.007;
/** Seconds that they may take beside it: a run of a second is worth looking at, too. */
const ALLOWANCE = 0.02;
/** Seconds of training after which an epoch that has not ended is looked at all the same. */
const LONG_EPOCH = 5;
/** Probes that a stretch of training as long as all before it may get. */
const PER_DOUBLING = 70;

export class ProbePace {
  #spent = 0;
  #last = 0;

  /** Whether a probe is due after `seconds` of training. */
  due(seconds: number, epochEnds: boolean): boolean {
    const since = seconds - this.#last;
    if (!epochEnds && since < LONG_EPOCH) return false;
    if (this.#spent > 0 && since < this.#last / PER_DOUBLING) return false;
    return this.#spent <= ALLOWANCE + SHARE * seconds;
  }

  /** A probe was taken after `seconds` of training and took `cost` seconds. */
  taken(seconds: number, cost: number): void {
    this.#last = seconds;
    this.#spent += cost;
  }
}
