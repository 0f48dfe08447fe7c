import { at } from '../../base/values.ts';
import { metricOf } from './metric.ts';

/** keras/metrics/regression_metrics.py: RootMeanSquaredError, over all outputs. */
export const rootMeanSquaredError = metricOf({
  summary: 'Root of the mean squared error.',
  keys: {},
  formula: '√ mean (t − o)²',
  aliases: ['rmse'],
  label: 'root mean squared error',
  better: 'lower',
  unit: 'plain',
  gather() {
    const sums = new Float64Array(2);
    return {
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
  },
});
