/**
 * The moving average of a noisy line, as TensorBoard's is: exponential and debiased, so that the first values are not pulled
 * towards zero (`line_chart_v2/lib/...smoothing` in tensorflow/tensorboard). Values that are not finite pass
 * through and do not enter the average. Where rows are thinned out, a row stands for all steps since the one before it, so
 * that the average of a long run does not depend on how many of its rows are at hand.
 */
export class Smoother {
  readonly #weight: number;
  #last = 0;
  #decay = 1;

  /** `weight` in [0, 1): 0 leaves the values as they are. */
  constructor(weight: number) {
    this.#weight = weight;
  }

  /** The smoothed value after `value`, which stands for `steps` steps. */
  next(value: number, steps = 1): number {
    if (!Number.isFinite(value)) return value;
    const kept = steps === 1 ? this.#weight : this.#weight ** steps;
    this.#last = this.#last * kept + (1 - kept) * value;
    this.#decay *= kept;
    return this.#last / (1 - this.#decay);
  }
}

/** Shares of what is in view that a line can be averaged over. */
export const SMOOTHING_SHARES: readonly number[] = [0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

/** Averages over less than this many values cannot be seen. */
const LEAST_SPAN = 0.5;
/** Spans are rounded to this many a doubling: while a run grows, its average is computed anew only so often. */
const SPANS_PER_DOUBLING = 4;

/**
 * The weight of a moving average over `share` of `inView` values: what is that many values old counts 1/e. 0 where this is
 * too few to be seen.
 */
export function weightOf(share: number, inView: number): number {
  const span = share * inView;
  if (!(span >= LEAST_SPAN)) return 0;
  return Math.exp(-1 / 2 ** (Math.round(Math.log2(span) * SPANS_PER_DOUBLING) / SPANS_PER_DOUBLING));
}
