/** The facts of a run at its start, its status and its end. */
import type { Text } from '../base/problems/text.ts';
import type { Plan } from '../plan/types.ts';
import type { MetricValues } from './epochs.ts';

export type RunStatus =
  /** Waits for a processor: as many runs as there are cores train at once. */
  | 'queued'
  | 'preparing'
  | 'running'
  | 'paused'
  | 'completed'
  | 'earlyStopping'
  | 'stopped'
  | 'failed'
  /** The process died; the folder was found without an end. */
  | 'interrupted';

export type EndReason = 'completed' | 'earlyStopping' | 'stopped' | 'failed';

/** Kind and epoch of the weights behind a result. */
export interface RunWeights {
  /**
   * `best`: the best epoch's, by `training.checkpoint.best`; `restored`: the best epoch's that early stopping has put back,
   * by its own monitor; `last`: those after the last step.
   */
  readonly kind: 'best' | 'restored' | 'last';
  /** The epoch at whose end they were; of `last` the one that was going on. */
  readonly epoch: number;
  readonly step: number;
  /** The monitored value; null for `last`. */
  readonly monitor: string | null;
}

export interface RunEnd {
  readonly reason: EndReason;
  /** The error, its place and its remedy, when failed. */
  readonly message?: string;
  /** `message` as data: template and parameters; absent in runs of earlier versions. */
  readonly text?: Text;
  readonly code?: string;
  readonly epochs: number;
  readonly steps: number;
  /** Of `weights`. */
  readonly test?: MetricValues;
  /** The weights of the run: what `predict` and `export` take. Absent in runs of earlier versions. */
  readonly weights?: RunWeights;
  readonly seconds: number;
}

/** Static facts of a run, known at its start. */
export interface RunInfo {
  readonly id: string;
  readonly name: string;
  /** ISO time of the start. */
  readonly startedAt: string;
  readonly specPath: string;
  readonly plan: Plan;
  readonly series: readonly string[];
  readonly backend: string;
  readonly threads: number;
  /** The run that this one goes on from. */
  readonly parent?: RunParent;
  /** Id of the comparison that trained it. */
  readonly comparison?: string;
}

export interface RunParent {
  /** Id of a run in the same runs folder. */
  readonly run: string;
  /** Steps that the two have in common. */
  readonly step: number;
  /** `fork`: the untouched twin of a run that was changed; `branch`: on from a checkpoint; `replay`: repeated. */
  readonly kind: 'fork' | 'branch' | 'replay';
}
