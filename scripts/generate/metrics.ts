/**
 * The meaning of the values of metrics, from src/kinds/metrics, for the panel: it needs no more of the catalogue than
 * this.
 */
import { METRICS } from '../../src/kinds/metrics/table.ts';
import { heading } from './assembly.ts';

/** src/run/generated/metricFacts.ts */
export function metricFacts(): string {
  const rows = Object.entries(METRICS).map(
    ([name, { label, better, unit }]) =>
      `  ${name}: { label: '${label}', better: '${better}', unit: '${unit}' },\n`,
  );
  return [
    heading('The meaning of the values of each metric.', 'src/kinds/metrics'),
    "import type { MetricFacts } from '../../kinds/metrics/metric.ts';\n\n",
    `export const METRIC_FACTS: Readonly<Record<string, MetricFacts>> = {\n${rows.join('')}};\n`,
  ].join('');
}
