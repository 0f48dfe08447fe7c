/** The metrics. */
import { named, optional, variant } from '../base/schema/composites.ts';
import { integer } from '../base/schema/primitives.ts';
import type { Schema, Variant } from '../base/schema/schema.ts';
import { aliasesOf } from '../kinds/kind.ts';
import { LOSSES } from '../kinds/losses/table.ts';
import type { Metric } from './types.ts';

const METRICS = {
  accuracy: variant('Share of samples whose class is the likeliest one (binary: threshold 0.5).', {}),
  topKAccuracy: variant('Share of samples whose class is among the k likeliest.', {
    k: optional(integer({ minimum: 1 }), 5, 'How many classes count.'),
  }),
  precision: variant(
    'Share of right ones among the outputs above one half, all outputs counted together (Keras Precision).',
    {},
    'TP / (TP + FP)',
  ),
  recall: variant(
    'Share of the positives whose output is above one half, all outputs counted together (Keras Recall).',
    {},
    'TP / (TP + FN)',
  ),
  f1: variant(
    'Harmonic mean of precision and recall; of classes, by the largest output, the mean over the classes (Keras F1Score macro).',
    {},
    '2·TP / (2·TP + FP + FN)',
  ),
  rootMeanSquaredError: variant('Root of the mean squared error.', {}, '√ mean (t − o)²'),
  r2: variant('Share of variance explained.', {}, '1 − Σ(t − o)² / Σ(t − t̄)²'),
  ...LOSSES,
} satisfies Record<Metric['type'], Variant>;

const METRIC_ALIASES = { ...aliasesOf(LOSSES), rmse: 'rootMeanSquaredError' };

export const metric: Schema<Metric> = named<typeof METRICS>('metric', METRICS, {
  short: true,
  aliases: METRIC_ALIASES,
});

/** The full name behind a short metric name, such as `mse`; any other name as it is. */
export function metricName(name: string): string {
  return Object.entries(METRIC_ALIASES).find(([short]) => short === name)?.[1] ?? name;
}
