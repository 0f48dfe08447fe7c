/**
 * The learning rate of each step. Keras: optimizers/schedules/learning_rate_schedule.py, whose steps count from 0
 * and, after a warm-up, from its end; PyTorch: optim/lr_scheduler.py.
 */
import type { ResolvedSpec } from '../format/types.ts';
import { iterationsMade } from '../plan/updates.ts';
import { scheduleKind, type Schedule } from '../kinds/schedules/table.ts';

/**
 * The iterations after which the cycles of a schedule end, ascending: one, until a run gets more epochs and begins another.
 * Empty for a schedule without any. `iterations`: of the run as it was planned.
 */
export function cycleEnds(schedule: Schedule, iterations: number): number[] {
  const { cycle } = scheduleKind(schedule);
  return cycle === undefined ? [] : [cycle.end(schedule, iterations)];
}

/** Gives the factor of the learning rate: after so many iterations, in the epoch after `epoch` finished ones. */
export type ScheduleFactor = (iteration: number, epoch: number, ends: readonly number[]) => number;

/**
 * Finds the factor of a schedule for each step: linear from 0 during the warm-up, then the schedule's own. Its kind is looked
 * up once, not at every step.
 */
export function scheduleFactor(schedule: Schedule): ScheduleFactor {
  const { warmupSteps } = schedule;
  const kind = scheduleKind(schedule);
  return (iteration, epoch, ends) =>
    iteration < warmupSteps ? iteration / warmupSteps : kind.factor({ iteration, epoch, ends }, schedule);
}

/** The part of a run's progress that its learning rate depends on. */
interface Made {
  readonly step: number;
  readonly updates: number;
  readonly epochs: number;
  readonly cosineEnds: readonly number[];
}

/** Finds the factor of the learning rate of a run's next step, by what it has made so far. */
export function rateFactor(spec: ResolvedSpec): (made: Made) => number {
  const factor = scheduleFactor(spec.training.learningRateSchedule);
  return (made) => factor(iterationsMade(spec, made), made.epochs, made.cosineEnds);
}
