import { metricOf, ratio } from './metric.ts';
import { countOutcomes, outcomeFault, outcomeKeys } from './outcomes.ts';

/** keras/metrics/f_score_metrics.py: F1Score; of classes with `average="macro"`, else with `threshold=0.5`. */
export const f1 = metricOf({
  summary:
    'Harmonic mean of precision and recall (by default Keras F1Score: of classes its macro average, else that of a threshold of 0.5).',
  keys: outcomeKeys('`"macro"` of classes, else `"micro"`', '`"largest"` of classes, else `"threshold"`'),
  formula: '2·TP / (2·TP + FP + FN)',
  synonyms: ['f1score'],
  label: 'F1',
  better: 'higher',
  unit: 'share',
  fault: outcomeFault,
  gather(options, model) {
    const ofClasses = model.target === 'category' ? ({ average: 'macro', decision: 'largest' } as const) : {};
    return countOutcomes({ ...ofClasses, ...options }, model, {
      softShare: (share) => share,
      valueOf: (hits, extra, missed) => ratio(2 * hits, 2 * hits + extra + missed),
    });
  },
});
