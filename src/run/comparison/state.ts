/** Runs over each other: the table of a comparison, and the state of each run when a panel begins to look. */
import type { EpochFrame } from '../epochs.ts';
import type { RunMessage } from '../events/dispatch.ts';
import type { MetricFrame } from '../frames.ts';
import type { RunStatus } from '../run.ts';

/** Runs over each other, as the panel shows them. Frames and epochs of each run arrive with its `key` as their run. */
export interface ComparisonState {
  readonly id: string;
  readonly name: string;
  readonly specPath: string;
  readonly metric: string;
  /** The value that runs are to reach; `higher`: or more. */
  readonly target?: { readonly metric: string; readonly value: number; readonly higher: boolean };
  /** No run begins or goes on until it is resumed. */
  readonly paused?: boolean;
  /** Kept runs put over each other, of any specs: there is no winner to write into one. */
  readonly recorded?: true;
  /** The run that was shown before, to come back to it. */
  readonly back?: { readonly name: string; readonly folder: string };
  /** The settings in which kept runs differ, with the value of each run; empty where a spec has no such setting. */
  readonly differences?: readonly { readonly path: string; readonly values: readonly string[] }[];
  /** Layers that all runs have, the first and the last: the norms of their gradients follow the loss in each frame. */
  readonly layers?: readonly string[];
  readonly runs: readonly ComparedRun[];
}

export interface ComparedRun {
  /** Names the run from before it begins, when there is no id of a run yet. */
  readonly key: string;
  /** Null until the run has begun. */
  readonly runId: string | null;
  readonly label: string;
  readonly optimizer: string;
  readonly learningRate: number;
  /** `default`: the optimizer's; `spec`: that of the spec; `tuned`: one of several that are tried. */
  readonly rate: 'default' | 'spec' | 'tuned';
  readonly seed: number;
  /** The same for the runs of one optimizer and one combination of varied values: they have one colour. */
  readonly family: string;
  /** The same for runs that differ in their seed only. */
  readonly group: string;
  /** The varied keys with the values of this run. */
  readonly values: readonly { readonly path: string; readonly value: unknown }[];
  /** The loss of step 1: that of the first weights on the first batch under the first masks. Null before it. */
  readonly startLoss: number | null;
  /** The end of the epoch that first reached the target. */
  readonly reached: { readonly step: number; readonly seconds: number } | null;
  /** Ended before the spec's end: `hopeless` as its loss rises, `budget` as its time was over. */
  readonly cut?: 'hopeless' | 'budget';
  readonly status: RunStatus;
  readonly step: number;
  readonly totalSteps: number;
  /** At the beginning; left out where frames have no epochs to tell. */
  readonly stepsPerEpoch?: number;
  /** Epochs that have ended. */
  readonly epochs: number;
  readonly finalLoss: number | null;
  readonly finalMetric: number | null;
  readonly seconds: number;
  /** The reason of a failure. */
  readonly message?: string;
}

/** A comparison with everything so far, the data of each run; frames go on at each `nextSequence`. */
export interface ComparisonSnapshot {
  readonly comparison: ComparisonState;
  readonly runs: readonly {
    /** The losses of its steps, and the gradients' norms of `layers`. */
    readonly losses: MetricFrame;
    readonly nextSequence: number;
    readonly epochs: EpochFrame;
  }[];
}

/** The additions after a snapshot: frames and epochs with the run's `key` as their run, or the table as it is now. */
export type ComparisonMessage =
  | RunMessage<'frame' | 'epochs'>
  | {
      readonly type: 'runs';
      readonly comparison: string;
      readonly paused: boolean;
      readonly runs: readonly ComparedRun[];
    };
