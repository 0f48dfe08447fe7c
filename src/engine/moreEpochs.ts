/** The change of a learning-rate schedule when a run gets more epochs, or epochs of another number of steps. */
import { sentence } from '../base/problems/runs.ts';
import { NnError } from '../base/errors.ts';
import type { Plan } from '../plan/types.ts';
import { EPOCHS } from '../run/controls/control.ts';
import { iterationsMade, iterationsOf } from '../plan/updates.ts';
import { stepsOfEpoch } from '../run/controls/length.ts';
import type { LiveSettings } from '../run/controls/settings.ts';
import { SCHEDULE_CHOICES, type ScheduleChoice } from '../run/interventions.ts';
import { scheduleKind } from '../kinds/schedules/table.ts';
import type { Progress } from './state.ts';

/** A schedule's iterations in the whole run by the settings that it has now, with `epochs` in all. */
export function runIterations(
  plan: Plan,
  progress: Progress,
  { batchSize, epochs }: LiveSettings,
  inAll = epochs.value,
): number {
  const { group, epochs: done, stepsOfEpoch: made } = progress;
  const next = stepsOfEpoch(plan, batchSize.value);
  const left = Math.max(0, inAll - done);
  const before = iterationsMade(plan.spec, progress);
  if (left === 0) return before;
  const rest = made === 0 ? next : stepsOfEpoch(plan, progress.batchSize) - made;
  const stretches = [
    { epochs: 1, steps: rest },
    { epochs: left - 1, steps: next },
  ];
  return before + iterationsOf(plan.spec, stretches, group);
}

/** The half cosine over the whole run ends where the run does, also after a change of the batch size. */
export function moveCosineEnd(plan: Plan, progress: Progress, before: number, now: number): void {
  const { learningRateSchedule: schedule } = plan.spec.training;
  if (scheduleKind(schedule).cycle?.followsRun(schedule) !== true) return;
  const last = progress.cosineEnds.length - 1;
  if (progress.cosineEnds[last] === before) progress.cosineEnds[last] = now;
}

/** Lets the half cosines reach `iterations`, the new end of the run, as it was chosen. */
export function extendCosine(
  progress: Progress,
  choice: ScheduleChoice | undefined,
  iterations: number,
): void {
  const last = progress.cosineEnds.length - 1;
  const end = progress.cosineEnds[last];
  if (end === undefined || iterations <= end) return;
  if (choice === 'restart') progress.cosineEnds.push(iterations);
  if (choice === 'stretch') progress.cosineEnds[last] = iterations;
}

/**
 * Refuses a change that would train at a learning rate that the user has not chosen: more epochs of a cosine schedule, whose
 * half cosine is over by then. A schedule that goes on by itself takes no choice.
 * @throws NnError NN-RUN-SCHEDULE
 */
export function requireSchedule(
  plan: Plan,
  progress: Progress,
  settings: LiveSettings,
  { path, value, schedule: choice }: { path: string; value: unknown; schedule?: ScheduleChoice | undefined },
): void {
  if (path !== EPOCHS || typeof value !== 'number') return;
  const { learningRateSchedule: schedule } = plan.spec.training;
  const { cycle } = scheduleKind(schedule);
  if (cycle === undefined) {
    if (choice === undefined) return;
    throw new NnError(sentence('NN-RUN-SCHEDULE.none', { schedule: schedule.type, choice }));
  }
  const iterations = runIterations(plan, progress, settings, value);
  const end = progress.cosineEnds.at(-1) ?? iterations;
  if (iterations <= end) return;
  const rate = settings.learningRate.value * cycle.floor(schedule);
  if (rate === 0 && choice === 'keep') throw new NnError(sentence('NN-RUN-SCHEDULE.keep', { end, rate }));
  // With a length of its own it is defined beyond its end, and stays at alpha as Keras's does.
  if (choice !== undefined || (!cycle.followsRun(schedule) && rate > 0)) return;
  const choices = SCHEDULE_CHOICES.filter((one) => rate > 0 || one !== 'keep').join('|');
  throw new NnError(
    sentence(rate === 0 ? 'NN-RUN-SCHEDULE.toZero' : 'NN-RUN-SCHEDULE.choose', { end, rate, choices }),
  );
}
