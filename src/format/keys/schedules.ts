/** Learning-rate schedules, each with a linear warm-up. */
import { bySemantics, named, nullable, optional, required, variant } from '../../base/schema/composites.ts';
import { boolean, enumeration, integer, number, text } from '../../base/schema/primitives.ts';
import type { Schema, Variant } from '../../base/schema/schema.ts';
import type { Schedule } from '../types.ts';

const warmupSteps = optional(integer({ minimum: 0 }), 0, 'Steps over which the rate rises linearly from 0.');

const SCHEDULES = {
  constant: variant('The same rate all along.', { warmupSteps }, 'lr'),
  step: variant(
    'A factor every few epochs (PyTorch StepLR).',
    {
      stepSize: required(integer({ minimum: 1 }), 'Epochs between two falls.'),
      gamma: optional(number({ exclusiveMinimum: 0 }), 0.1, 'Factor at each fall.'),
      warmupSteps,
    },
    'lr · gamma^⌊epoch / stepSize⌋, epochs from 0',
  ),
  exponential: variant(
    'Exponential decay (Keras ExponentialDecay).',
    {
      decaySteps: required(integer({ minimum: 1 }), 'Steps over which the rate falls by decayRate.'),
      decayRate: required(number({ exclusiveMinimum: 0 }), 'Factor over decaySteps steps.'),
      staircase: optional(boolean(), false, 'Fall in whole steps.'),
      warmupSteps,
    },
    'lr · decayRate^(step / decaySteps)',
  ),
  cosine: variant(
    'Half a cosine down to alpha (Keras CosineDecay).',
    {
      decaySteps: nullable(integer({ minimum: 1 }), 'Steps of the half cosine.', 'the whole run'),
      alpha: optional(number({ minimum: 0, maximum: 1 }), 0, 'Share of the rate at the end.'),
      warmupSteps,
    },
    'lr · ((1 − alpha) · ½(1 + cos(π · step / decaySteps)) + alpha)',
  ),
  reduceOnPlateau: variant(
    'A factor when a monitored value no longer improves (ReduceLROnPlateau of Keras and PyTorch).',
    {
      monitor: optional(
        text(),
        'validation.loss',
        'What is watched: `validation.loss`, `train.accuracy`, ….',
      ),
      factor: optional(number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), 0.1, 'Factor at each fall.'),
      patience: optional(integer({ minimum: 0 }), 10, 'Epochs without improvement before a fall.'),
      minDelta: optional(number({ minimum: 0 }), 1e-4, 'What counts as an improvement.'),
      minDeltaMode: bySemantics(
        enumeration('kind of threshold', {
          absolute: 'Better by more than minDelta (Keras; PyTorch `threshold_mode="abs"`).',
          relative: 'Better by more than this share of the best value (PyTorch `threshold_mode="rel"`).',
        }),
        'absolute',
        'relative',
        'What minDelta is: a difference, or a share of the best value.',
      ),
      cooldown: optional(integer({ minimum: 0 }), 0, 'Epochs to wait after a fall.'),
      minLearningRate: optional(number({ minimum: 0 }), 0, 'The rate never falls below.'),
      warmupSteps,
    },
  ),
} satisfies Record<Schedule['type'], Variant>;

export const schedule: Schema<Schedule> = named('schedule', SCHEDULES, { short: true });
