import { aboveHalf, countFault } from './counting.ts';
import { metricOf, ratio } from './metric.ts';

/** keras/metrics/confusion_metrics.py: Precision. */
export const precision = metricOf({
  summary:
    'Share of right ones among the outputs above one half, all outputs counted together (Keras Precision).',
  keys: {},
  formula: 'TP / (TP + FP)',
  label: 'precision',
  better: 'higher',
  unit: 'share',
  fault: (_options, model) => countFault(model),
  gather: () => aboveHalf((hits, extra) => ratio(hits, hits + extra)),
});
