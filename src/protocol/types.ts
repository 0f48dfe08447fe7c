/**
 * What crosses a boundary: worker <-> session and host <-> panel. Plain data, string tags, columnar frames.
 */
import type { Problem } from '../base/errors.ts';
import type { Plan } from '../plan/types.ts';
import type { DataFormat, ResolvedSpec } from '../spec/types.ts';
import type { Predictions } from './predictions.ts';

/**
 * Steps `firstStep … firstStep + count − 1`, every one of them. `values` is row-major `[count, series.length]`
 * in float64; the order of the columns is that of `RunInfo.series`. `sequence` starts at 0 and has no gaps.
 */
export interface MetricFrame {
  readonly sequence: number;
  readonly firstStep: number;
  readonly count: number;
  /** When the first of these steps was made, in milliseconds of Date.now(): what latency is measured from. */
  readonly madeAt?: number;
  readonly values: ArrayBuffer;
  /** Epoch of each step, and seconds of training time at each step: `[count]` float64 each. */
  readonly epochs: ArrayBuffer;
  readonly seconds: ArrayBuffer;
  /**
   * Only in snapshots of long runs and for a panel that lags: the step number of each row, `[count]` float64. Rows are then the minimum and
   * maximum of buckets of steps, so no spike is lost. Absent: steps `firstStep … firstStep + count − 1`.
   */
  readonly steps?: ArrayBuffer;
  /** How many frames this one stands for, the first of which is `sequence`; absent: 1. */
  readonly merged?: number;
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

/** How values are distributed: bins of equal width from `low` to `high`, the outermost with what is beyond. */
export interface Distribution {
  /** Of all values; 0 if there are none. */
  readonly min: number;
  readonly max: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
  readonly counts: readonly number[];
}

/** Activations of one layer on the probe: up to 512 training samples, always the same, in eval mode. */
export interface ActivationProbe {
  /** Share of the units that are 0 on every sample. */
  readonly dead: number;
  /** Share of the activations at an end of tanh or sigmoid; null for functions without ends. */
  readonly saturated: number | null;
  readonly mean: number;
  readonly deviation: number;
}

/** A look into the network after `step`. */
export interface ProbeRecord {
  readonly step: number;
  /** In the order of `activationLayers(plan)`. */
  readonly activations: readonly ActivationProbe[];
  /** In the order of `trainableLayers(plan)`: all of a layer's trainable parameters together. */
  readonly weights: readonly Distribution[];
  /** As the optimizer got them at `step`: with penalties, after clipping. */
  readonly gradients: readonly Distribution[];
}

/** Values by metric name (`loss`, `accuracy`, …). */
export type MetricValues = Readonly<Record<string, number>>;

export interface EpochRecord {
  readonly epoch: number;
  /** Last step of the epoch. */
  readonly step: number;
  /** Mean over the epoch's batches, as trained (dropout and penalties in). */
  readonly train: MetricValues;
  /**
   * Training samples in eval mode after the epoch: no dropout, moving statistics, no penalties. As many as there are
   * validation samples but at least 512, evenly spread. Absent in runs of earlier versions.
   */
  readonly trainEvaluated?: MetricValues;
  /** Absent without validation data. */
  readonly validation?: MetricValues;
  /** Training time of this epoch, without evaluation. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

/** Names of the metrics of each split, in the order of their values; a split that was not evaluated is absent. */
export interface EpochMetrics {
  readonly train: readonly string[];
  readonly validation?: readonly string[];
  readonly trainEvaluated?: readonly string[];
}

/** Epochs that ended one after another. */
export interface EpochFrame {
  readonly count: number;
  readonly metrics: EpochMetrics;
  /**
   * Row-major `[count, width]` in float64: epoch, step, seconds and samples a second as in `EpochRecord`, then
   * the values of train, validation and trainEvaluated.
   */
  readonly values: ArrayBuffer;
}

/** A setting changed while training, before step `step`. */
export interface Intervention {
  readonly step: number;
  readonly epoch: number;
  /** Such as `optimizer.learningRate` or `model.layers.dropout1.rate`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
  /** First step it acts on, where that is later than `step`: a batch size waits for the next epoch. */
  readonly actsFrom?: number;
}

/** An intervention to come: made before step `step` of epoch `epoch`, at once if that is past. */
export type PlannedChange = Pick<Intervention, 'step' | 'epoch' | 'path' | 'to'>;

/** A control the panel can offer: the live value of a spec path. */
export interface Control {
  readonly path: string;
  readonly kind: 'learningRate' | 'dropout' | 'l1' | 'l2' | 'clipping' | 'batchSize' | 'epochs';
  /** Layer id, if the control belongs to one. */
  readonly layer?: string;
  readonly value: number;
  /** Off keeps `value` so that it can be switched on again. */
  readonly enabled: boolean;
  /** Of clipping: what `value` is the threshold of. */
  readonly mode?: 'value' | 'norm' | 'globalNorm';
  /** Bounds of a count. */
  readonly least?: number;
  readonly most?: number;
}

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
  /** The run that this one goes on from. */
  readonly parent?: RunParent;
}

export interface RunParent {
  /** Id of a run in the same runs folder. */
  readonly run: string;
  /** Steps that the two have in common. */
  readonly step: number;
  /** `fork`: the untouched twin of a run that was changed; `branch`: on from a checkpoint; `replay`: repeated. */
  readonly kind: 'fork' | 'branch' | 'replay';
}

/**
 * How the values of a tensor lie: `counts[i]` of them in `[edges[i], edges[i + 1])`, the last bucket with its upper
 * edge. `edges` ascend and are one more than `counts`.
 */
export interface Histogram {
  /** Such as `dense1.kernel` or `dense1.kernel/gradient`. */
  readonly tag: string;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Of all values, and of their squares. */
  readonly sum: number;
  readonly sumSquares: number;
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

export type CheckpointKind = 'last' | 'best' | 'epoch';

/** A part of a checkpoint file (safetensors). The pieces of one file come before those of the next. */
export interface CheckpointPiece {
  /** The names that the file gets. */
  readonly kinds: readonly CheckpointKind[];
  readonly step: number;
  readonly epoch: number;
  /** The file's next bytes, transferred. */
  readonly bytes: ArrayBuffer;
  /** The file is whole with these. */
  readonly whole: boolean;
}

/** A checkpoint of the run folder besides the last one: the best so far, or that of an epoch. Made after `step`. */
export interface KeptCheckpoint {
  readonly kind: 'best' | 'epoch';
  readonly step: number;
}

/** The kept checkpoints with another: a new best takes the place of the one before. */
export function withCheckpoint(kept: readonly KeptCheckpoint[], added: KeptCheckpoint): KeptCheckpoint[] {
  const replaced = (known: KeptCheckpoint): boolean =>
    known.kind === added.kind && (added.kind === 'best' || known.step === added.step);
  return [...kept.filter((known) => !replaced(known)), added];
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
      /** Let other threads and programs go first. */
      readonly background?: boolean;
    }
  | {
      readonly type: 'train';
      readonly threads: number;
      /** The wide kernels have been seen to work in this engine. */
      readonly wide: boolean;
      readonly resume: ResumeRequest | null;
      /** Changes to make on the way, in order: those of a run that is repeated, or more epochs at once. */
      readonly changes: readonly PlannedChange[];
      /** Stop after this step, as a run that is repeated did; null: go on to the end. */
      readonly stopAfter: number | null;
      readonly startPaused: boolean;
    }
  /** After `prepare`, instead of training: one sample step by step; backpropagation against finite differences. */
  | { readonly type: 'explain'; readonly sample: number }
  | { readonly type: 'gradcheck' }
  /** Alone, without `prepare`: a run's network on the rows of a file. */
  | {
      readonly type: 'predict';
      readonly plan: Plan;
      /** As run.json keeps it. */
      readonly encoder: unknown;
      /** Bytes of a checkpoint file. */
      readonly weights: ArrayBuffer;
      /** Relative to `baseDir`, or absolute. */
      readonly path: string;
      readonly format: DataFormat;
      readonly baseDir: string;
      readonly memoryLimit: number;
    }
  /**
   * What the network says now; before training: with the weights of a checkpoint file, which is read once and
   * must be the same one at each call.
   */
  | { readonly type: 'predictions'; readonly checkpoint: ArrayBuffer | null }
  /** `epochOnce` trains to the end of the epoch and pauses there, as `stepOnce` does after a step. */
  | { readonly type: 'pause' | 'resume' | 'stepOnce' | 'epochOnce' | 'stop' | 'checkpoint' }
  | { readonly type: 'set'; readonly path: string; readonly value: unknown }
  /** Saves the state as it is, then changes a setting, with no step in between. */
  | { readonly type: 'fork'; readonly path: string; readonly value: unknown };

/** What training goes on from. */
export interface ResumeRequest {
  /** A checkpoint file (safetensors). */
  readonly bytes: ArrayBuffer;
  /** Those of the journal, in order; the checkpoint knows how many of them it holds. */
  readonly interventions: readonly Intervention[];
  /** What becomes of the others: made again when their step comes (the same run), or left out (a branch). */
  readonly later: 'repeat' | 'drop';
}

/** The state right before a change. */
export interface Fork {
  readonly step: number;
  readonly epoch: number;
  /** A checkpoint file of the state without the change. */
  readonly bytes: ArrayBuffer;
  readonly intervention: Intervention;
}

/** A network's outputs, row-major `[rows, outputs]` in float32. */
export interface Prediction {
  readonly rows: number;
  readonly outputs: number;
  readonly values: ArrayBuffer;
}

/** What each request is answered with. */
export interface WorkerResults {
  readonly prepare: PrepareResult;
  readonly train: null;
  /** engine/explain.ts: `Explanation`; engine/gradcheck.ts: `GradientCheck`. Plain data, for who asked. */
  readonly explain: unknown;
  readonly gradcheck: unknown;
  readonly predict: Prediction;
  readonly predictions: Predictions;
  readonly pause: null;
  readonly resume: null;
  readonly stepOnce: null;
  readonly epochOnce: null;
  readonly stop: null;
  readonly checkpoint: null;
  readonly set: Intervention;
  readonly fork: Fork;
}

/**
 * Session -> worker, unanswered: a frame or a piece of a checkpoint is stored. The worker waits when too much of either
 * is under way (a slow disk must not fill the memory), and makes no new timed checkpoint before the last is stored.
 */
export type WorkerNotice =
  | { readonly type: 'stored'; readonly what: 'frame' }
  | {
      readonly type: 'stored';
      readonly what: 'checkpoint';
      /** Those of the piece go back to the worker, which uses them again or knows how to free them at once. */
      readonly bytes: ArrayBuffer;
      /** It was the last piece: the checkpoint is stored. */
      readonly whole: boolean;
    };

/** Worker -> session, unasked. */
export type WorkerEvent =
  | { readonly type: 'loading'; readonly done: number; readonly total: number }
  | {
      readonly type: 'started';
      readonly backend: string;
      readonly threads: number;
      readonly controls: readonly Control[];
      /** Steps done before: 0, or those of the checkpoint that training continues from. */
      readonly step: number;
      /** Epochs finished before. The last step of one may be done and its evaluation not. */
      readonly epochs: number;
      /** How many of the journal's interventions the checkpoint holds. */
      readonly interventions: number;
      /** How raw rows become inputs (plain JSON), for `predict`. */
      readonly encoder?: unknown;
    }
  | { readonly type: 'frame'; readonly frame: MetricFrame }
  | { readonly type: 'epochs'; readonly epochs: EpochFrame }
  | { readonly type: 'probe'; readonly record: ProbeRecord }
  | {
      readonly type: 'intervention';
      readonly intervention: Intervention;
      readonly controls: readonly Control[];
    }
  | { readonly type: 'status'; readonly status: 'running' | 'paused'; readonly step: number }
  | ({ readonly type: 'checkpoint' } & CheckpointPiece)
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
      readonly checkpoints: readonly KeptCheckpoint[];
      readonly probes: readonly ProbeRecord[];
      readonly controls: readonly Control[];
    }
  | { readonly type: 'preparing'; readonly name: string; readonly done: number; readonly total: number }
  /** The run waits until one of `running` ends; `before` others wait, too, and come first. */
  | { readonly type: 'queued'; readonly name: string; readonly running: number; readonly before: number }
  /** The twin of the shown run, drawn beside it: frames and the rest come with its own id. Null: none. */
  | { readonly type: 'beside'; readonly twin: Extract<PanelMessage, { type: 'snapshot' }> | null }
  | { readonly type: 'frame'; readonly runId: string; readonly frame: MetricFrame }
  | { readonly type: 'epochs'; readonly runId: string; readonly epochs: EpochFrame }
  | { readonly type: 'checkpoint'; readonly runId: string; readonly checkpoint: KeptCheckpoint }
  | { readonly type: 'probe'; readonly runId: string; readonly record: ProbeRecord }
  /** The answer to `predictions`: null with the reason where there is none. */
  | {
      readonly type: 'predictions';
      readonly runId: string;
      readonly predictions: Predictions | null;
      readonly message?: string;
    }
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
  | { readonly type: 'compare'; readonly comparison: ComparisonState }
  /** Several at once; answered by one `taken` when they are drawn. Only a few may be without an answer. */
  | { readonly type: 'batch'; readonly messages: readonly PanelMessage[] };

/** Panel -> host: every control is a host command, so palette, keyboard and panel share one path. */
export type PanelRequest =
  | { readonly type: 'ready' }
  | { readonly type: 'resync' }
  | { readonly type: 'taken' }
  /** Asks what the network of the shown run predicts; answered once. */
  | { readonly type: 'predictions' }
  /** Offers a text to be saved as a file of this name: the user says where. */
  | { readonly type: 'save'; readonly name: string; readonly text: string }
  | { readonly type: 'command'; readonly command: string; readonly args: readonly unknown[] };

/** A race of optimizers as the panel shows it. Frames of each entry arrive with its `runId`. */
export interface ComparisonState {
  readonly id: string;
  readonly name: string;
  readonly specPath: string;
  readonly metric: string;
  /** Kept runs put over each other, of any specs: there is no winner to write into one. */
  readonly recorded?: true;
  readonly entries: readonly {
    readonly runId: string;
    readonly label: string;
    readonly optimizer: string;
    readonly learningRate: number;
    readonly status: RunStatus;
    readonly step: number;
    readonly totalSteps: number;
    /** Loss after each epoch: training, and validation where there is one. */
    readonly epochs: readonly EpochRecord[];
    readonly finalLoss: number | null;
    readonly finalMetric: number | null;
    readonly seconds: number;
    /** Why it failed. */
    readonly message?: string;
  }[];
}
