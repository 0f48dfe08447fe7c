/**
 * What runs are made of wherever they are told: plain data, string tags, columnar frames. What is said about them is in
 * worker.ts (worker <-> session) and panel.ts (host <-> panel).
 */
import type { Plan } from '../plan/types.ts';

/** The arrays of a frame, all float64. They may be longer than the frame. */
export interface FrameColumns {
  /** Row-major `[count, series.length]`; the order of the columns is that of `RunInfo.series`. */
  readonly values: ArrayBuffer;
  /** Epoch of each step, and seconds of training time at each step: `[count]` each. */
  readonly epochs: ArrayBuffer;
  readonly seconds: ArrayBuffer;
}

/**
 * Steps `firstStep … firstStep + count − 1`, every one of them. `sequence` starts at 0 and has no gaps. The columns of a
 * frame that a session tells are only valid until the listener has returned, or what it returned has resolved: they go
 * back to the worker.
 */
export interface MetricFrame extends FrameColumns {
  readonly sequence: number;
  readonly firstStep: number;
  readonly count: number;
  /** When the first of these steps was made, in milliseconds of Date.now(): what latency is measured from. */
  readonly madeAt?: number;
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
   * Training samples in eval mode after the epoch: no dropout, moving statistics. As many as there are validation
   * samples but at least 512, evenly spread. Absent in runs of earlier versions. Under keras the loss has the penalties in
   * here, in `validation` and in a test, and where there are any, `unpenalizedLoss` stands beside it.
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
  /** Of more epochs: how a learning rate goes on whose half cosine would be over. */
  readonly schedule?: ScheduleChoice;
}

/**
 * How a cosine schedule goes on when a run gets epochs beyond its end: with a new half cosine over the added epochs,
 * with its half cosine stretched to the new end, or at the rate that it ends with.
 */
export const SCHEDULE_CHOICES = ['restart', 'stretch', 'keep'] as const;
export type ScheduleChoice = (typeof SCHEDULE_CHOICES)[number];

/** An intervention to come: made before step `step` of epoch `epoch`, at once if that is past. */
export type PlannedChange = Pick<Intervention, 'step' | 'epoch' | 'path' | 'to' | 'schedule'>;

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

/** Which weights something is of. */
export interface RunWeights {
  /**
   * `best`: the best epoch's, by `training.checkpoint.best`; `restored`: the best epoch's that early stopping has put back,
   * by its own monitor; `last`: those after the last step.
   */
  readonly kind: 'best' | 'restored' | 'last';
  /** The epoch at whose end they were; of `last` the one that was going on. */
  readonly epoch: number;
  readonly step: number;
  /** What was watched; null for `last`. */
  readonly monitor: string | null;
}

export interface RunEnd {
  readonly reason: EndReason;
  /** What, where and how to mend it, when failed. */
  readonly message?: string;
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
}

export interface RunParent {
  /** Id of a run in the same runs folder. */
  readonly run: string;
  /** Steps that the two have in common. */
  readonly step: number;
  /** `fork`: the untouched twin of a run that was changed; `branch`: on from a checkpoint; `replay`: repeated. */
  readonly kind: 'fork' | 'branch' | 'replay';
}

/** Where the recorded numbers of a run were damaged after they were written. */
export interface RecordDamage {
  readonly places: number;
  readonly bytes: number;
  /** Steps that are missing because of that. */
  readonly steps: number;
  /** The first of them, as ranges with both ends. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

/** From `step` on not every step and epoch was recorded: in the thinnest part every `every`-th. */
export interface Thinned {
  readonly step: number;
  readonly every: number;
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

/** What a worker tells of its run, and a session passes on as it is. */
export type RunEvent =
  | { readonly type: 'loading'; readonly done: number; readonly total: number }
  | { readonly type: 'frame'; readonly frame: MetricFrame }
  | { readonly type: 'epochs'; readonly epochs: EpochFrame }
  | { readonly type: 'probe'; readonly record: ProbeRecord }
  | {
      readonly type: 'intervention';
      readonly intervention: Intervention;
      readonly controls: readonly Control[];
    }
  | { readonly type: 'end'; readonly end: RunEnd };
