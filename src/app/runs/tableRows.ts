/** The rows of the table of runs, and which of them have changed since they were told. Free of vscode. */
import path from 'node:path';
import { oneLine } from '../../base/plainText.ts';
import type { BrokenRow, RowsMessage, RunRow } from '../../protocol/runsTable.ts';
import type { MetricValues } from '../../run/epochs.ts';
import type { RunStatus } from '../../run/run.ts';
import type { BrokenRun, RunSummary } from '../../runs/list.ts';

function withPrefix(split: string, values: MetricValues | undefined): [string, number][] {
  return Object.entries(values ?? {}).map(([metric, value]) => [`${split}.${metric}`, value]);
}

/** The row of a run; `status` and `going` as this window knows them. */
export function rowOf(run: RunSummary, status: RunStatus, going: boolean): RunRow {
  return {
    folder: run.folder,
    name: run.name,
    specName: run.specName,
    note: run.note,
    starred: run.starred,
    status,
    going,
    resumable: run.resumable && !going,
    startedAt: run.startedAt,
    seconds: run.end?.seconds ?? null,
    epoch: run.lastEpoch?.epoch ?? 0,
    epochs: run.epochs,
    parameterCount: run.parameterCount,
    results: Object.fromEntries([
      ...withPrefix('train', run.lastEpoch?.train),
      ...withPrefix('validation', run.lastEpoch?.validation),
      ...withPrefix('test', run.end?.test),
    ]),
    values: Object.fromEntries(run.values),
  };
}

/** The row of a folder that cannot be read. */
export function brokenRowOf({ folder, reason }: BrokenRun): BrokenRow {
  return { folder, name: oneLine(path.basename(folder)), reason: oneLine(reason) };
}

/** Remembers what one page has been told. */
export class ToldRows {
  #told: Map<string, string> | null = null;
  #broken = '';

  /** The page has lost everything. */
  forget(): void {
    this.#told = null;
  }

  /** The message that makes the page show `rows` and `broken`; null if it shows them already. */
  update(rows: readonly RunRow[], broken: readonly BrokenRow[]): RowsMessage | null {
    const before = this.#told;
    const now = new Map(rows.map((row) => [row.folder, JSON.stringify(row)]));
    this.#told = now;
    const brokenBefore = this.#broken;
    this.#broken = JSON.stringify(broken);
    if (before === null) return { type: 'rows', complete: true, rows, gone: [], broken };
    const changed = rows.filter(({ folder }) => before.get(folder) !== now.get(folder));
    const gone = [...before.keys()].filter((folder) => !now.has(folder));
    const isSame = changed.length + gone.length === 0 && brokenBefore === this.#broken;
    return isSame ? null : { type: 'rows', complete: false, rows: changed, gone, broken };
  }
}
