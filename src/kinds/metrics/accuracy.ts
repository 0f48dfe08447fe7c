import { at } from '../../base/values.ts';
import { countFault, largest, rowsOf, shareOf } from './counting.ts';
import { metricOf, type Gathering } from './metric.ts';

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

/** Share of outputs on the target's side of `threshold`: 0 for logits, one half for probabilities. */
function ofLabels(threshold: number): Gathering {
  return shareOf(
    ({ rows, units }) => rows * units,
    ({ output, target, rows, units }) => {
      let hits = 0;
      for (let index = 0; index < rows * units; index++) {
        if (at(output, index) > threshold === at(target, index) > 0.5) hits++;
      }
      return hits;
    },
  );
}

/** keras/metrics/accuracy_metrics.py: CategoricalAccuracy, BinaryAccuracy. */
export const accuracy = metricOf({
  summary: 'Share of samples whose class is the likeliest one (binary: threshold 0.5).',
  keys: {},
  synonyms: ['acc', 'accuracyscore', 'binaryaccuracy', 'categoricalaccuracy', 'sparsecategoricalaccuracy'],
  label: 'accuracy',
  better: 'higher',
  unit: 'share',
  fault: (_options, model) => countFault(model),
  gather: (_options, { target, fused }) =>
    target === 'category' ? ofCategories() : ofLabels(fused === 'sigmoid' ? 0 : 0.5),
});
