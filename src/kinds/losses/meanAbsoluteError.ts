import { elementLoss, type LossKernel } from './loss.ts';

const KERNEL: LossKernel = {
  name: 'ABSOLUTE',
  value: 'widenSum(f32x4.abs(e))',
  derivative: `
        const zero = f32x4.splat(0);
        const up = v128.and(f32x4.splat(1), f32x4.gt(e, zero));
        const sign = f32x4.sub(up, v128.and(f32x4.splat(1), f32x4.lt(e, zero)));
        return v128.bitselect(sign, e, f32x4.eq(e, e));`,
};

/** Mean of absolute errors; the derivative at 0 is 0. */
export const meanAbsoluteError = elementLoss({
  summary: 'Mean of absolute errors, over outputs and batch.',
  keys: {},
  formula: 'mean |t − o|',
  aliases: ['mae'],
  synonyms: ['l1loss'],
  autoTarget: 'number',
  over: 'mean',
  pair: () => ({
    value: (o, t) => Math.abs(o - t),
    derivative: (o, t) => Math.sign(o - t),
    kernel: KERNEL,
  }),
  keras: () => 'keras.losses.MeanAbsoluteError()',
  pytorch: () => 'nn.L1Loss()',
});
