import { elementwise } from './activation.ts';
import { logistic } from './sigmoid.ts';

/** ln(1 + e^z), without overflow. */
export function logOnePlusExp(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** Smooth rectifier. */
export const softplus = elementwise({
  summary: 'Smooth rectifier.',
  keys: {},
  formula: 'f(z) = ln(1 + e^z)',
  value: (z) => logOnePlusExp(z),
  derivative: (z) => logistic(z),
  kernels: [
    {
      name: 'SOFTPLUS',
      value: 'f32x4.add(f32x4.max(z, f32x4.splat(0)), log1pUnit4(exp4(f32x4.neg(f32x4.abs(z)))))',
      derivative: 'sigmoid4(z)',
    },
  ],
  initializer: 'heNormal',
  keras: () => 'keras.layers.Activation("softplus")',
  pytorch: () => 'nn.Softplus()',
});
