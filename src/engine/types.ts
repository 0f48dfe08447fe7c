/** The trainer as the worker, the gradient check and the tests drive it. */
import type { Dataset } from '../data/types.ts';
import type { Plan } from '../plan/types.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import type { Control } from '../run/controls/control.ts';
import type { EpochRecord, MetricValues } from '../run/epochs.ts';
import type { Intervention, ScheduleChoice } from '../run/interventions.ts';
import type { RunEnd } from '../run/run.ts';
import type { Backend } from './backend.ts';
import type { Pass } from './network.ts';
import type { Network } from '../plan/layOut.ts';

export interface TrainerOptions {
  readonly plan: Plan;
  readonly dataset: Dataset;
  readonly backend: Backend;
  /** Weights of `training.initialWeights`, already read and matched by name and shape. */
  readonly initialWeights?: CheckpointState['tensors'];
  /** Continue from here, bit for bit. */
  readonly resume?: CheckpointState;
  /** With `resume`: how many changes of settings the state holds, if the checkpoint itself does not know. */
  readonly changes?: number;
  /** Numbers that the rules of training health remember, for the checkpoints. */
  readonly health?: () => readonly number[];
  /** Milliseconds; for `seconds` only, never for a decision that changes a number. */
  readonly now: () => number;
}

export type TrainerEvent =
  /** Valid until the next step, also itself. `row`: the values of `seriesOf(plan)`, in order. */
  | { readonly kind: 'step'; readonly step: number; readonly epoch: number; readonly row: Float64Array }
  | { readonly kind: 'epoch'; readonly record: EpochRecord; readonly best: boolean }
  | { readonly kind: 'end'; readonly end: RunEnd };

/** The trainer's insides between two steps, for a look: what it changes of the pass, the next step sets again. */
export interface Inspection {
  readonly network: Network;
  readonly pass: Pass;
  readonly dataset: Dataset;
  /** Steps done, and epochs begun. */
  readonly step: number;
  readonly epoch: number;
}

export interface Trainer {
  /** One yield per step, one per epoch after its last step, one at the end. Resume by calling `next()`. */
  run(): Generator<TrainerEvent, void, void>;
  readonly controls: readonly Control[];
  /** Seconds of training so far, evaluation excluded. */
  readonly seconds: number;
  /** Steps made. */
  readonly step: number;
  /** The epoch that the next step belongs to, from 1. */
  readonly epoch: number;
  /** True if nothing is left to train; more epochs change that. */
  readonly finished: boolean;
  /** The last step of an epoch has been made: its evaluation comes next, not a step. */
  readonly isAtEpochEnd: boolean;
  /**
   * Acts on the next step; a batch size from the next epoch on. Setting `training.epochs` lets a finished run go on:
   * call `run()` again. Throws NnError NN-CONTROL-PATH or NN-CONTROL-VALUE.
   */
  set(path: string, value: unknown, schedule?: ScheduleChoice): Intervention;
  /** Throws NnError NN-RUN-SCHEDULE if a change needs a choice that it does not have: asked before `set`, not when repeating. */
  requireSchedule(change: {
    readonly path: string;
    readonly value: unknown;
    readonly schedule?: ScheduleChoice | undefined;
  }): void;
  /** Ends the run at the next yield with reason `stopped`. */
  stop(): void;
  /** Weights, optimizer state and scalars after the last finished step; copies, into `spare` if its sizes fit. */
  checkpoint(spare?: CheckpointState | null): CheckpointState;
  /** As `checkpoint` without a copy: what `use` gets is the network's own and changes with the next step. */
  withState<T>(use: (state: CheckpointState) => T): T;
  /** In eval mode on a split: loss without penalties, and the metrics of the spec; by `weights` instead of its own. */
  evaluate(split: 'train' | 'validation' | 'test', weights?: CheckpointState['tensors']): MetricValues;
  /** Calls `look` with the network as it is now; it may run samples forward in eval mode. */
  inspect<T>(look: (inside: Inspection) => T): T;
}
