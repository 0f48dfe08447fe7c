/** The activations: a row here and a formula in the engine make a new one. */
import { bySemantics, named, optional, variant } from './composites.ts';
import { boolean, number } from './primitives.ts';
import type { Schema, Variant } from './schema.ts';
import type { Activation, ActivationName } from './types.ts';

const ACTIVATIONS = {
  linear: variant('No activation.', {}, 'f(z) = z'),
  sigmoid: variant('Logistic function, values in (0, 1).', {}, 'f(z) = 1 / (1 + e^−z)'),
  tanh: variant('Hyperbolic tangent, values in (−1, 1).', {}, 'f(z) = tanh z'),
  relu: variant('Rectified linear unit.', {}, 'f(z) = max(0, z)'),
  leakyRelu: variant(
    'Rectified linear unit that keeps a small slope for negative values.',
    { slope: bySemantics(number({ minimum: 0 }), 0.3, 0.01, 'Slope for negative values.') },
    'f(z) = z if z > 0, else slope · z',
  ),
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

export const activation: Schema<Activation> = named('activation', ACTIVATIONS, { short: true });
