import { at } from '../../base/values.ts';
import { aboveHalf, countFault, largest } from './counting.ts';
import { metricOf, ratio, type Gathering } from './metric.ts';

/** 2·TP / (2·TP + FP + FN). */
function harmonic(hits: number, extra: number, missed: number): number {
  return ratio(2 * hits, 2 * hits + extra + missed);
}

/** Mean over the classes of each one's F1; a sample is of the class of its largest output. */
function ofCategories(classes: number): Gathering {
  const sums = new Float64Array(3 * classes);
  return {
    needsPrediction: false,
    sums,
    add({ output, target, rows, units }) {
      for (let row = 0; row < rows; row++) {
        const said = largest(output, row * units, units);
        const is = largest(target, row * units, units);
        if (said === is) {
          sums[3 * is] = at(sums, 3 * is) + 1;
          continue;
        }
        sums[3 * said + 1] = at(sums, 3 * said + 1) + 1;
        sums[3 * is + 2] = at(sums, 3 * is + 2) + 1;
      }
    },
    value() {
      let total = 0;
      for (let index = 0; index < sums.length; index += 3) {
        total += harmonic(at(sums, index), at(sums, index + 1), at(sums, index + 2));
      }
      return total / classes;
    },
  };
}

/** keras/metrics/f_score_metrics.py: F1Score, of classes with `average="macro"`. */
export const f1 = metricOf({
  summary:
    'Harmonic mean of precision and recall; of classes, by the largest output, the mean over the classes (Keras F1Score macro).',
  keys: {},
  formula: '2·TP / (2·TP + FP + FN)',
  synonyms: ['f1score'],
  label: 'F1',
  better: 'higher',
  unit: 'share',
  fault: (_options, model) => countFault(model),
  gather: (_options, { target, outputs }) =>
    target === 'category' ? ofCategories(outputs) : aboveHalf(harmonic),
});
