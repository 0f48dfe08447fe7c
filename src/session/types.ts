/** The one way to train: the extension and the command line both go through a session. */
import type { Problem, SpecPath } from '../base/errors.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Plan } from '../plan/types.ts';
import type {
  Control,
  EpochRecord,
  Intervention,
  MetricFrame,
  PanelMessage,
  RunEnd,
  RunInfo,
  RunStatus,
} from '../protocol/types.ts';

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
  /** Folder that gets the run folder; null keeps nothing on disk (a check, a race's preview). */
  readonly runsFolder: string | null;
  /** Exact run folder, instead of a new one in `runsFolder` (`--run-dir`). */
  readonly runFolder?: string;
  /** dist/worker.js; kernels.wasm and kernels.relaxed.wasm are beside it. */
  readonly workerPath: string;
  /** 0: chosen by measurement. */
  readonly threads: number;
  /** Bytes. */
  readonly memoryLimit: number;
  /** Folders outside of which no data is read; null: anywhere. */
  readonly allowedRoots: readonly string[] | null;
  /** Continue this run folder's last checkpoint. */
  readonly resumeFrom?: string;
}

export type SessionEvent =
  | { readonly type: 'loading'; readonly done: number; readonly total: number }
  | { readonly type: 'start'; readonly run: RunInfo; readonly controls: readonly Control[] }
  | { readonly type: 'frame'; readonly frame: MetricFrame }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | {
      readonly type: 'intervention';
      readonly intervention: Intervention;
      readonly controls: readonly Control[];
    }
  | { readonly type: 'status'; readonly status: RunStatus }
  | { readonly type: 'end'; readonly end: RunEnd };

/** What `check` prints and the Problems panel shows; `plan` is there exactly if no problem is an error. */
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
  onEvent(listener: (event: SessionEvent) => void): Disposable;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** One step, then paused. */
  stepOnce(): Promise<void>;
  /** Writes the last checkpoint and ends with reason `stopped`. */
  stop(): Promise<void>;
  /** Rejects with NnError if the path or value is wrong. */
  set(path: string, value: unknown): Promise<Intervention>;
  /** Everything so far, for a panel that has just become visible. */
  snapshot(): Extract<PanelMessage, { type: 'snapshot' }>;
  /** Settles when the run has ended, whatever the reason; never rejects. */
  readonly done: Promise<RunEnd>;
}

/** `startSession(options)` resolves with the session, or with the problems that keep it from starting. */
export type StartResult =
  | { readonly session: Session; readonly problems: readonly LocatedProblem[] }
  | { readonly session: null; readonly problems: readonly LocatedProblem[] };

export interface RaceOptions extends Omit<SessionOptions, 'overrides' | 'runFolder' | 'resumeFrom'> {
  /** Optimizer type names; each is trained from the same initial weights, batches and masks (same seed). */
  readonly optimizers: readonly string[];
  readonly seeds: number;
  /** `default`: each optimizer's own; `grid`: a log grid around it. */
  readonly learningRates: 'default' | 'grid';
  /** Runs at once. */
  readonly parallel: number;
}
