import { metricOf, ratio } from './metric.ts';
import { countOutcomes, outcomeFault, outcomeKeys } from './outcomes.ts';
import { anyPositive } from './precision.ts';

/** keras/metrics/confusion_metrics.py: Recall. */
export const recall = metricOf({
  summary: 'Share of the positives whose output is positive (by default Keras Recall).',
  keys: outcomeKeys('`"micro"`', '`"threshold"`'),
  formula: 'TP / (TP + FN)',
  label: 'recall',
  better: 'higher',
  unit: 'share',
  fault: outcomeFault,
  gather: (options, model) =>
    countOutcomes(options, model, {
      softShare: anyPositive,
      valueOf: (hits, _extra, missed) => ratio(hits, hits + missed),
    }),
});
