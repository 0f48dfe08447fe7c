/**
 * A metric of the catalogue: keys, the meaning of its values, accepted targets, and the float64 sums that it gathers
 * over batches. Its value is made of the sums at the end of an epoch or a split.
 */
import type { Text } from '../../base/problems/text.ts';
import type { Keys, Semantics } from '../../base/schema/schema.ts';
import type { Values } from '../../base/values.ts';
import type { ActivationName } from '../activations/table.ts';
import type { Kind, Options, WithoutNulls } from '../kind.ts';
import type { Operations } from '../operations/operation.ts';
import type { Tensor } from '../operations/tensor.ts';
import type { TargetKind } from '../losses/loss.ts';

/** The target and the end of the model, as far as a metric depends on them. */
export interface MetricModel {
  readonly target: TargetKind;
  /** Number of classes; 0 for numeric targets. */
  readonly classes: number;
  /** Numbers are labels or probabilities, as the loss takes them, so that a threshold makes sense. */
  readonly labels: boolean;
  readonly outputs: number;
  /** A prediction above it says the positive class. */
  readonly threshold: number;
  /** The activation of the outputs. */
  readonly activation: ActivationName;
  /** The activation that the loss takes in; `output` of a batch then holds logits. */
  readonly fused: 'none' | 'sigmoid' | 'softmax';
  readonly semantics: Semantics;
}

/** The data of one batch that metrics may read. */
export interface MetricBatch {
  readonly backend: Operations;
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

/** A metric at work. */
export interface Gathering {
  readonly needsPrediction: boolean;
  /** The sums; saved and restored with a run that is interrupted within an epoch. */
  readonly sums: Float64Array;
  add(batch: MetricBatch): void;
  value(): number;
}

/** The meaning of its values to a reader. */
export interface MetricFacts {
  /** Its name within a sentence. */
  readonly label: string;
  readonly better: 'higher' | 'lower';
  /** A share of 1 is written as a percentage. */
  readonly unit: 'share' | 'plain';
}

export type MetricOptions<K extends Keys> = WithoutNulls<Options<K>>;

export interface MetricKind<K extends Keys = Keys> extends Kind<K>, MetricFacts {
  /** The reason why it cannot be measured, as the text after a colon; undefined if it can. */
  fault?(options: MetricOptions<K>, model: MetricModel): Text | undefined;
  /** The metric with all sums at 0. */
  gather(options: MetricOptions<K>, model: MetricModel): Gathering;
}

/** A file's entry; the keys' types follow from `keys`. */
export function metricOf<K extends Keys>(kind: MetricKind<K>): MetricKind<K> {
  return kind;
}

/** a / b, and 0 where nothing was counted, as Keras' divide_no_nan. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
