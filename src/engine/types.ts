/** The trainer as the worker, the gradient check and the tests drive it. */
import type { Dataset } from '../data/types.ts';
import type { Plan } from '../plan/types.ts';
import type {
  CheckpointState,
  Control,
  EpochRecord,
  Intervention,
  MetricValues,
  RunEnd,
} from '../protocol/types.ts';
import type { Backend } from './backend.ts';

export interface TrainerOptions {
  readonly plan: Plan;
  readonly dataset: Dataset;
  readonly backend: Backend;
  /** Weights of `training.initialWeights`, already read and matched by name and shape. */
  readonly initialWeights?: CheckpointState['tensors'];
  /** Continue from here, bit for bit. */
  readonly resume?: CheckpointState;
  /** Milliseconds; for `seconds` only, never for a decision that changes a number. */
  readonly now: () => number;
}

export type TrainerEvent =
  /** `row` is valid until the next step: the values of `seriesOf(plan)`, in order. */
  | { readonly kind: 'step'; readonly step: number; readonly epoch: number; readonly row: Float64Array }
  | { readonly kind: 'epoch'; readonly record: EpochRecord; readonly best: boolean }
  | { readonly kind: 'end'; readonly end: RunEnd };

export interface Trainer {
  /** One yield per step, one per epoch after its last step, one at the end. Resume by calling `next()`. */
  run(): Generator<TrainerEvent, void, void>;
  readonly controls: readonly Control[];
  /** Seconds of training so far, evaluation excluded. */
  readonly seconds: number;
  /** Takes effect before the next step. Throws NnError with a problem code if the path or value is wrong. */
  set(path: string, value: unknown): Intervention;
  /** Ends the run at the next yield with reason `stopped`. */
  stop(): void;
  /** Weights, optimizer state and scalars after the last finished step; copies. */
  checkpoint(): CheckpointState;
  /** In eval mode on a split: loss without penalties, and the metrics of the spec. */
  evaluate(split: 'train' | 'validation' | 'test'): MetricValues;
}
