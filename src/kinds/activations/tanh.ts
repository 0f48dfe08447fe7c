import { elementwise } from './activation.ts';

/** Hyperbolic tangent. */
export const tanh = elementwise({
  summary: 'Hyperbolic tangent, values in (−1, 1).',
  keys: {},
  formula: 'f(z) = tanh z',
  value: (z) => Math.tanh(z),
  derivative: (_z, a) => 1 - a * a,
  kernels: [{ name: 'TANH', value: 'tanh4(z)', derivative: 'nmadd(a, a, f32x4.splat(1))' }],
  saturated: ({ tanh: limit }) => ({ low: -limit, high: limit }),
  flattens: true,
  keras: () => 'keras.layers.Activation("tanh")',
  pytorch: () => 'nn.Tanh()',
});
