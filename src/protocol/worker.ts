/** Messages between a session and its worker: requests and their answers, events, notices. */
import type { Problem } from '../base/errors.ts';
import type { DataFacts, KnownData } from '../plan/dataFacts.ts';
import type { DataSurvey } from '../plan/survey.ts';
import type { Proposal, ProposalFormat } from '../plan/proposal.ts';
import type { Plan } from '../plan/types.ts';
import type { DataFormat, ResolvedSpec } from '../format/types.ts';
import type { Prediction, Predictions } from '../run/predictions.ts';
import type { CheckpointPiece } from '../run/checkpoints.ts';
import type { Control } from '../run/controls/control.ts';
import type { FrameColumns } from '../run/frames.ts';
import type { Explanation } from '../run/explain/explanation.ts';
import type { Answers } from '../run/microscope/asked.ts';
import type { Verdict } from '../run/lesson/slips.ts';
import type { LensView } from '../run/microscope/view.ts';
import type { CostSurface, OptimizerPath, Region } from '../run/explain/path.ts';
import type { GradientCheck } from '../run/explain/gradientCheck.ts';
import type { GradientFlow } from '../run/explain/gradientFlow.ts';
import type { Fork, Intervention, PlannedChange, SettingChange } from '../run/interventions.ts';
import type { MetricValues } from '../run/epochs.ts';
import type { RunEvent, RunEventType } from '../run/events/event.ts';

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
      /** Of a run that goes on or is repeated: what it knows of its data. */
      readonly known?: KnownData | undefined;
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
      /** Steps a second; null: as fast as it goes. */
      readonly stepsPerSecond: number | null;
    }
  /** After `prepare`: one sample step by step; backpropagation against finite differences, instead of training. */
  | {
      readonly type: 'explain';
      readonly sample: number;
      /** A checkpoint file, after which the step is made; null: the first step, or the next one of the run in training. */
      readonly checkpoint: ArrayBuffer | null;
    }
  /** The gradient's way back at the next step of the run in training. */
  | { readonly type: 'whyNext' }
  /** After `prepare`: the same at a step (from 1) of a run that has stopped; null: the one after its last state. */
  | {
      readonly type: 'why';
      /** The file of the last state. */
      readonly checkpoint: ArrayBuffer;
      /** Changes of the run, in order. */
      readonly interventions: readonly Intervention[];
      readonly step: number | null;
    }
  /** The origin of numbers of such a step. */
  | {
      readonly type: 'ask';
      /** The step: one sample alone, or with null the batch as training takes it. Null: the same step as before. */
      readonly look: { readonly sample: number | null; readonly checkpoint: ArrayBuffer | null } | null;
      readonly questions: readonly string[];
    }
  /** An answer to a question about such a step, compared with the number and with the slips that one can make. */
  | {
      readonly type: 'judge';
      readonly look: { readonly sample: number | null; readonly checkpoint: ArrayBuffer | null };
      readonly ask: string;
      readonly given: number;
    }
  /** The same step as a network to look at, with the units that `find` names. */
  | {
      readonly type: 'lens';
      readonly look: { readonly sample: number | null; readonly checkpoint: ArrayBuffer | null };
      readonly find: string;
    }
  | { readonly type: 'gradcheck' }
  /** After `prepare`: what the spec makes of its data; `row` of the file as the network gets it. */
  | { readonly type: 'survey'; readonly row: number }
  /** Alone, without `prepare`: a look at a data file. */
  | {
      readonly type: 'surveyFile';
      readonly path: string;
      readonly format: ProposalFormat;
      readonly target: string | null;
      readonly baseDir: string;
      readonly allowedRoots: readonly string[] | null;
      readonly memoryLimit: number;
    }
  /** Of two parameters: the first steps of training, or the cost of `size` × `size` points. */
  | { readonly type: 'path'; readonly steps: number }
  | { readonly type: 'surface'; readonly region: Region; readonly size: number }
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
  /** Alone, without `prepare`: a spec for a data file. */
  | {
      readonly type: 'propose';
      /** Relative to `baseDir`, as the spec will name it, or absolute. */
      readonly path: string;
      readonly format: ProposalFormat;
      readonly name: string;
      /** The column to predict; null: the likeliest one. */
      readonly target: string | null;
      readonly baseDir: string;
      readonly allowedRoots: readonly string[] | null;
      readonly memoryLimit: number;
    }
  /**
   * The network's predictions now; before training: with the weights of a checkpoint file, which is read once and
   * must be the same one at each call.
   */
  | { readonly type: 'predictions'; readonly checkpoint: ArrayBuffer | null }
  /** The test samples by the weights of a checkpoint file, once the run has ended. */
  | { readonly type: 'evaluate'; readonly checkpoint: ArrayBuffer }
  /** `epochOnce` trains to the end of the epoch and pauses there, as `stepOnce` does after a step. */
  | { readonly type: 'pause' | 'resume' | 'stepOnce' | 'epochOnce' | 'stop' | 'checkpoint' }
  /** Steps a second from now on; null: as fast as it goes. */
  | { readonly type: 'speed'; readonly stepsPerSecond: number | null }
  | ({ readonly type: 'set' } & SettingChange)
  /** Saves the state as it is, then changes a setting, with no step in between. */
  | ({ readonly type: 'fork' } & SettingChange);

/** The state from which training goes on. */
export interface ResumeRequest {
  /** A checkpoint file (safetensors). */
  readonly bytes: ArrayBuffer;
  /** Those of the journal, in order; the checkpoint knows how many of them it holds. */
  readonly interventions: readonly Intervention[];
  /** The other interventions: made again when their step comes (the same run), or left out (a branch). */
  readonly later: 'repeat' | 'drop';
}

/** The answer to each request. */
export interface WorkerResults {
  readonly prepare: PrepareResult;
  readonly train: null;
  readonly explain: Explanation;
  readonly whyNext: GradientFlow;
  readonly why: GradientFlow;
  readonly ask: Answers;
  readonly lens: LensView;
  readonly judge: Verdict;
  readonly gradcheck: GradientCheck;
  readonly path: OptimizerPath;
  readonly surface: CostSurface;
  readonly predict: Prediction;
  readonly propose: Proposal;
  readonly survey: Pick<DataSurvey, 'splits' | 'example'>;
  readonly surveyFile: DataSurvey;
  readonly predictions: Predictions;
  readonly evaluate: MetricValues;
  readonly pause: null;
  readonly resume: null;
  readonly stepOnce: null;
  readonly epochOnce: null;
  readonly stop: null;
  readonly checkpoint: null;
  readonly speed: null;
  readonly set: Intervention;
  readonly fork: Fork;
}

/**
 * Session -> worker, unanswered: a frame or a piece of a checkpoint is stored. The worker waits when too much of either
 * is under way (a slow disk must not fill the memory), and makes no new timed checkpoint before the last is stored.
 */
export type WorkerNotice =
  /** Its arrays go back to the worker, which uses them again. */
  | { readonly type: 'stored'; readonly what: 'frame'; readonly columns: FrameColumns }
  | {
      readonly type: 'stored';
      readonly what: 'checkpoint';
      /** Those of the piece go back to the worker, which uses them again or knows how to free them at once. */
      readonly bytes: ArrayBuffer;
      /** It was the last piece: the checkpoint is stored. */
      readonly whole: boolean;
    };

/** Worker -> session, unasked: what happens to the run, and the two that only the session needs. */
export type WorkerEvent =
  | RunEvent<Exclude<RunEventType, 'start' | 'checkpoint' | 'thinned'>>
  | {
      readonly type: 'started';
      readonly backend: string;
      readonly threads: number;
      readonly controls: readonly Control[];
      /** Steps done before: 0, or those of the checkpoint that training continues from. */
      readonly step: number;
      /** Epochs finished before. The last step of one may be done and its evaluation not. */
      readonly epochs: number;
      /** Number of the journal's interventions that the checkpoint holds. */
      readonly interventions: number;
      /** The encoder of raw rows into inputs (plain JSON), for `predict`. */
      readonly encoder?: unknown;
      /** The facts of the data, and the split of its rows (packed; null: all are for training). */
      readonly facts?: DataFacts;
      readonly rowSplit?: Uint8Array | null;
    }
  | ({ readonly type: 'piece' } & CheckpointPiece);

export interface PrepareResult {
  /** Absent exactly if `problems` holds an error. */
  readonly plan?: Plan;
  readonly problems: readonly Problem[];
}
