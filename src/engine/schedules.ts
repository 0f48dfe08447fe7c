/**
 * The learning rate of each step. Keras: optimizers/schedules/learning_rate_schedule.py, whose steps count from 0
 * and, after a warm-up, from its end; PyTorch: optim/lr_scheduler.py.
 */
import type { Schedule } from '../spec/types.ts';

export interface ScheduleMoment {
  /** Updates made before this one. */
  readonly iteration: number;
  /** Epochs finished before this one. */
  readonly epoch: number;
  readonly totalSteps: number;
}

function shape(schedule: Schedule, moment: ScheduleMoment): number {
  const iteration = moment.iteration - schedule.warmupSteps;
  switch (schedule.type) {
    // reduceOnPlateau acts on the rate itself, at an epoch's end.
    case 'constant':
    case 'reduceOnPlateau':
      return 1;
    case 'step':
      return schedule.gamma ** Math.floor(moment.epoch / schedule.stepSize);
    case 'exponential': {
      const periods = iteration / schedule.decaySteps;
      return schedule.decayRate ** (schedule.staircase ? Math.floor(periods) : periods);
    }
    case 'cosine': {
      const length = schedule.decaySteps ?? Math.max(1, moment.totalSteps - schedule.warmupSteps);
      const done = Math.min(iteration, length) / length;
      return (1 - schedule.alpha) * 0.5 * (1 + Math.cos(Math.PI * done)) + schedule.alpha;
    }
  }
}

/** What the learning rate is multiplied by: linear from 0 during the warm-up, then the schedule's shape. */
export function scheduleFactor(schedule: Schedule, moment: ScheduleMoment): number {
  if (moment.iteration < schedule.warmupSteps) return moment.iteration / schedule.warmupSteps;
  return shape(schedule, moment);
}
