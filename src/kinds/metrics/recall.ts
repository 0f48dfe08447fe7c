import { aboveHalf, countFault } from './counting.ts';
import { metricOf, ratio } from './metric.ts';

/** keras/metrics/confusion_metrics.py: Recall. */
export const recall = metricOf({
  summary:
    'Share of the positives whose output is above one half, all outputs counted together (Keras Recall).',
  keys: {},
  formula: 'TP / (TP + FN)',
  label: 'recall',
  better: 'higher',
  unit: 'share',
  fault: (_options, model) => countFault(model),
  gather: () => aboveHalf((hits, _extra, missed) => ratio(hits, hits + missed)),
});
