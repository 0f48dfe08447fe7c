import { elementLoss, type LossKernel } from './loss.ts';

/** e², and e as its derivative: the 2 is a factor. */
export const SQUARED_KERNEL: LossKernel = { name: 'SQUARED', value: 'widenSquares(e)', derivative: 'e' };

/** Mean of squared errors. */
export const meanSquaredError = elementLoss({
  summary: 'Mean of squared errors, over outputs and batch.',
  keys: {},
  formula: 'mean (t − o)²',
  aliases: ['mse'],
  synonyms: ['mseloss'],
  autoTarget: 'number',
  over: 'mean',
  pair: () => ({
    value: (o, t) => (o - t) ** 2,
    derivative: (o, t) => 2 * (o - t),
    kernel: SQUARED_KERNEL,
    derivativeFactor: 2,
  }),
  keras: () => 'keras.losses.MeanSquaredError()',
  pytorch: () => 'nn.MSELoss()',
});
