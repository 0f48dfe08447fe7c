/** The rows of the table: kept by folder, filtered by words, sorted by a column. No DOM, so that it is tested in Node. */
import type { BrokenRow, RowsMessage, RunRow } from '../../src/protocol/runsTable.ts';
import { statusText } from '../views/head/status.ts';
import type { Column, Value } from './columns.ts';

export interface Sorting {
  /** Id of a column. */
  readonly column: string;
  readonly descending: boolean;
}

export class Rows {
  readonly #rows = new Map<string, RunRow>();
  #broken: readonly BrokenRow[] = [];
  /** The text that a filter searches, made once a row. */
  readonly #texts = new WeakMap<RunRow, string>();

  get size(): number {
    return this.#rows.size;
  }

  get(folder: string): RunRow | undefined {
    return this.#rows.get(folder);
  }

  /** Folders that cannot be read, with every word of the filter in name or reason. */
  brokenMatching(filter: string): BrokenRow[] {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#broken.filter(({ name, reason }) => {
      const text = `${name}\n${reason}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }

  /** Takes in what the host says. */
  receive({ complete, rows, gone, broken }: RowsMessage): void {
    this.#broken = broken;
    if (complete) this.#rows.clear();
    for (const folder of gone) this.#rows.delete(folder);
    for (const row of rows) this.#rows.set(row.folder, row);
  }

  /** The rows with every word of the filter in a name, note, status or `path=value` of the spec; newest first. */
  matching(filter: string): RunRow[] {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...this.#rows.values()].filter((row) => {
      const text = words.length === 0 ? '' : this.#textOf(row);
      return words.every((word) => text.includes(word));
    });
    return rows.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
  }

  #textOf(row: RunRow): string {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const values = Object.entries(row.values).map(([path, value]) => `${path}=${value}`);
    const text = [
      row.name,
      row.specName,
      row.note,
      statusText(row.status),
      row.starred ? 'starred' : '',
      ...values,
    ]
      .join('\n')
      .toLowerCase();
    this.#texts.set(row, text);
    return text;
  }
}

/** Sorts in place, stably: starred rows first, then by the column; what has no value stands last. */
export function sortRows(rows: RunRow[], sorting: Sorting | null, columns: readonly Column[]): RunRow[] {
  const by = columns.find(({ id }) => id === sorting?.column);
  const sign = sorting?.descending === true ? -1 : 1;
  return rows.sort((a, b) => {
    if (a.starred !== b.starred) return a.starred ? -1 : 1;
    if (by === undefined) return 0;
    return compareValues(by.value(a), by.value(b), sign);
  });
}

function compareValues(a: Value, b: Value, sign: number): number {
  const [noA, noB] = [isNothing(a), isNothing(b)];
  if (noA || noB) return Number(noA) - Number(noB);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), undefined, { numeric: true });
}

function isNothing(value: Value): boolean {
  return value === null || value === '' || Number.isNaN(value);
}

/** One way, the other way, as it was. Results begin with the best, other numbers with the highest. */
export function nextSorting(before: Sorting | null, column: Column): Sorting | null {
  const first = { column: column.id, descending: column.highestFirst };
  if (before?.column !== column.id) return first;
  return before.descending === first.descending ? { ...first, descending: !first.descending } : null;
}
