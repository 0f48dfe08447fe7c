import { phrase } from '../../base/problems/phrase.ts';
import { nullable } from '../../base/schema/composites.ts';
import { enumeration } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import { countFault, largest, rowsOf, shareOf, softTargetsKey, type SoftTargets } from './counting.ts';
import { metricOf, type Gathering, type MetricBatch } from './metric.ts';

/** Share of rows whose largest output is the target class. */
function ofCategories(): Gathering {
  return shareOf(rowsOf, ({ output, target, rows, units }) => {
    let hits = 0;
    for (let row = 0; row < rows; row++) {
      if (largest(output, row * units, units) === largest(target, row * units, units)) hits++;
    }
    return hits;
  });
}

type IsRight = (output: number, target: number) => boolean;

/** `threshold` is 0 for logits, and else that of the loss. */
function rightness(threshold: number, softTargets: SoftTargets): IsRight {
  return softTargets === 'keras'
    ? (output, target) => (output > threshold ? 1 : 0) === target
    : (output, target) => output > threshold === target > 0.5;
}

/** Share of outputs that are right. */
function ofEach(isRight: IsRight): Gathering {
  return shareOf(
    ({ rows, units }) => rows * units,
    ({ output, target, rows, units }) => {
      let hits = 0;
      for (let index = 0; index < rows * units; index++) {
        if (isRight(at(output, index), at(target, index))) hits++;
      }
      return hits;
    },
  );
}

/** Share of rows whose outputs are all right. */
function ofRows(isRight: IsRight): Gathering {
  return shareOf(rowsOf, ({ output, target, rows, units }: MetricBatch) => {
    let hits = 0;
    for (let row = 0; row < rows; row++) {
      let unit = 0;
      while (unit < units && isRight(at(output, row * units + unit), at(target, row * units + unit))) unit++;
      if (unit === units) hits++;
    }
    return hits;
  });
}

/** keras/metrics/accuracy_metrics.py: CategoricalAccuracy, BinaryAccuracy; `subset` is scikit-learn's accuracy_score. */
export const accuracy = metricOf({
  summary:
    'Share of samples whose class is the likeliest one; of labels, share of outputs on the right side of 0.5 (of 0 under hinge).',
  keys: {
    labels: nullable(
      enumeration<'each' | 'subset'>('way to count labels', {
        each: 'Each label counts by itself, as in Keras BinaryAccuracy.',
        subset: 'A sample counts if all its labels are right, as in accuracy_score of scikit-learn.',
      }),
      'Several labels: each counts by itself (`each`, Keras BinaryAccuracy), or a sample counts if all its labels are right (`subset`, scikit-learn accuracy_score).',
      '`"each"`',
    ),
    softTargets: softTargetsKey,
  },
  synonyms: ['acc', 'accuracyscore', 'binaryaccuracy', 'categoricalaccuracy', 'sparsecategoricalaccuracy'],
  label: 'accuracy',
  better: 'higher',
  unit: 'share',
  fault({ labels }, model) {
    return labels !== undefined && model.target === 'category'
      ? phrase(
          '"labels" is for several labels at once, but the target is one class out of several. Remove the key.',
        )
      : countFault(model);
  },
  gather({ labels = 'each', softTargets = 'threshold' }, { target, fused, threshold }) {
    if (target === 'category') return ofCategories();
    const isRight = rightness(fused === 'sigmoid' ? 0 : threshold, softTargets);
    return labels === 'subset' ? ofRows(isRight) : ofEach(isRight);
  },
});
