import { bySemantics } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { call } from '../../base/python.ts';
import { elementwise } from './activation.ts';

/** Keras has two slopes (activations/activations.py, layers/activations/leaky_relu.py). */
const SLOPES = 'keras `0.2`, as an `activation` layer `0.3`; pytorch `0.01`';
const ENTRY = {
  summary: 'Rectified linear unit that keeps a small slope for negative values.',
  formula: 'f(z) = z if z > 0, else slope · z',
};

/** `keras`: the slope under Keras. */
function keysFor(keras: number) {
  return { slope: bySemantics(number({ minimum: 0 }), keras, 0.01, 'Slope for negative values.', SLOPES) };
}

/** Leaky rectified linear unit (Maas et al. 2013). */
export const leakyRelu = elementwise({
  ...ENTRY,
  keys: keysFor(0.2),
  asLayer: { ...ENTRY, keys: keysFor(0.3) },
  value: (z, { slope }) => (z < 0 ? slope * z : z),
  derivative: (z, _a, { slope }) => (z > 0 ? 1 : slope),
  kernels: [
    {
      name: 'LEAKY_RELU',
      value: 'v128.bitselect(f32x4.mul(alpha, z), z, f32x4.lt(z, f32x4.splat(0)))',
      derivative: 'v128.bitselect(f32x4.splat(1), alpha, f32x4.gt(z, f32x4.splat(0)))',
    },
  ],
  alpha: ({ slope }) => slope,
  initializer: 'heNormal',
  keras: ({ slope }) => call('keras.layers.LeakyReLU', { negative_slope: slope }),
  pytorch: ({ slope }) => call('nn.LeakyReLU', {}, slope),
});
