/**
 * TensorBoard's smoothing: an exponential moving average, debiased so that the first values are not pulled
 * towards zero (`line_chart_v2/lib/...smoothing` in tensorflow/tensorboard). Values that are not finite pass
 * through and do not enter the average.
 */
export class Smoother {
  readonly #weight: number;
  #last = 0;
  #decay = 1;

  /** `weight` in [0, 1): 0 leaves the values as they are. */
  constructor(weight: number) {
    this.#weight = weight;
  }

  /** The smoothed value after `value`. */
  next(value: number): number {
    if (!Number.isFinite(value)) return value;
    this.#last = this.#last * this.#weight + (1 - this.#weight) * value;
    this.#decay *= this.#weight;
    return this.#last / (1 - this.#decay);
  }
}
