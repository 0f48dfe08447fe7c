import { elementwise } from './activation.ts';

/** Rectified linear unit; its derivative at 0 is 0. */
export const relu = elementwise({
  summary: 'Rectified linear unit.',
  keys: {},
  formula: 'f(z) = max(0, z)',
  value: (z) => (z < 0 ? 0 : z),
  derivative: (z) => (z > 0 ? 1 : 0),
  kernels: [
    {
      name: 'RELU',
      // Not max(z, 0): −0 stays what it is, as in the reference.
      value: 'v128.andnot(z, f32x4.lt(z, f32x4.splat(0)))',
      derivative: 'v128.and(f32x4.splat(1), f32x4.gt(z, f32x4.splat(0)))',
    },
  ],
  dies: true,
  initializer: 'heNormal',
  keras: () => 'keras.layers.Activation("relu")',
  pytorch: () => 'nn.ReLU()',
});
