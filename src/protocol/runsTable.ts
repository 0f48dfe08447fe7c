/** Messages between the host and the table of runs. Plain data, like the messages of the panel. */
import type { PanelResults } from './panel.ts';
import type { RunStatus } from '../run/run.ts';

/** A run as the table shows it. */
export interface RunRow {
  /** Names the run: the absolute path of its folder. */
  readonly folder: string;
  readonly name: string;
  /** The name its spec gives it. */
  readonly specName: string;
  readonly note: string;
  readonly starred: boolean;
  readonly status: RunStatus;
  /** True while it is written: it cannot be deleted. */
  readonly going: boolean;
  readonly resumable: boolean;
  /** ISO time. */
  readonly startedAt: string;
  /** Of training; null until it has ended. */
  readonly seconds: number | null;
  readonly epoch: number;
  readonly epochs: number;
  readonly parameterCount: number;
  /** Results by where they were measured and their metric, such as `validation.loss` or `test.accuracy`. */
  readonly results: Readonly<Record<string, number>>;
  /** The spec's values by path. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

/** A folder that cannot be read as a run. */
export interface BrokenRow {
  readonly folder: string;
  /** Of the folder. */
  readonly name: string;
  readonly reason: string;
}

/** Host -> table. Rows that are new or have changed, and folders that are no longer there. */
export interface RowsMessage {
  readonly type: 'rows';
  /** True for the first message: what was known before is forgotten. */
  readonly complete: boolean;
  readonly rows: readonly RunRow[];
  readonly gone: readonly string[];
  /** All of them, each time. */
  readonly broken: readonly BrokenRow[];
}

/** The columns that the user has shown (true) or hidden, by their ids. */
export type ColumnChoice = Readonly<Record<string, boolean>>;

/** Host -> table. */
export type TableMessage = RowsMessage | { readonly type: 'columns'; readonly choice: ColumnChoice };

/** Table -> host: remembers the columns. */
export interface ColumnsRequest {
  readonly type: 'columns';
  readonly choice: ColumnChoice;
}

export type TableResults = Pick<PanelResults, 'command' | 'ready'> & { readonly columns: null };
