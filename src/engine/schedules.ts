/**
 * The learning rate of each step. Keras: optimizers/schedules/learning_rate_schedule.py, whose steps count from 0
 * and, after a warm-up, from its end; PyTorch: optim/lr_scheduler.py.
 */
import type { Schedule } from '../format/types.ts';

type Cosine = Extract<Schedule, { type: 'cosine' }>;

/**
 * The steps after which the half cosines of a schedule end, ascending: one, until a run gets more epochs and begins
 * another. Empty for a schedule without any. `totalSteps`: of the run as it was planned.
 */
export function cosineEnds(schedule: Schedule, totalSteps: number): number[] {
  if (schedule.type !== 'cosine') return [];
  const { decaySteps, warmupSteps } = schedule;
  return [warmupSteps + (decaySteps ?? Math.max(1, totalSteps - warmupSteps))];
}

/** `iteration`: updates made before; the first half cosine starts where the warm-up ends, each other where one ends. */
function cosine({ alpha, warmupSteps }: Cosine, iteration: number, ends: readonly number[]): number {
  let start = warmupSteps;
  let end = ends[0] ?? start;
  for (let next = 1; iteration >= end && next < ends.length; next++) {
    start = end;
    end = ends[next] ?? end;
  }
  const length = Math.max(1, end - start);
  const done = Math.min(iteration - start, length) / length;
  return (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * done)) + alpha;
}

/** After the warm-up. */
function shape(schedule: Schedule, iteration: number, epoch: number, ends: readonly number[]): number {
  switch (schedule.type) {
    // reduceOnPlateau acts on the rate itself, at an epoch's end.
    case 'constant':
    case 'reduceOnPlateau':
      return 1;
    case 'step':
      return schedule.gamma ** Math.floor(epoch / schedule.stepSize);
    case 'exponential': {
      const periods = (iteration - schedule.warmupSteps) / schedule.decaySteps;
      return schedule.decayRate ** (schedule.staircase ? Math.floor(periods) : periods);
    }
    case 'cosine':
      return cosine(schedule, iteration, ends);
  }
}

/**
 * What the learning rate is multiplied by: linear from 0 during the warm-up, then the schedule's shape. `iteration`: updates
 * made before this one; `epoch`: epochs finished before it; `ends`: of the half cosines, where the run has changed them.
 */
export function scheduleFactor(
  schedule: Schedule,
  iteration: number,
  epoch: number,
  totalSteps: number,
  ends: readonly number[] = cosineEnds(schedule, totalSteps),
): number {
  const { warmupSteps } = schedule;
  if (iteration < warmupSteps) return iteration / warmupSteps;
  return shape(schedule, iteration, epoch, ends);
}
