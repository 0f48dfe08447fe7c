import { optional } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { call } from '../../base/python.ts';
import { elementwise, type ActivationKernel } from './activation.ts';

/** z > 0 ? scale·z : scale·alpha·(e^z − 1), also selu's. */
export const ELU_KERNEL: ActivationKernel = {
  name: 'ELU',
  value: `
    const low = f32x4.mul(alpha, expm14(f32x4.min(z, f32x4.splat(0))));
    return f32x4.mul(scale, v128.bitselect(low, z, f32x4.lt(z, f32x4.splat(0))));`,
  derivative: 'v128.bitselect(scale, f32x4.add(a, f32x4.mul(scale, alpha)), f32x4.gt(z, f32x4.splat(0)))',
};

/** Clevert et al. 2016. */
export const elu = elementwise({
  summary: 'Exponential linear unit.',
  keys: {
    alpha: optional(number({ exclusiveMinimum: 0 }), 1, 'Limit for very negative values is −alpha.'),
  },
  formula: 'f(z) = z if z > 0, else alpha · (e^z − 1)',
  value: (z, { alpha }) => (z < 0 ? alpha * Math.expm1(z) : z),
  derivative: (z, a, { alpha }) => (z > 0 ? 1 : a + alpha),
  kernels: [ELU_KERNEL],
  alpha: ({ alpha }) => alpha,
  initializer: 'heNormal',
  keras: ({ alpha }) => call('keras.layers.ELU', { alpha }),
  pytorch: ({ alpha }) => call('nn.ELU', {}, alpha),
});
