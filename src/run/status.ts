/** The status of a run: its words and its meaning, one row each. Every surface tells it by these. */
import type { RunStatus } from './run.ts';

interface StatusFacts {
  /** English, as a title has it; the translations know it by this. */
  readonly word: string;
  /** The run is not over: some process still has it. */
  readonly going?: true;
  /** It has trained to the end that its spec gives it. */
  readonly finished?: true;
  /** It has ended before, and may go on from a checkpoint. */
  readonly resumable?: true;
}

const STATUSES = {
  queued: { word: 'Queued', going: true },
  preparing: { word: 'Preparing', going: true },
  running: { word: 'Running', going: true },
  paused: { word: 'Paused', going: true },
  completed: { word: 'Completed', finished: true },
  earlyStopping: { word: 'Stopped early', finished: true },
  stopped: { word: 'Stopped', resumable: true },
  failed: { word: 'Failed', resumable: true },
  interrupted: { word: 'Interrupted', resumable: true },
} as const satisfies Record<RunStatus, StatusFacts>;

type StatusWith<K extends keyof StatusFacts> = {
  [S in RunStatus]: (typeof STATUSES)[S] extends Readonly<Record<K, true>> ? S : never;
}[RunStatus];

/** For the check of what a file says. */
export const RUN_STATUSES: Readonly<Record<RunStatus, unknown>> = STATUSES;

export type StatusWord = (typeof STATUSES)[RunStatus]['word'];

/** The status as a title has it. */
export function statusWord(status: RunStatus): StatusWord {
  return STATUSES[status].word;
}

/** The status inside of a sentence or beside other words. */
export function statusInText(status: RunStatus): string {
  return statusWord(status).toLowerCase();
}

/** True while a run is not over: it trains, waits or is paused. */
export function isGoing(status: RunStatus): status is StatusWith<'going'> {
  return 'going' in STATUSES[status];
}

/** True if a run has ended too early, and may go on from a checkpoint if it has one. */
export function canResume(status: RunStatus): boolean {
  return 'resumable' in STATUSES[status];
}

/** True if a run has trained to the end that its spec gives it. */
export function hasFinished(status: RunStatus): boolean {
  return 'finished' in STATUSES[status];
}
