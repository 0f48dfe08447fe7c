import { optional } from '../../base/schema/composites.ts';
import { boolean } from '../../base/schema/primitives.ts';
import { call, literal } from '../../base/python.ts';
import { elementwise, type ActivationKernel } from './activation.ts';

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * The error function to double precision: 2/√π · e^−x² · Σ 2ⁿx²ⁿ⁺¹/(2n+1)!! (Abramowitz & Stegun 7.1.6), whose
 * terms all have one sign, so nothing cancels.
 */
function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size > 6) return Math.sign(x);
  let term = size;
  let sum = size;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * size * size) / (2 * n + 1);
    sum += term;
  }
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-size * size) * sum;
}

/** tanh's argument in the approximation. */
function inner(z: number): number {
  return SQRT_2_OVER_PI * (z + CUBIC * z * z * z);
}

const EXACT: ActivationKernel = {
  name: 'GELU',
  value: 'f32x4.mul(z, normalCdf4(z))',
  derivative: `
    const square = f32x4.mul(f32x4.splat(-0.5), f32x4.mul(z, z));
    const density = f32x4.mul(f32x4.splat(0.3989422804014327), exp4(square));
    return madd(z, density, normalCdf4(z));`,
};
/** `cubic` and `argument` are tanh's argument, in both parts. */
const ARGUMENT = `
    const cubic = madd(f32x4.mul(z, z), f32x4.splat(0.044715), f32x4.splat(1));
    const argument = f32x4.mul(f32x4.mul(z, cubic), f32x4.splat(0.7978845608028654));`;
const APPROXIMATE: ActivationKernel = {
  name: 'GELU_TANH',
  value: `${ARGUMENT}
    return f32x4.mul(f32x4.mul(f32x4.splat(0.5), z), f32x4.add(f32x4.splat(1), tanh4(argument)));`,
  derivative: `${ARGUMENT}
    const one = f32x4.splat(1), half = f32x4.splat(0.5);
    const t = tanh4(argument);
    const cubicSlope = madd(f32x4.mul(z, z), f32x4.splat(3 * 0.044715), one);
    const inner = f32x4.mul(f32x4.splat(0.7978845608028654), cubicSlope);
    return madd(f32x4.mul(half, z), f32x4.mul(nmadd(t, t, one), inner), f32x4.mul(half, f32x4.add(one, t)));`,
};

/** Hendrycks & Gimpel 2016, with their tanh approximation if asked. */
export const gelu = elementwise({
  summary: 'Gaussian error linear unit.',
  keys: { approximate: optional(boolean(), false, 'Use the tanh approximation.') },
  formula: 'f(z) = z · Φ(z), Φ the standard normal distribution function',
  value(z, { approximate }) {
    if (approximate) return 0.5 * z * (1 + Math.tanh(inner(z)));
    return 0.5 * z * (1 + erf(z * Math.SQRT1_2));
  },
  derivative(z, _a, { approximate }) {
    if (approximate) {
      const t = Math.tanh(inner(z));
      return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * CUBIC * z * z);
    }
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    return 0.5 * (1 + erf(z * Math.SQRT1_2)) + z * density;
  },
  kernels: [EXACT, APPROXIMATE],
  kernel: ({ approximate }) => (approximate ? APPROXIMATE : EXACT),
  initializer: 'heNormal',
  keras: ({ approximate }) =>
    `keras.layers.Activation(lambda x: keras.ops.gelu(x, approximate=${literal(approximate)}))`,
  pytorch: ({ approximate }) => call('nn.GELU', { approximate: approximate ? 'tanh' : 'none' }),
});
