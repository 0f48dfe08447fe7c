import { phrase } from '../../base/problems/phrase.ts';
import { optional } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { fillWith, initializerOf, truncatedDraw } from './initializer.ts';

const NORMAL = {
  mean: optional(number(), 0, 'Mean.'),
  stddev: optional(number({ minimum: 0 }), 0.05, 'Standard deviation.'),
};

export const randomNormal = initializerOf({
  summary: 'Normal distribution.',
  keys: NORMAL,
  formula: 'N(mean, stddev²)',
  synonyms: ['normal'],
  fill({ out, random }, { mean, stddev }) {
    fillWith(out, () => mean + stddev * random.normal());
  },
});

export const truncatedNormal = initializerOf({
  summary: 'Normal distribution, redrawn beyond two standard deviations.',
  keys: NORMAL,
  formula: 'N(mean, stddev²), |w − mean| ≤ 2·stddev',
  fill({ out, random }, { mean, stddev }) {
    fillWith(out, () => mean + stddev * truncatedDraw(random));
  },
});

export const randomUniform = initializerOf({
  summary: 'Uniform distribution.',
  keys: {
    minval: optional(number(), -0.05, 'Lower bound.'),
    maxval: optional(number(), 0.05, 'Upper bound, above minval.'),
  },
  formula: 'U(minval, maxval)',
  synonyms: ['uniform'],
  fill({ out, random }, { minval, maxval }) {
    fillWith(out, () => minval + (maxval - minval) * random.uniform());
  },
  fault: ({ minval, maxval }) =>
    minval >= maxval
      ? phrase('minval {minval} must be below maxval {maxval}.', { minval, maxval })
      : undefined,
});
