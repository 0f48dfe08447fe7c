/**
 * Epochs as they cross a boundary: short ones end hundreds of thousands of times a second, so they are rows of one
 * buffer, and an object is made only of those that are read.
 */

/** Values by metric name (`loss`, `accuracy`, …). */
export type MetricValues = Readonly<Record<string, number>>;

export interface EpochRecord {
  readonly epoch: number;
  /** Last step of the epoch. */
  readonly step: number;
  /** Mean over the epoch's batches, as trained (dropout and penalties in). */
  readonly train: MetricValues;
  /**
   * Training samples in eval mode after the epoch: no dropout, moving statistics. As many as there are validation
   * samples but at least 512, evenly spread. Absent in runs of earlier versions. Under keras the loss has the penalties in
   * here, in `validation` and in a test, and where there are any, `unpenalizedLoss` stands beside it.
   */
  readonly trainEvaluated?: MetricValues;
  /** Absent without validation data. */
  readonly validation?: MetricValues;
  /** Training time of this epoch, without evaluation. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

/** Names of the metrics of each split, in the order of their values; a split that was not evaluated is absent. */
export interface EpochMetrics {
  readonly train: readonly string[];
  readonly validation?: readonly string[];
  readonly trainEvaluated?: readonly string[];
}

/** Epochs that ended one after another. */
export interface EpochFrame {
  readonly count: number;
  readonly metrics: EpochMetrics;
  /**
   * Row-major `[count, width]` in float64: epoch, step, seconds and samples a second as in `EpochRecord`, then
   * the values of train, validation and trainEvaluated.
   */
  readonly values: ArrayBuffer;
}

/** Columns of a row before its metrics. */
export const EPOCH_FACTS = 4;

export function epochWidth({ train, validation = [], trainEvaluated = [] }: EpochMetrics): number {
  return EPOCH_FACTS + train.length + validation.length + trainEvaluated.length;
}

/** Collects the epochs of one run until the next frame is sent. The metrics of a run may change between two frames only. */
export class EpochBuffer {
  #metrics: EpochMetrics | null = null;
  #width = 0;
  #values = new Float64Array(0);
  #count = 0;

  push(record: EpochRecord): void {
    if (this.#metrics === null) {
      this.#metrics = metricsOf(record);
      this.#width = epochWidth(this.#metrics);
    }
    let at = this.#count * this.#width;
    if (at + this.#width > this.#values.length) this.#grow();
    const values = this.#values;
    values[at] = record.epoch;
    values[at + 1] = record.step;
    values[at + 2] = record.seconds;
    values[at + 3] = record.samplesPerSecond;
    at = put(record.train, values, at + EPOCH_FACTS);
    if (record.validation) at = put(record.validation, values, at);
    if (record.trainEvaluated) put(record.trainEvaluated, values, at);
    this.#count++;
  }

  /** The epochs since the last call; null if there are none. */
  take(): EpochFrame | null {
    const metrics = this.#metrics;
    if (this.#count === 0 || metrics === null) return null;
    const values = this.#values.slice(0, this.#count * this.#width).buffer;
    const frame: EpochFrame = { count: this.#count, metrics, values };
    this.#count = 0;
    this.#metrics = null;
    return frame;
  }

  #grow(): void {
    const larger = new Float64Array(Math.max(16 * this.#width, this.#values.length * 2));
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** Epochs in their order; a record is made only where it is asked for. */
export interface EpochList {
  readonly count: number;
  at(row: number): EpochRecord;
  epochAt(row: number): number;
  /** The last step of the epoch. */
  stepAt(row: number): number;
}

/** The epochs of a frame as records. */
export class EpochRows implements EpochList {
  readonly count: number;
  readonly #metrics: EpochMetrics;
  readonly #width: number;
  readonly #values: Float64Array;

  constructor({ count, metrics, values }: EpochFrame) {
    this.count = count;
    this.#metrics = metrics;
    this.#width = epochWidth(metrics);
    this.#values = new Float64Array(values);
  }

  at(row: number): EpochRecord {
    const { train, validation, trainEvaluated } = this.#metrics;
    const values = this.#values;
    const first = row * this.#width;
    const trainAt = first + EPOCH_FACTS;
    const validationAt = trainAt + train.length;
    const evaluatedAt = validationAt + (validation?.length ?? 0);
    return {
      epoch: values[first] ?? NaN,
      step: values[first + 1] ?? NaN,
      train: named(train, values, trainAt),
      ...(trainEvaluated ? { trainEvaluated: named(trainEvaluated, values, evaluatedAt) } : {}),
      ...(validation ? { validation: named(validation, values, validationAt) } : {}),
      seconds: values[first + 2] ?? NaN,
      samplesPerSecond: values[first + 3] ?? NaN,
    };
  }

  epochAt(row: number): number {
    return this.#values[row * this.#width] ?? NaN;
  }

  stepAt(row: number): number {
    return this.#values[row * this.#width + 1] ?? NaN;
  }

  toArray(): EpochRecord[] {
    return Array.from({ length: this.count }, (_, row) => this.at(row));
  }
}

/** Every `every`-th epoch of a frame, `count` of them from row `first` on. */
export function epochsFrom(frame: EpochFrame, first: number, every: number, count: number): EpochFrame {
  if (count === frame.count) return frame;
  const width = epochWidth(frame.metrics);
  const all = new Float64Array(frame.values);
  const values = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const start = (first + row * every) * width;
    values.set(all.subarray(start, start + width), row * width);
  }
  return { count, metrics: frame.metrics, values: values.buffer };
}

/** Records of one run as a frame. */
export function epochFrame(records: readonly EpochRecord[]): EpochFrame {
  const buffer = new EpochBuffer();
  for (const record of records) buffer.push(record);
  return buffer.take() ?? { count: 0, metrics: { train: [] }, values: new ArrayBuffer(0) };
}

function metricsOf({ train, validation, trainEvaluated }: EpochRecord): EpochMetrics {
  return {
    train: Object.keys(train),
    ...(validation ? { validation: Object.keys(validation) } : {}),
    ...(trainEvaluated ? { trainEvaluated: Object.keys(trainEvaluated) } : {}),
  };
}

/** Writes the values from `at` on; returns where the next ones go. */
function put(metrics: MetricValues, into: Float64Array, at: number): number {
  let next = at;
  // The keys of all records of a run are in the same order, and this is several times faster than by name.
  for (const name in metrics) into[next++] = metrics[name] ?? NaN;
  return next;
}

function named(names: readonly string[], values: Float64Array, first: number): MetricValues {
  const metrics: Record<string, number> = {};
  for (let index = 0; index < names.length; index++)
    metrics[names[index] ?? ''] = values[first + index] ?? NaN;
  return metrics;
}
