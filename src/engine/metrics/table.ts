/** From the metrics of a spec to running ones. */
import type { Plan } from '../../plan/types.ts';
import type { Metric as MetricSpec } from '../../spec/types.ts';
import {
  binaryAccuracy,
  binaryF1,
  categoryAccuracy,
  macroF1,
  precisionOrRecall,
  topKAccuracy,
} from './classification.ts';
import type { Metric } from './metric.ts';
import { lossMetric, r2, rootMeanSquaredError } from './regression.ts';

function createMetric(spec: MetricSpec, plan: Plan): Metric {
  const categories = plan.data.target.kind === 'category';
  const { fusedOutput, outputs } = plan;
  const { semantics } = plan.spec;
  switch (spec.type) {
    case 'accuracy':
      return categories ? categoryAccuracy() : binaryAccuracy(fusedOutput === 'sigmoid' ? 0 : 0.5);
    case 'topKAccuracy':
      return topKAccuracy(spec.k);
    case 'precision':
    case 'recall':
      return precisionOrRecall(spec.type);
    case 'f1':
      return categories ? macroF1(outputs) : binaryF1();
    case 'rootMeanSquaredError':
      return rootMeanSquaredError();
    case 'r2':
      return r2(outputs);
    case 'binaryCrossentropy':
      return lossMetric(spec, fusedOutput === 'sigmoid' ? 'sigmoid' : 'none', semantics);
    case 'categoricalCrossentropy':
      return lossMetric(spec, fusedOutput === 'softmax' ? 'softmax' : 'none', semantics);
    case 'huber':
    case 'meanSquaredError':
    case 'meanAbsoluteError':
    case 'halfSquaredError':
      return lossMetric(spec, 'none', semantics);
  }
}

/** The metrics of `plan`, all sums at 0. */
export function createMetrics(plan: Plan): readonly Metric[] {
  return plan.spec.metrics.map((metric) => createMetric(metric, plan));
}
