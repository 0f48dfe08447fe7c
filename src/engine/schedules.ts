/**
 * The learning rate of each step. Keras: optimizers/schedules/learning_rate_schedule.py, whose steps count from 0
 * and, after a warm-up, from its end; PyTorch: optim/lr_scheduler.py.
 */
import type { Schedule } from '../spec/types.ts';

/** `iteration` from the end of the warm-up on. */
function shape(schedule: Schedule, iteration: number, epoch: number, totalSteps: number): number {
  switch (schedule.type) {
    // reduceOnPlateau acts on the rate itself, at an epoch's end.
    case 'constant':
    case 'reduceOnPlateau':
      return 1;
    case 'step':
      return schedule.gamma ** Math.floor(epoch / schedule.stepSize);
    case 'exponential': {
      const periods = iteration / schedule.decaySteps;
      return schedule.decayRate ** (schedule.staircase ? Math.floor(periods) : periods);
    }
    case 'cosine': {
      const length = schedule.decaySteps ?? Math.max(1, totalSteps - schedule.warmupSteps);
      const done = Math.min(iteration, length) / length;
      return (1 - schedule.alpha) * 0.5 * (1 + Math.cos(Math.PI * done)) + schedule.alpha;
    }
  }
}

/**
 * What the learning rate is multiplied by: linear from 0 during the warm-up, then the schedule's shape. `iteration`: updates
 * made before this one; `epoch`: epochs finished before it.
 */
export function scheduleFactor(
  schedule: Schedule,
  iteration: number,
  epoch: number,
  totalSteps: number,
): number {
  const { warmupSteps } = schedule;
  if (iteration < warmupSteps) return iteration / warmupSteps;
  return shape(schedule, iteration - warmupSteps, epoch, totalSteps);
}
