import { metricOf, ratio } from './metric.ts';
import { countOutcomes, outcomeFault, outcomeKeys } from './outcomes.ts';

/** A target is positive or not: Keras turns it into a boolean, so that everything but 0 is positive. */
export const anyPositive = (target: number): number => (target === 0 ? 0 : 1);

/** keras/metrics/confusion_metrics.py: Precision. */
export const precision = metricOf({
  summary: 'Share of right ones among the positive outputs (by default Keras Precision).',
  keys: outcomeKeys('`"micro"`', '`"threshold"`'),
  formula: 'TP / (TP + FP)',
  label: 'precision',
  better: 'higher',
  unit: 'share',
  fault: outcomeFault,
  gather: (options, model) =>
    countOutcomes(options, model, {
      softShare: anyPositive,
      valueOf: (hits, extra) => ratio(hits, hits + extra),
    }),
});
