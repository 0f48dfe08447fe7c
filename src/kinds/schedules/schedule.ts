/** A learning-rate schedule of the catalogue: keys, formula, and the factor of each step. */
import { optional } from '../../base/schema/composites.ts';
import { integer } from '../../base/schema/primitives.ts';
import type { Keys, Semantics } from '../../base/schema/schema.ts';
import type { Kind, Options } from '../kind.ts';
import type { MonitorState } from '../monitor.ts';

/** Every schedule may warm up. */
export const warmupSteps = optional(
  integer({ minimum: 0 }),
  0,
  'Steps over which the rate rises linearly from 0.',
);

/** The place of a step in its run. */
export interface Moment {
  /** Updates made before this one. */
  readonly iteration: number;
  /** Epochs finished before it. */
  readonly epoch: number;
  /** Steps after which the cycles of the schedule end, ascending; empty without cycles. */
  readonly ends: readonly number[];
}

/** A schedule that is over after some steps, and needs to be told how it goes on if a run gets more. */
export interface Cycle<K extends Keys> {
  /** The step at which it is over, in a run of `totalSteps` steps. */
  end(options: Options<K>, totalSteps: number): number;
  /** True if it is over when the run is. */
  followsRun(options: Options<K>): boolean;
  /** The factor at its end and beyond. */
  floor(options: Options<K>): number;
}

/** A value that is watched at the end of an epoch. */
export interface Watched {
  readonly value: number;
  readonly state: MonitorState;
  readonly learningRate: number;
  readonly semantics: Semantics;
}

export interface ScheduleKind<K extends Keys = Keys> extends Kind<K> {
  /** The learning rate is multiplied by it after the warm-up. */
  factor(moment: Moment, options: Options<K>): number;
  readonly cycle?: Cycle<K>;
  /** The learning rate to go on with after an epoch; the key `monitor` names the value. Changes `state`. */
  watch?(watched: Watched, options: Options<K>): number;
}

/** A file's entry; the keys' types follow from `keys`. */
export function scheduleOf<K extends Keys>(kind: ScheduleKind<K>): ScheduleKind<K> {
  return kind;
}
