import { optional } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { call } from '../../base/python.ts';
import { elementLoss, type LossKernel } from './loss.ts';

const KERNEL: LossKernel = {
  name: 'HUBER',
  value: `
    const size = f32x4.abs(e);
    const near = f32x4.mul(f32x4.splat(0.5), f32x4.mul(size, size));
    const far = f32x4.mul(parameter, f32x4.sub(size, f32x4.mul(f32x4.splat(0.5), parameter)));
    return widenSum(v128.bitselect(near, far, f32x4.le(size, parameter)));`,
  derivative: 'f32x4.min(f32x4.max(e, f32x4.neg(parameter)), parameter)',
};

/** Huber 1964. */
export const huber = elementLoss({
  summary: 'Squared near 0, absolute further away: less moved by outliers.',
  keys: { delta: optional(number({ exclusiveMinimum: 0 }), 1, 'Error at which it turns linear.') },
  formula: '½e² if |e| ≤ delta, else delta·(|e| − ½delta); e = t − o; mean over outputs and batch',
  synonyms: ['smoothl1loss', 'huberloss'],
  autoTarget: 'number',
  over: 'mean',
  pair: () => ({
    value(o, t, { delta }) {
      const size = Math.abs(o - t);
      return size <= delta ? 0.5 * size * size : delta * size - 0.5 * delta * delta;
    },
    derivative: (o, t, { delta }) => Math.min(Math.max(o - t, -delta), delta),
    kernel: KERNEL,
  }),
  parameter: ({ delta }) => delta,
  keras: ({ delta }) => call('keras.losses.Huber', { delta }),
  pytorch: ({ delta }) => call('nn.HuberLoss', { delta }),
});
