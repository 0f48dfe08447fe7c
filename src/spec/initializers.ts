/** The initializers of kernels and biases. */
import { named, optional, variant } from '../base/schema/composites.ts';
import { number } from '../base/schema/primitives.ts';
import type { Schema, Variant } from '../base/schema/schema.ts';
import type { Initializer } from './types.ts';

const NORMAL = {
  mean: optional(number(), 0, 'Mean.'),
  stddev: optional(number({ minimum: 0 }), 0.05, 'Standard deviation.'),
};
const IN = 'inputs';
const OUT = 'units';

const INITIALIZERS = {
  zeros: variant('All 0.', {}),
  ones: variant('All 1.', {}),
  constant: variant('All the same value.', { value: optional(number(), 0, 'The value.') }),
  randomNormal: variant('Normal distribution.', NORMAL, 'N(mean, stddev²)'),
  randomUniform: variant(
    'Uniform distribution.',
    {
      minval: optional(number(), -0.05, 'Lower bound.'),
      maxval: optional(number(), 0.05, 'Upper bound, above minval.'),
    },
    'U(minval, maxval)',
  ),
  truncatedNormal: variant(
    'Normal distribution, redrawn beyond two standard deviations.',
    NORMAL,
    'N(mean, stddev²), |w − mean| ≤ 2·stddev',
  ),
  glorotUniform: variant('Glorot & Bengio 2010, uniform.', {}, `U(±√(6 / (${IN} + ${OUT})))`),
  glorotNormal: variant(
    'Glorot & Bengio 2010, normal; truncated under keras.',
    {},
    `N(0, 2 / (${IN} + ${OUT}))`,
  ),
  heUniform: variant('He et al. 2015, uniform; for relu.', {}, `U(±√(6 / ${IN}))`),
  heNormal: variant('He et al. 2015, normal; for relu; truncated under keras.', {}, `N(0, 2 / ${IN})`),
  lecunUniform: variant('LeCun et al. 1998, uniform.', {}, `U(±√(3 / ${IN}))`),
  lecunNormal: variant('LeCun et al. 1998, normal; for selu; truncated under keras.', {}, `N(0, 1 / ${IN})`),
  orthogonal: variant(
    'Orthogonal matrix (Saxe et al. 2014).',
    { gain: optional(number(), 1, 'Factor on every weight.') },
    'gain · Q of the QR decomposition of a normal matrix',
  ),
  pytorchDefault: variant('What torch.nn.Linear does for kernel and bias.', {}, `U(±1/√${IN})`),
} satisfies Record<Initializer['type'], Variant>;

export const initializer: Schema<Initializer> = named('initializer', INITIALIZERS, { short: true });
