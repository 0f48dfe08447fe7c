import { optional, required } from '../../base/schema/composites.ts';
import { boolean, integer, number } from '../../base/schema/primitives.ts';
import { scheduleOf, warmupSteps } from './schedule.ts';

/** Keras: ExponentialDecay of optimizers/schedules/learning_rate_schedule.py. Its steps count from the end of the warm-up. */
export const exponential = scheduleOf({
  summary: 'Exponential decay (Keras ExponentialDecay).',
  keys: {
    decaySteps: required(integer({ minimum: 1 }), 'Steps over which the rate falls by decayRate.'),
    decayRate: required(number({ exclusiveMinimum: 0 }), 'Factor over decaySteps steps.'),
    staircase: optional(boolean(), false, 'Fall in whole steps.'),
    warmupSteps,
  },
  formula: 'lr · decayRate^(step / decaySteps)',
  factor({ iteration }, { decaySteps, decayRate, staircase, warmupSteps }) {
    const periods = (iteration - warmupSteps) / decaySteps;
    return decayRate ** (staircase ? Math.floor(periods) : periods);
  },
});
