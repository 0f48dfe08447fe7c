/** Runs over each other: the table of a comparison, and the state of each run when a panel begins to look. */
import type { EpochFrame } from './epochs.ts';
import type { RunMessage } from './events/dispatch.ts';
import type { MetricFrame } from './frames.ts';
import type { RunStatus } from './run.ts';

/** Runs over each other, as the panel shows them. Frames and epochs of each run arrive with its `key` as their run. */
export interface ComparisonState {
  readonly id: string;
  readonly name: string;
  readonly specPath: string;
  readonly metric: string;
  /** Kept runs put over each other, of any specs: there is no winner to write into one. */
  readonly recorded?: true;
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
  readonly status: RunStatus;
  readonly step: number;
  readonly totalSteps: number;
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
    /** The losses of its steps. */
    readonly losses: MetricFrame;
    readonly nextSequence: number;
    readonly epochs: EpochFrame;
  }[];
}

/** The additions after a snapshot: frames and epochs with the run's `key` as their run, or the table as it is now. */
export type ComparisonMessage =
  | RunMessage<'frame' | 'epochs'>
  | { readonly type: 'runs'; readonly comparison: string; readonly runs: readonly ComparedRun[] };

/** Index of the run with the best number, the first of equal ones; null if none has a finite one. */
export function bestOf(
  runs: readonly ComparedRun[],
  value: (run: ComparedRun) => number | null,
  better: 'lower' | 'higher',
): number | null {
  let best: number | null = null;
  let record = better === 'higher' ? -Infinity : Infinity;
  runs.forEach((run, index) => {
    const current = value(run);
    if (current === null || !Number.isFinite(current)) return;
    if (better === 'higher' ? current <= record : current >= record) return;
    record = current;
    best = index;
  });
  return best;
}

/** Index of the run that has won: that with the lowest final loss; null if none has one. */
export function winnerIn(runs: readonly ComparedRun[]): number | null {
  return bestOf(runs, ({ finalLoss }) => finalLoss, 'lower');
}
