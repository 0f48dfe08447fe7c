import { nullable, optional } from '../../base/schema/composites.ts';
import { integer, number } from '../../base/schema/primitives.ts';
import { scheduleOf, warmupSteps } from './schedule.ts';

/** Keras: CosineDecay of optimizers/schedules/learning_rate_schedule.py. Its steps count from the end of the warm-up. */
export const cosine = scheduleOf({
  summary: 'Half a cosine down to alpha (Keras CosineDecay).',
  keys: {
    decaySteps: nullable(integer({ minimum: 1 }), 'Steps of the half cosine.', 'the whole run'),
    alpha: optional(number({ minimum: 0, maximum: 1 }), 0, 'Share of the rate at the end.'),
    warmupSteps,
  },
  formula: 'lr · ((1 − alpha) · ½(1 + cos(π · step / decaySteps)) + alpha)',
  // The first half cosine starts where the warm-up ends, each other one where one ends.
  factor({ iteration, ends }, { alpha, warmupSteps }) {
    let start = warmupSteps;
    let end = ends[0] ?? start;
    for (let next = 1; iteration >= end && next < ends.length; next++) {
      start = end;
      end = ends[next] ?? end;
    }
    const length = Math.max(1, end - start);
    const done = Math.min(iteration - start, length) / length;
    return (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * done)) + alpha;
  },
  cycle: {
    end: ({ decaySteps, warmupSteps }, totalSteps) =>
      warmupSteps + (decaySteps ?? Math.max(1, totalSteps - warmupSteps)),
    followsRun: ({ decaySteps }) => decaySteps === null,
    floor: ({ alpha }) => alpha,
  },
});
