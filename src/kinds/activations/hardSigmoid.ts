import { elementwise } from './activation.ts';

/** Hard sigmoid: a sigmoid of three straight lines, relu6(z + 3) / 6 in Keras 3 and in PyTorch. */
export const hardSigmoid = elementwise({
  summary: 'A sigmoid of straight lines: 0 below −3, 1 above 3.',
  keys: {},
  formula: 'f(z) = min(max(z + 3, 0), 6) / 6',
  value: (z) => Math.min(Math.max(z + 3, 0), 6) / 6,
  derivative: (z) => (z > -3 && z < 3 ? 1 / 6 : 0),
  kernels: [
    {
      name: 'HARD_SIGMOID',
      value: `
    const low = f32x4.max(f32x4.add(z, f32x4.splat(3)), f32x4.splat(0));
    return f32x4.div(f32x4.min(low, f32x4.splat(6)), f32x4.splat(6));`,
      derivative: 'v128.and(f32x4.splat(1.0 / 6.0), f32x4.lt(f32x4.abs(z), f32x4.splat(3)))',
    },
  ],
  saturated: () => ({ low: Number.MIN_VALUE, high: 1 - Number.EPSILON }),
  flattens: true,
  keras: () => 'keras.layers.Activation("hard_sigmoid")',
  pytorch: () => 'nn.Hardsigmoid()',
});
