/** The losses and the metrics. */
import { named, optional, variant } from '../base/schema/composites.ts';
import { integer, number } from '../base/schema/primitives.ts';
import type { Schema, Variant } from '../base/schema/schema.ts';
import type { Loss, LossName, Metric } from './types.ts';

const LOSSES = {
  meanSquaredError: variant('Mean of squared errors, over outputs and batch.', {}, 'mean (t − o)²'),
  meanAbsoluteError: variant('Mean of absolute errors, over outputs and batch.', {}, 'mean |t − o|'),
  huber: variant(
    'Squared near 0, absolute further away: less moved by outliers.',
    { delta: optional(number({ exclusiveMinimum: 0 }), 1, 'Error at which it turns linear.') },
    '½e² if |e| ≤ delta, else delta·(|e| − ½delta); e = t − o; mean over outputs and batch',
  ),
  binaryCrossentropy: variant(
    'For targets that are 0 or 1; end the model with sigmoid.',
    {},
    '−(t·ln p + (1 − t)·ln(1 − p)), mean over outputs and batch',
  ),
  categoricalCrossentropy: variant(
    'For one class out of several; end the model with softmax.',
    {},
    '−Σ over classes of t·ln p, mean over the batch',
  ),
  halfSquaredError: variant(
    'The textbook E_total: half the sum of squared errors.',
    {},
    '½ Σ over outputs of (t − o)², mean over the batch',
  ),
} satisfies Record<LossName, Variant>;

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

const ALIASES = { mse: 'meanSquaredError', mae: 'meanAbsoluteError' };
const METRIC_ALIASES = { ...ALIASES, rmse: 'rootMeanSquaredError' };

export const loss: Schema<Loss> = named('loss', LOSSES, { short: true, aliases: ALIASES });
export const metric: Schema<Metric> = named('metric', METRICS, { short: true, aliases: METRIC_ALIASES });

/** The full name behind a short metric name, such as `mse`; any other name as it is. */
export function metricName(name: string): string {
  return Object.entries(METRIC_ALIASES).find(([short]) => short === name)?.[1] ?? name;
}
