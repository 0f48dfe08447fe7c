/** Messages between the host and its panel. */
import type { CompareSetup } from '../run/comparison/choice.ts';
import type { ComparisonMessage, ComparisonSnapshot } from '../run/comparison/state.ts';
import type { RunMessage } from '../run/events/dispatch.ts';
import type { Predictions } from '../run/predictions.ts';
import type { RunSnapshot } from '../run/snapshot.ts';

/** Host -> panel. */
export type PanelMessage =
  | { readonly type: 'empty'; readonly specs: readonly { readonly path: string; readonly label: string }[] }
  /**
   * Everything shown so far; frames go on at `nextSequence`. Sent on `ready`, on becoming visible and after a gap. `back`: the name of
   * the comparison that it was opened from.
   */
  | ({ readonly type: 'snapshot'; readonly back?: string } & RunSnapshot)
  | { readonly type: 'preparing'; readonly name: string; readonly done: number; readonly total: number }
  /** The run waits until one of `running` ends; `before` others wait, too, and come first. */
  | { readonly type: 'queued'; readonly name: string; readonly running: number; readonly before: number }
  /** The spec cannot be trained; `before` is the run that was shown. Of many problems only the first are told. */
  | {
      readonly type: 'refused';
      readonly name: string;
      readonly specPath: string;
      readonly problems: readonly SpecProblem[];
      /** Number of problems that are not told. */
      readonly more: number;
      readonly before: { readonly name: string; readonly folder: string } | null;
    }
  /** The twin of the shown run, drawn beside it: frames and the rest come with its own id. Null: none. */
  | { readonly type: 'beside'; readonly twin: RunSnapshot | null }
  /** An event of a run that is shown. */
  | RunMessage
  /** The page that asks what to compare. */
  | { readonly type: 'compareSetup'; readonly setup: CompareSetup }
  /** A comparison with everything so far. */
  | ({ readonly type: 'compare' } & ComparisonSnapshot)
  | ComparisonMessage;

/** An error of a spec, in the language of the window. */
export interface SpecProblem {
  /** Names it in commands: the same error at the same place. */
  readonly id: string;
  readonly message: string;
  /** File and line. */
  readonly place: string;
  /** Title of its best fix; null where there is none. */
  readonly fix: string | null;
}

/** The checkpoint that is asked for; null: the weights that `predict` and `export` take. */
export type WantedWeights = 'best' | 'last' | null;

/** Panel -> host, answered: every control is a host command, so palette, keyboard and panel share one path. */
export type PanelRequest =
  /** The page can take messages, or has missed some: a snapshot follows. */
  | { readonly type: 'ready' | 'resync' }
  /** The predictions of the shown run's network; `weights`: of a run that has ended, those to use (null: the run's own). */
  | { readonly type: 'predictions'; readonly weights: WantedWeights }
  /** Offers a text to be saved as a file of this name: the user says where. */
  | { readonly type: 'save'; readonly name: string; readonly text: string }
  | { readonly type: 'command'; readonly command: string; readonly args: readonly unknown[] };

export interface PanelResults {
  readonly ready: null;
  readonly resync: null;
  /** Null if the run is not shown any more. */
  readonly predictions: PanelPredictions | null;
  readonly save: null;
  /** At once: what becomes of a command is told by what happens. */
  readonly command: null;
}

export interface PanelPredictions {
  readonly runId: string;
  /** Null with the reason where there are none. */
  readonly predictions: Predictions | null;
  readonly message?: string;
}

/** Panel -> host, unanswered: the messages that were sent at once are drawn. Only a few may be without this. */
export interface PanelNotice {
  readonly type: 'taken';
}
