/** A split in eval mode: no dropout, moving statistics. */
import type { Split } from '../../data/types.ts';
import type { MetricValues } from '../../run/epochs.ts';
import type { Backend } from '../backend.ts';
import type { Pass } from '../network.ts';
import type { MetricBatch } from '../../kinds/metrics/metric.ts';
import type { Metric } from './metrics.ts';
import { forward, loadBatch, predict } from '../network.ts';
import type { Network } from '../../plan/layOut.ts';

/** The metrics' view of the network's tensors; `rows` is set for each batch. */
export function createMetricBatch(network: Network, backend: Backend): MetricBatch {
  return {
    backend,
    rows: 0,
    units: network.plan.outputs,
    output: backend.view(network.output),
    outputTensor: network.output,
    prediction: backend.view(network.prediction),
    predictionTensor: network.prediction,
    target: backend.view(network.target),
    targetTensor: network.target,
  };
}

/** Adds the batch that `pass` has just carried to every metric. */
export function addToMetrics(
  network: Network,
  pass: Pass,
  metrics: readonly Metric[],
  batch: MetricBatch,
): void {
  batch.rows = pass.rows;
  for (const metric of metrics) {
    if (!metric.needsPrediction) continue;
    predict(network, pass);
    break;
  }
  for (const metric of metrics) metric.add(batch);
}

/** Loss (mean over the samples) and metrics by name. */
export function metricValues(loss: number, metrics: readonly Metric[]): MetricValues {
  const values: Record<string, number> = { loss };
  for (const metric of metrics) values[metric.name] = metric.value();
  return values;
}

/** The key of the loss without penalties, beside one that has them. */
const UNPENALIZED_LOSS = 'unpenalizedLoss';

/** `values` with the penalties in the loss, and the loss without them beside it; as they are if there are none. */
export function withPenalty(values: MetricValues, penalty: number | null): MetricValues {
  if (penalty === null) return values;
  const { loss = NaN } = values;
  return { ...values, loss: loss + penalty, [UNPENALIZED_LOSS]: loss };
}

/** Rows 0, 1, 2 … */
export function inOrder(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  return order;
}

/** Fewest training samples that are evaluated after an epoch, where there are so many. */
const LEAST_PROBE = 512;

/** The training rows to evaluate after each epoch, evenly spread: no more work than the validation samples are. */
export function sampledTrainRows(training: number, validation: number): Uint32Array {
  const count = Math.min(training, Math.max(LEAST_PROBE, validation));
  return Uint32Array.from({ length: count }, (_, index) => Math.floor((index * training) / count));
}

/**
 * Evaluates the rows `order` of `split`, all of them unless told, in batches of the network's capacity; at least one.
 * `metrics` are reset first. The loss is without penalties.
 */
export function evaluateSplit(
  network: Network,
  pass: Pass,
  split: Split,
  metrics: readonly Metric[],
  order: Uint32Array = inOrder(split.count),
): MetricValues {
  const { capacity } = network;
  const batch = createMetricBatch(network, pass.backend);
  for (const metric of metrics) metric.sums.fill(0);
  pass.training = false;
  let total = 0;
  for (let start = 0; start < order.length; start += capacity) {
    const rows = Math.min(capacity, order.length - start);
    loadBatch(network, pass, split, order, start, rows);
    forward(network, pass);
    total += pass.backend.run(network.loss.evaluation, rows);
    addToMetrics(network, pass, metrics, batch);
  }
  return metricValues(total / order.length, metrics);
}
