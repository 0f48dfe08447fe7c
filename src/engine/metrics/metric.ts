/** A metric gathers float64 sums over batches; its value is made of them when an epoch or a split is through. */
import type { Backend, Tensor } from '../backend.ts';
import type { Values } from '../../base/values.ts';

/** What metrics may look at in one batch. */
export interface MetricBatch {
  readonly backend: Backend;
  rows: number;
  readonly units: number;
  /** Output of the network: logits if the loss is fused. */
  readonly output: Values;
  readonly outputTensor: Tensor;
  /** Probabilities; up to date only if one of the metrics `needsPrediction`. */
  readonly prediction: Values;
  readonly predictionTensor: Tensor;
  readonly target: Values;
  readonly targetTensor: Tensor;
}

export interface Metric {
  /** The key in metric values. */
  readonly name: string;
  readonly needsPrediction: boolean;
  /** The sums; saved and restored with a run that is interrupted within an epoch. */
  readonly sums: Float64Array;
  add(batch: MetricBatch): void;
  value(): number;
}

/** a / b, and 0 where nothing was counted, as Keras' divide_no_nan. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
