import { elementwise } from './activation.ts';

/** 1 / (1 + e^−z), without overflow on either side. */
export function logistic(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const power = Math.exp(z);
  return power / (1 + power);
}

/** Logistic function. */
export const sigmoid = elementwise({
  summary: 'Logistic function, values in (0, 1).',
  keys: {},
  formula: 'f(z) = 1 / (1 + e^−z)',
  synonyms: ['logistic'],
  probabilities: 'each',
  value: (z) => logistic(z),
  derivative: (_z, a) => a * (1 - a),
  kernels: [
    { name: 'SIGMOID', value: 'sigmoid4(z)', derivative: 'f32x4.mul(a, f32x4.sub(f32x4.splat(1), a))' },
  ],
  // |z| above the limit, in terms of a = σ(z).
  saturated: ({ sigmoid: limit }) => ({ low: logistic(-limit), high: 1 - logistic(-limit) }),
  flattens: true,
  keras: () => 'keras.layers.Activation("sigmoid")',
  pytorch: () => 'nn.Sigmoid()',
});
