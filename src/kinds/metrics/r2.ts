import { at } from '../../base/values.ts';
import { metricOf, type Gathering } from './metric.ts';

function gather(outputs: number): Gathering {
  // Per output: residual squares, Σ of the shifted target and its squares, and the shift (the first target), which
  // keeps the difference of large sums exact. Last: the number of rows.
  const sums = new Float64Array(4 * outputs + 1);
  const counter = 4 * outputs;
  return {
    needsPrediction: true,
    sums,
    add({ prediction, target, rows, units }) {
      for (let row = 0; row < rows; row++) {
        const first = at(sums, counter) === 0;
        for (let unit = 0; unit < units; unit++) {
          const index = row * units + unit;
          const base = 4 * unit;
          if (first) sums[base + 3] = at(target, index);
          const shifted = at(target, index) - at(sums, base + 3);
          sums[base] = at(sums, base) + (at(target, index) - at(prediction, index)) ** 2;
          sums[base + 1] = at(sums, base + 1) + shifted;
          sums[base + 2] = at(sums, base + 2) + shifted * shifted;
        }
        sums[counter] = at(sums, counter) + 1;
      }
    },
    value() {
      let total = 0;
      for (let base = 0; base < counter; base += 4) {
        const spread = at(sums, base + 2) - at(sums, base + 1) ** 2 / at(sums, counter);
        if (spread > 0) total += 1 - at(sums, base) / spread;
        else if (at(sums, base) === 0) total++;
      }
      return total / outputs;
    },
  };
}

/**
 * keras/metrics/regression_metrics.py: R2Score, mean over the outputs. An output whose target never changes counts 1 if it is
 * met exactly and else 0, as in scikit-learn; Keras has NaN and 0.
 */
export const r2 = metricOf({
  summary: 'Share of variance explained.',
  keys: {},
  formula: '1 − Σ(t − o)² / Σ(t − t̄)²',
  synonyms: ['r2score'],
  label: 'R²',
  better: 'higher',
  unit: 'plain',
  gather: (_options, { outputs }) => gather(outputs),
});
