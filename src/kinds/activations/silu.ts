import { elementwise } from './activation.ts';
import { logistic } from './sigmoid.ts';

/** Elfwing et al. 2018; swish of Ramachandran et al. 2017. */
export const silu = elementwise({
  summary: 'Sigmoid-weighted linear unit (swish).',
  keys: {},
  formula: 'f(z) = z · sigmoid(z)',
  synonyms: ['swish'],
  value: (z) => z * logistic(z),
  derivative(z) {
    const s = logistic(z);
    return s * (1 + z * (1 - s));
  },
  kernels: [
    {
      name: 'SILU',
      value: 'f32x4.mul(z, sigmoid4(z))',
      derivative: `
    const one = f32x4.splat(1);
    const s = sigmoid4(z);
    return f32x4.mul(s, madd(z, f32x4.sub(one, s), one));`,
    },
  ],
  initializer: 'heNormal',
  keras: () => 'keras.layers.Activation("silu")',
  pytorch: () => 'nn.SiLU()',
});
