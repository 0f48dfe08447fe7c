/**
 * What crosses a boundary: worker <-> session and host <-> panel. Plain data, string tags, columnar frames.
 */
import type { Problem } from '../base/errors.ts';
import type { Plan } from '../plan/types.ts';
import type { ResolvedSpec } from '../spec/types.ts';

/**
 * Steps `firstStep … firstStep + count − 1`, every one of them. `values` is row-major `[count, series.length]`
 * in float64; the order of the columns is that of `RunInfo.series`. `sequence` starts at 0 and has no gaps.
 */
export interface MetricFrame {
  readonly sequence: number;
  readonly firstStep: number;
  readonly count: number;
  readonly values: ArrayBuffer;
  /** Epoch of each step, and seconds of training time at each step: `[count]` float64 each. */
  readonly epochs: ArrayBuffer;
  readonly seconds: ArrayBuffer;
}

/** Per-step series, in this order: `loss`, `learningRate`, then for each layer with parameters the layer series. */
export const STEP_SERIES = ['loss', 'learningRate'] as const;
/** Per layer: `${layerId}/gradientNorm` and so on. */
export const LAYER_SERIES = ['gradientNorm', 'gradientMean', 'weightNorm', 'updateNorm'] as const;

/** Names of all per-step columns of a plan, in frame order. */
export function seriesOf(plan: Plan): string[] {
  const layers = plan.layers.filter((layer) => layer.parameters.some((parameter) => parameter.trainable));
  return [...STEP_SERIES, ...layers.flatMap((layer) => LAYER_SERIES.map((name) => `${layer.id}/${name}`))];
}

/** Values by metric name (`loss`, `accuracy`, …). */
export type MetricValues = Readonly<Record<string, number>>;

export interface EpochRecord {
  readonly epoch: number;
  /** Last step of the epoch. */
  readonly step: number;
  /** Mean over the epoch's batches, as trained (dropout and penalties in). */
  readonly train: MetricValues;
  /** Absent without validation data. */
  readonly validation?: MetricValues;
  /** Training time of this epoch, without evaluation. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

/** A setting changed while training: took effect before step `step`. */
export interface Intervention {
  readonly step: number;
  readonly epoch: number;
  /** Such as `optimizer.learningRate` or `model.layers.dropout1.rate`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** A control the panel can offer: the live value of a spec path. */
export interface Control {
  readonly path: string;
  readonly kind: 'learningRate' | 'dropout' | 'l1' | 'l2';
  /** Layer id, if the control belongs to one. */
  readonly layer?: string;
  readonly value: number;
  /** Off keeps `value` so that it can be switched on again. */
  readonly enabled: boolean;
}

export type RunStatus =
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

export interface RunEnd {
  readonly reason: EndReason;
  /** What, where and how to mend it, when failed. */
  readonly message?: string;
  readonly code?: string;
  readonly epochs: number;
  readonly steps: number;
  readonly test?: MetricValues;
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
}

/** Named tensors: weights (`dense1.kernel`), optimizer slots (`optimizer/dense1.kernel/m`) and scalar state. */
export interface CheckpointState {
  readonly step: number;
  readonly epoch: number;
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
  /** JSON state that is not a tensor: schedule, early stopping, live controls. */
  readonly scalars: Readonly<Record<string, unknown>>;
}

/** Session -> worker. Each `call` is answered by exactly one `result` or `error` with the same id. */
export type WorkerRequest =
  | {
      readonly type: 'prepare';
      readonly spec: ResolvedSpec;
      /** Absolute folder of the spec file: relative data paths start here. */
      readonly baseDir: string;
      /** Folders outside of which nothing may be read; null: anywhere. */
      readonly allowedRoots: readonly string[] | null;
      readonly memoryLimit: number;
    }
  | {
      readonly type: 'train';
      readonly threads: number;
      readonly resume: CheckpointState | null;
      readonly startPaused: boolean;
    }
  | { readonly type: 'pause' | 'resume' | 'stepOnce' | 'stop' | 'checkpoint' }
  | { readonly type: 'set'; readonly path: string; readonly value: unknown };

/** Worker -> session, unasked. */
export type WorkerEvent =
  | { readonly type: 'loading'; readonly done: number; readonly total: number }
  | {
      readonly type: 'started';
      readonly backend: string;
      readonly threads: number;
      readonly controls: readonly Control[];
    }
  | { readonly type: 'frame'; readonly frame: MetricFrame }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | {
      readonly type: 'intervention';
      readonly intervention: Intervention;
      readonly controls: readonly Control[];
    }
  | { readonly type: 'status'; readonly status: 'running' | 'paused'; readonly step: number }
  | { readonly type: 'checkpoint'; readonly kind: 'last' | 'best' | 'epoch'; readonly state: CheckpointState }
  | { readonly type: 'end'; readonly end: RunEnd };

export interface PrepareResult {
  /** Absent exactly if `problems` holds an error. */
  readonly plan?: Plan;
  readonly problems: readonly Problem[];
}

/** Host -> panel. */
export type PanelMessage =
  | { readonly type: 'empty'; readonly specs: readonly { readonly path: string; readonly label: string }[] }
  /** Everything shown so far; frames go on at `nextSequence`. Sent on `ready`, on becoming visible and after a gap. */
  | {
      readonly type: 'snapshot';
      readonly run: RunInfo;
      readonly status: RunStatus;
      readonly end: RunEnd | null;
      readonly steps: MetricFrame;
      readonly nextSequence: number;
      readonly epochs: readonly EpochRecord[];
      readonly interventions: readonly Intervention[];
      readonly controls: readonly Control[];
    }
  | { readonly type: 'preparing'; readonly name: string; readonly done: number; readonly total: number }
  | { readonly type: 'frame'; readonly runId: string; readonly frame: MetricFrame }
  | { readonly type: 'epoch'; readonly runId: string; readonly record: EpochRecord }
  | {
      readonly type: 'intervention';
      readonly runId: string;
      readonly intervention: Intervention;
      readonly controls: readonly Control[];
    }
  | {
      readonly type: 'status';
      readonly runId: string;
      readonly status: RunStatus;
      readonly end: RunEnd | null;
    }
  | { readonly type: 'compare'; readonly comparison: ComparisonState };

/** Panel -> host: every control is a host command, so palette, keyboard and panel share one path. */
export type PanelRequest =
  | { readonly type: 'ready' }
  | { readonly type: 'resync' }
  | { readonly type: 'command'; readonly command: string; readonly args: readonly unknown[] };

/** A race of optimizers as the panel shows it. Frames of each entry arrive with its `runId`. */
export interface ComparisonState {
  readonly id: string;
  readonly name: string;
  readonly metric: string;
  readonly entries: readonly {
    readonly runId: string;
    readonly label: string;
    readonly optimizer: string;
    readonly status: RunStatus;
    readonly step: number;
    readonly totalSteps: number;
    /** Loss after each epoch: training, and validation where there is one. */
    readonly epochs: readonly EpochRecord[];
    readonly finalLoss: number | null;
    readonly finalMetric: number | null;
    readonly seconds: number;
  }[];
}
