/**
 * TensorBoard's smoothing: an exponential moving average, debiased so that the first values are not pulled
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
