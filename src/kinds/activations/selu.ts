import { elementwise } from './activation.ts';
import { ELU_KERNEL } from './elu.ts';

/** To the digits that Keras and PyTorch use. */
const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;

/** Klambauer et al. 2017. */
export const selu = elementwise({
  summary: 'Scaled exponential linear unit; use it with lecunNormal.',
  keys: {},
  formula: 'f(z) = 1.05070099 · (z if z > 0, else 1.67326324 · (e^z − 1))',
  value: (z) => SCALE * (z < 0 ? ALPHA * Math.expm1(z) : z),
  derivative: (z, a) => (z > 0 ? SCALE : a + SCALE * ALPHA),
  kernels: [ELU_KERNEL],
  alpha: () => ALPHA,
  scale: SCALE,
  initializer: 'lecunNormal',
  keras: () => 'keras.layers.Activation("selu")',
  pytorch: () => 'nn.SELU()',
});
