/** The activations: a row here and a formula in the engine make a new one. */
import { bySemantics, named, optional, variant } from '../base/schema/composites.ts';
import { boolean, number } from '../base/schema/primitives.ts';
import type { Schema, Variant } from '../base/schema/schema.ts';
import type { Activation, ActivationName } from './types.ts';

/** Keras has two slopes (activations/activations.py, layers/activations/leaky_relu.py). */
const SLOPES = 'keras `0.2`, as an `activation` layer `0.3`; pytorch `0.01`';

/** `slope`: its default under keras. */
function leakyRelu(slope: number) {
  return variant(
    'Rectified linear unit that keeps a small slope for negative values.',
    { slope: bySemantics(number({ minimum: 0 }), slope, 0.01, 'Slope for negative values.', SLOPES) },
    'f(z) = z if z > 0, else slope · z',
  );
}

const ACTIVATIONS = {
  linear: variant('No activation.', {}, 'f(z) = z'),
  sigmoid: variant('Logistic function, values in (0, 1).', {}, 'f(z) = 1 / (1 + e^−z)'),
  tanh: variant('Hyperbolic tangent, values in (−1, 1).', {}, 'f(z) = tanh z'),
  relu: variant('Rectified linear unit.', {}, 'f(z) = max(0, z)'),
  leakyRelu: leakyRelu(0.2),
  elu: variant(
    'Exponential linear unit.',
    { alpha: optional(number({ exclusiveMinimum: 0 }), 1, 'Limit for very negative values is −alpha.') },
    'f(z) = z if z > 0, else alpha · (e^z − 1)',
  ),
  selu: variant(
    'Scaled exponential linear unit; use it with lecunNormal.',
    {},
    'f(z) = 1.05070099 · (z if z > 0, else 1.67326324 · (e^z − 1))',
  ),
  gelu: variant(
    'Gaussian error linear unit.',
    { approximate: optional(boolean(), false, 'Use the tanh approximation.') },
    'f(z) = z · Φ(z), Φ the standard normal distribution function',
  ),
  silu: variant('Sigmoid-weighted linear unit (swish).', {}, 'f(z) = z · sigmoid(z)'),
  softplus: variant('Smooth rectifier.', {}, 'f(z) = ln(1 + e^z)'),
  softmax: variant('Probabilities over all units of the layer.', {}, 'f(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ'),
} satisfies Record<ActivationName, Variant>;

/** Of a layer that has more to do: `leakyRelu` is Keras's function of that name. */
export const activation: Schema<Activation> = named('activation', ACTIVATIONS, { short: true });
/** A layer of its own: `leakyRelu` is Keras's layer LeakyReLU. */
export const activationAsLayer: Schema<Activation> = named(
  'activation',
  { ...ACTIVATIONS, leakyRelu: leakyRelu(0.3) },
  { short: true },
);
