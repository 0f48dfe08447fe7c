/** What crosses between the host and its panel. */
import type { Predictions } from './predictions.ts';
import type {
  Control,
  EpochFrame,
  EpochRecord,
  Intervention,
  KeptCheckpoint,
  MetricFrame,
  ProbeRecord,
  RecordDamage,
  RunEnd,
  RunInfo,
  RunStatus,
  Thinned,
} from './types.ts';

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
      /** What is missing of the steps; absent: nothing. */
      readonly damage?: RecordDamage;
      /** Which steps were not recorded for want of room; absent: all were. */
      readonly thinned?: Thinned;
    }
  | { readonly type: 'preparing'; readonly name: string; readonly done: number; readonly total: number }
  /** The run waits until one of `running` ends; `before` others wait, too, and come first. */
  | { readonly type: 'queued'; readonly name: string; readonly running: number; readonly before: number }
  /** The spec cannot be trained: `message` is the first of its `errors`; `before` is the run that was shown. */
  | {
      readonly type: 'refused';
      readonly name: string;
      readonly specPath: string;
      readonly errors: number;
      readonly message: string;
      readonly before: { readonly name: string; readonly folder: string } | null;
    }
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
  /** A comparison with everything so far, a run for each of its entries; frames go on at each `nextSequence`. */
  | {
      readonly type: 'compare';
      readonly comparison: ComparisonState;
      readonly runs: readonly {
        /** The losses of its steps. */
        readonly losses: MetricFrame;
        readonly nextSequence: number;
        readonly epochs: EpochFrame;
      }[];
    }
  /** The table of the comparison of this id as it is now. */
  | { readonly type: 'entries'; readonly comparison: string; readonly entries: readonly ComparedEntry[] }
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

/** Runs over each other, as the panel shows them. Frames and epochs of each entry arrive with its `key` as their run. */
export interface ComparisonState {
  readonly id: string;
  readonly name: string;
  readonly specPath: string;
  readonly metric: string;
  /** Kept runs put over each other, of any specs: there is no winner to write into one. */
  readonly recorded?: true;
  readonly entries: readonly ComparedEntry[];
}

export interface ComparedEntry {
  /** Names the entry from before its run begins, when there is no id of a run yet. */
  readonly key: string;
  /** Null until the run has begun. */
  readonly runId: string | null;
  readonly label: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly status: RunStatus;
  readonly step: number;
  readonly totalSteps: number;
  /** Epochs that have ended. */
  readonly epochs: number;
  readonly finalLoss: number | null;
  readonly finalMetric: number | null;
  readonly seconds: number;
  /** Why it failed. */
  readonly message?: string;
}
