import { elementLoss } from './loss.ts';
import { SQUARED_KERNEL } from './meanSquaredError.ts';

/** The textbook's E_total. */
export const halfSquaredError = elementLoss({
  summary: 'The textbook E_total: half the sum of squared errors.',
  keys: {},
  formula: '½ Σ over outputs of (t − o)², mean over the batch',
  autoTarget: 'number',
  over: 'sum',
  pair: () => ({
    value: (o, t) => 0.5 * (o - t) ** 2,
    derivative: (o, t) => o - t,
    kernel: SQUARED_KERNEL,
    valueFactor: 0.5,
  }),
  keras: () => 'lambda t, o: 0.5 * keras.ops.sum(keras.ops.square(t - o), axis=-1)',
  pytorch: () => 'lambda o, t: 0.5 * (o - t).square().sum(dim=1).mean()',
});
