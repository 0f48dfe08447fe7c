/** The metrics: one row each, each in a file of its own, and the losses. */
import { mapped, named } from '../../base/schema/composites.ts';
import type { Schema } from '../../base/schema/schema.ts';
import { aliasesOf, entryOf, lean, type Choice, type Lean } from '../kind.ts';
import { accuracy } from './accuracy.ts';
import { f1 } from './f1.ts';
import { LOSS_METRICS } from './losses.ts';
import type { MetricFacts, MetricKind } from './metric.ts';
import { precision } from './precision.ts';
import { r2 } from './r2.ts';
import { recall } from './recall.ts';
import { rootMeanSquaredError } from './rootMeanSquaredError.ts';
import { topKAccuracy } from './topKAccuracy.ts';

export const METRICS = {
  accuracy,
  topKAccuracy,
  precision,
  recall,
  f1,
  rootMeanSquaredError,
  r2,
  ...LOSS_METRICS,
} satisfies Record<string, MetricKind>;

type Written = Choice<typeof METRICS>;
export type Metric = Lean<Written>;

/** The catalogue's entry of a metric. */
export function metricKind(metric: { readonly type: string }): MetricKind {
  return entryOf<MetricKind>(METRICS, metric);
}

/** The meaning of the values of that name; undefined for `loss` and any other name that is not a metric. */
export function metricFacts(name: string): MetricFacts | undefined {
  return Object.hasOwn(METRICS, name) ? metricKind({ type: name }) : undefined;
}

const ALIASES = aliasesOf(METRICS);

export const metric: Schema<Metric> = mapped(
  named<typeof METRICS>('metric', METRICS, { short: true, aliases: ALIASES }),
  lean,
);

/** The full name behind a short one, such as `mse`; any other name as it is. */
export function metricName(name: string): string {
  return (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined) ?? name;
}
