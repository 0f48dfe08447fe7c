/** The learning-rate schedules: one row each, each in a file of its own. */
import { named } from '../../base/schema/composites.ts';
import type { Schema } from '../../base/schema/schema.ts';
import { entryOf, type Choice } from '../kind.ts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { exponential } from './exponential.ts';
import { reduceOnPlateau } from './reduceOnPlateau.ts';
import type { ScheduleKind } from './schedule.ts';
import { step } from './step.ts';

export const SCHEDULES = { constant, step, exponential, cosine, reduceOnPlateau } satisfies Record<
  string,
  ScheduleKind
>;

export type Schedule = Choice<typeof SCHEDULES>;

/** The entry of the catalogue that a spec's schedule names. */
export function scheduleKind(schedule: { readonly type: string }): ScheduleKind {
  return entryOf<ScheduleKind>(SCHEDULES, schedule);
}

export const schedule: Schema<Schedule> = named<typeof SCHEDULES>('schedule', SCHEDULES, { short: true });

/** True if the learning rate never changes by itself. */
export function isConstant(schedule: Schedule): boolean {
  return scheduleKind(schedule) === SCHEDULES.constant && schedule.warmupSteps === 0;
}
