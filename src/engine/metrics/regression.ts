/** Root mean squared error and R² (keras/metrics/regression_metrics.py), and any loss as a metric. */
import type { Loss, Semantics } from '../../spec/types.ts';
import { at } from '../../base/values.ts';
import type { Metric } from './metric.ts';

/** √(mean over all outputs of (o − t)²). */
export function rootMeanSquaredError(): Metric {
  const sums = new Float64Array(2);
  return {
    name: 'rootMeanSquaredError',
    needsPrediction: true,
    sums,
    add({ prediction, target, rows, units }) {
      let squares = 0;
      for (let index = 0; index < rows * units; index++) {
        squares += (at(prediction, index) - at(target, index)) ** 2;
      }
      sums[0] = at(sums, 0) + squares;
      sums[1] = at(sums, 1) + rows * units;
    },
    value: () => Math.sqrt(at(sums, 0) / at(sums, 1)),
  };
}

/**
 * 1 − Σ(t − o)²/Σ(t − mean t)², mean over the outputs. An output whose target never changes counts 1 if it is met exactly and
 * else 0, as in scikit-learn; Keras has NaN and 0.
 */
export function r2(outputs: number): Metric {
  // Per output: residual squares, Σ of the shifted target and its squares, and the shift (the first target), which
  // keeps the difference of large sums exact. Last: the number of rows.
  const sums = new Float64Array(4 * outputs + 1);
  const counter = 4 * outputs;
  return {
    name: 'r2',
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

/** A loss without penalties, as a mean over samples. `fused` if it is computed from logits. */
export function lossMetric(loss: Loss, fused: 'none' | 'sigmoid' | 'softmax', semantics: Semantics): Metric {
  const sums = new Float64Array(2);
  return {
    name: loss.type,
    needsPrediction: fused === 'none',
    sums,
    add({ backend, outputTensor, predictionTensor, targetTensor, rows, units }) {
      const from = fused === 'none' ? predictionTensor : outputTensor;
      sums[0] = at(sums, 0) + backend.loss(loss, fused, from, targetTensor, null, rows, units, semantics);
      sums[1] = at(sums, 1) + rows;
    },
    value: () => at(sums, 0) / at(sums, 1),
  };
}
