/** The metrics' names in words, and what their values mean. */
import { METRIC_FACTS } from '../src/run/generated/metricFacts.ts';
import { translated } from './strings.ts';

function factsOf(metric: string) {
  return Object.hasOwn(METRIC_FACTS, metric) ? METRIC_FACTS[metric] : undefined;
}

/** True if the metric is a share: 1 is perfect and it is written as a percentage. */
export function isShare(metric: string): boolean {
  return factsOf(metric)?.unit === 'share';
}

/** True if more is better. */
export function higherIsBetter(metric: string): boolean {
  return factsOf(metric)?.better === 'higher';
}

/** The metric's name within a sentence. */
export function metricLabel(metric: string): string {
  return translated(factsOf(metric)?.label ?? metric);
}

/** The metric's name where it stands alone, such as over its chart. */
export function metricTitle(metric: string): string {
  const label = metricLabel(metric);
  return label.charAt(0).toLocaleUpperCase() + label.slice(1);
}
