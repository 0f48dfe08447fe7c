/** From the metrics of a spec to running ones. */
import type { Gathering } from '../../kinds/metrics/metric.ts';
import { metricKind } from '../../kinds/metrics/table.ts';
import { metricModel } from '../../plan/output.ts';
import type { Plan } from '../../plan/types.ts';

export interface Metric extends Gathering {
  /** The key in metric values. */
  readonly name: string;
}

/** The metrics of `plan`, all sums at 0. */
export function createMetrics({ spec, layers, data }: Plan): readonly Metric[] {
  const model = metricModel(spec, layers, data.target);
  return spec.metrics.map((metric) => ({
    name: metric.type,
    ...metricKind(metric).gather(metric, model),
  }));
}
