/** The one way to train: the extension and the command line both go through a session. */
import type { Problem, SpecPath } from '../base/errors.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Plan } from '../plan/types.ts';
import type { Asked } from '../run/microscope/asked.ts';
import type { LensView } from '../run/microscope/view.ts';
import type { Explanation } from '../run/explain/explanation.ts';
import type { GradientFlow } from '../run/explain/gradientFlow.ts';
import type { Predictions } from '../run/predictions.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import type { Control } from '../run/controls/control.ts';
import type { RunEnd, RunInfo, RunStatus } from '../run/run.ts';
import type { RunEvent } from '../run/events/event.ts';
import type { Fork, Intervention, ScheduleChoice } from '../run/interventions.ts';

/** A step that stays open for questions. */
export interface Lens {
  /** @throws NnError NN-EXPLAIN-SAMPLE, NN-TRAIN-BATCH-OF-ONE */
  look(sample: number | null, find: string): Promise<LensView>;
  /** About the step that was looked at last. @throws NnError NN-EXPLAIN-NUMBER */
  ask(question: string): Promise<Asked>;
  /** Ends the worker, if it is the lens's own. */
  dispose(): void;
}

/** A problem with its place resolved: `file` absolute, line and column from 1, end exclusive. */
export interface LocatedProblem extends Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface SessionOptions {
  /** Absolute path of the spec file; `specText` is what to train (the editor's text may be unsaved). */
  readonly specPath: string;
  readonly specText: string;
  /** `--set` and the race's overrides, applied to the text's value before validation. */
  readonly overrides?: readonly { readonly path: SpecPath | string; readonly value: unknown }[];
  /** Id of the comparison that the run belongs to. */
  readonly comparison?: string;
  /** Folder that gets the run folder; null keeps nothing on disk (a check, a race's preview). */
  readonly runsFolder: string | null;
  /** Below this nothing on the way to `runsFolder` may be a link (default: below the folder that holds `.nnspec`). */
  readonly runsRoot?: string;
  /** Exact run folder, instead of a new one in `runsFolder` (`--run-dir`). */
  readonly runFolder?: string;
  /** dist/worker.js; the kernels and wideCheck.js are beside it. */
  readonly workerPath: string;
  /** 0: chosen by measurement. */
  readonly threads: number;
  /** Bytes. */
  readonly memoryLimit: number;
  /** Bytes that the event files and the journal of a run may take: beyond a fifth of it fewer steps are recorded (default: any number). */
  readonly maxRunSize?: number;
  /** Gives way to other programs, and to the editor itself: where they compete for a processor, they go first. */
  readonly background?: boolean;
  /** Folders outside of which no data is read; null: anywhere. */
  readonly allowedRoots: readonly string[] | null;
  /** Continue this run folder's last checkpoint, in the same folder. */
  readonly resumeFrom?: string;
  /** With `resumeFrom`: go on from this checkpoint instead; what came after it is trained again. */
  readonly resumeCheckpoint?: string;
  /** With `resumeFrom`: train this many epochs from there, also if the run has ended. */
  readonly moreEpochs?: number;
  /** With `moreEpochs`: how a cosine schedule goes on. */
  readonly schedule?: ScheduleChoice;
  /** Start a new run from a checkpoint of a run folder: `last`, `best`, `epoch-N`, or the bytes of one. */
  readonly branchFrom?: {
    readonly folder: string;
    readonly checkpoint: string | ArrayBuffer;
    readonly kind: 'fork' | 'branch';
  };
  /** Train this run folder's spec again from the start, with the interventions of its journal at their steps. */
  readonly replayOf?: string;
  /** A run goes on or is repeated although its data has changed, with the encoders that it began with. */
  readonly acceptChangedData?: boolean;
  /** Someone watches: the pace of the spec counts. Without it training goes as fast as it can. */
  readonly watched?: boolean;
  /** Begins paused, before the first step. */
  readonly startPaused?: boolean;
  /** Cancels the loading of the data, at once; once the run has begun it has `stop`. */
  readonly signal?: AbortSignal;
}

/**
 * The result of a check, for the command line and the Problems panel; `plan` is there if no problem is an error and
 * nothing canceled it.
 */
export interface CheckResult {
  readonly problems: readonly LocatedProblem[];
  readonly plan?: Plan;
}

export interface Session extends Disposable {
  readonly run: RunInfo;
  readonly status: RunStatus;
  readonly controls: readonly Control[];
  readonly folder: string | null;
  /** Events arrive after the store has appended them. */
  onEvent(listener: (event: RunEvent) => void): Disposable;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** One step, then paused. */
  stepOnce(): Promise<void>;
  /** To the end of the epoch that is going on, then paused. */
  epochOnce(): Promise<void>;
  /** Steps a second from now on; null: as fast as it goes. */
  setSpeed(stepsPerSecond: number | null): Promise<void>;
  /** Writes the last checkpoint and ends with reason `stopped`. */
  stop(): Promise<void>;
  /**
   * Rejects with NnError if the path or value is wrong; NN-RUN-SCHEDULE where more epochs of a cosine schedule need a
   * `schedule`.
   */
  set(path: string, value: unknown, schedule?: ScheduleChoice): Promise<Intervention>;
  /** As `set`, and gives the state right before: `branchFrom` with its bytes is the twin without the change. */
  fork(path: string, value: unknown, schedule?: ScheduleChoice): Promise<Fork>;
  /** Notes in the journal that `run` is the twin without the change of `step`. */
  noteTwin(run: string, step: number): Promise<void>;
  /** Stops so that the run counts as cut off: its folder offers to resume. */
  suspend(): Promise<void>;
  /** The network's present predictions for the validation samples. Rejects with NnError once the run has ended. */
  predictions(): Promise<Predictions>;
  /**
   * The next step on one training sample alone, every factor of the chain rule. Rejects with NnError once the run has ended, and
   * where there is no such sample.
   */
  explain(sample: number): Promise<Explanation>;
  /** The way back of the gradient at the next step, in factors. Rejects with NnError once the run has ended. */
  why(): Promise<GradientFlow>;
  /** That step, open for questions. */
  lens(): Lens;
  /** Everything so far, for a panel that has just become visible. */
  snapshot(): RunSnapshot;
  /** Settles when the run has ended, whatever the reason; never rejects. */
  readonly done: Promise<RunEnd>;
}

/**
 * `startSession(options)` resolves with the session, or with the problems that keep it from starting: none of them
 * is an error where it was cancelled.
 */
export type StartResult =
  | { readonly session: Session; readonly problems: readonly LocatedProblem[] }
  | { readonly session: null; readonly problems: readonly LocatedProblem[] };
