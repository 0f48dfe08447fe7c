import { elementwise } from './activation.ts';

/** Softsign: as tanh, but it saturates more slowly. */
export const softsign = elementwise({
  summary: 'Values in (−1, 1) as of tanh, with slower ends.',
  keys: {},
  formula: 'f(z) = z / (1 + |z|)',
  value: (z) => z / (1 + Math.abs(z)),
  derivative: (_z, a) => (1 - Math.abs(a)) ** 2,
  kernels: [
    {
      name: 'SOFTSIGN',
      value: 'f32x4.div(z, f32x4.add(f32x4.splat(1), f32x4.abs(z)))',
      derivative: `
    const rest = f32x4.sub(f32x4.splat(1), f32x4.abs(a));
    return f32x4.mul(rest, rest);`,
    },
  ],
  saturated: ({ tanh: limit }) => ({ low: -limit, high: limit }),
  flattens: true,
  keras: () => 'keras.layers.Activation("softsign")',
  pytorch: () => 'nn.Softsign()',
});
