/** The thing that a window shows: one at a time; panel, status bar and context keys are about it. Free of vscode. */
import { isGoing } from '../../run/status.ts';
import type { CompareSetup } from '../../run/comparison/choice.ts';
import type { RunStatus } from '../../run/run.ts';
import type { RunSnapshot } from '../../run/snapshot.ts';
import type { Comparison } from '../../session/comparison/comparison.ts';
import type { LocatedProblem, Session } from '../../session/types.ts';

/** The subject of the panel, the status bar and the context keys. */
export type Shown =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'preparing';
      readonly name: string;
      readonly specPath: string;
      readonly done: number;
      readonly total: number;
    }
  /** Waits until one of `running` ends or is paused; `before` others come first. */
  | {
      readonly kind: 'queued';
      readonly name: string;
      readonly specPath: string;
      readonly running: number;
      readonly before: number;
    }
  /** The spec cannot be trained. */
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly specPath: string;
      /** Errors as they are now: none once everything is mended. */
      readonly problems: readonly LocatedProblem[];
      /** The run that was shown before. */
      readonly before: { readonly name: string; readonly folder: string } | null;
    }
  | { readonly kind: 'live'; readonly session: Session; readonly from?: Comparison }
  /** A run of the runs folder that is not going, and its twin, if it has one. */
  | {
      readonly kind: 'record';
      readonly folder: string;
      readonly snapshot: RunSnapshot;
      readonly twin?: RunSnapshot | null;
      /** The comparison that it was opened from, to come back to it; of a live run, too. */
      readonly from?: Comparison;
    }
  /** The page that asks what to compare. */
  | { readonly kind: 'setup'; readonly setup: CompareSetup }
  | { readonly kind: 'comparison'; readonly comparison: Comparison };

/** The kept run that is shown, to come back to it. */
export function keptRunIn(shown: Shown): { name: string; folder: string } | null {
  if (shown.kind === 'refused') return shown.before;
  if (shown.kind === 'record') return { name: shown.snapshot.run.name, folder: shown.folder };
  if (shown.kind !== 'live' || shown.session.folder === null) return null;
  return { name: shown.session.run.name, folder: shown.session.folder };
}

/** The state of a run of this status, for the commands. */
export function stateOf(status: RunStatus): 'queued' | 'preparing' | 'running' | 'paused' | 'ended' {
  return isGoing(status) ? status : 'ended';
}
