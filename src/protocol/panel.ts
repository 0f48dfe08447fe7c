/** What crosses between the host and its panel. */
import type { ComparisonMessage, ComparisonSnapshot } from '../run/comparison.ts';
import type { RunMessage } from '../run/events/dispatch.ts';
import type { Predictions } from '../run/predictions.ts';
import type { RunSnapshot } from '../run/snapshot.ts';

/** Host -> panel. */
export type PanelMessage =
  | { readonly type: 'empty'; readonly specs: readonly { readonly path: string; readonly label: string }[] }
  /** Everything shown so far; frames go on at `nextSequence`. Sent on `ready`, on becoming visible and after a gap. */
  | ({ readonly type: 'snapshot' } & RunSnapshot)
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
  | { readonly type: 'beside'; readonly twin: RunSnapshot | null }
  /** What happens to a run that is shown. */
  | RunMessage
  /** The answer to `predictions`: null with the reason where there is none. */
  | {
      readonly type: 'predictions';
      readonly runId: string;
      readonly predictions: Predictions | null;
      readonly message?: string;
    }
  /** A comparison with everything so far. */
  | ({ readonly type: 'compare' } & ComparisonSnapshot)
  | ComparisonMessage
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
