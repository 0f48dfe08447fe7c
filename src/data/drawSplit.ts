/** The split of a table as the spec asks for it: by shares, by groups, by time, or as a column says. */
import { sentence } from '../base/problems/data.ts';
import { RandomStream } from '../base/philox.ts';
import type { ResolvedSpec } from '../format/types.ts';
import { cellsOf, columnOf } from './cells/cells.ts';
import { parseDate, parseTime, partOf } from './cells/dates.ts';
import { cellText, type Table } from './columns/table.ts';
import type { Labels } from './encoding/labels.ts';
import { fileError, quoted, specError } from './problems.ts';
import { splitRows, type SplitOptions, type SplitRows } from './split.ts';

type Part = keyof SplitRows;

/** The marks that a column of splits may hold, in any case. */
const MARKS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
};

/**
 * Draws the splits of `table`. With `labels` shares are stratified. Throws NN-DATA-EMPTY-SPLIT if none is left for training,
 * NN-DATA-SPLIT if a column does not say what the spec wants of it.
 */
export function drawSplit(
  { data: { split, validation }, seed }: ResolvedSpec,
  table: Table,
  labels: Labels | null,
  shares: Pick<SplitOptions, 'validation' | 'test'>,
): SplitRows {
  const { column, group, time, shuffle, stratify } = split;
  if (column !== undefined) return byColumn(table, column.normalize('NFC'), validation === null);
  const options = { ...shares, shuffle, seed };
  if (group !== undefined) return byGroup(table, group.normalize('NFC'), options);
  if (time !== undefined) return byTime(table, time.normalize('NFC'), options);
  return splitRows(table.rows, stratify === false ? null : labels, options);
}

/** The text of a cell without blanks around it; throws NN-DATA-SPLIT where there is none. */
function markAt(table: Table, name: string, row: number): string {
  const text = cellText(columnOf(table, name), row).trim();
  if (text !== '') return text;
  const told = sentence('NN-DATA-SPLIT.missing', { column: quoted(name) });
  throw fileError(told, table.file, table.place(row, name));
}

function byColumn(table: Table, name: string, needsValidation: boolean): SplitRows {
  const rows: Record<Part, number[]> = { train: [], validation: [], test: [] };
  for (let row = 0; row < table.rows; row++) {
    const text = markAt(table, name, row);
    const mark = text.toLowerCase();
    const part = Object.hasOwn(MARKS, mark) ? MARKS[mark] : undefined;
    if (part === undefined) {
      const told = sentence('NN-DATA-SPLIT.mark', { column: quoted(name), text: quoted(text) });
      throw fileError(told, table.file, table.place(row, name));
    }
    rows[part].push(row);
  }
  for (const part of needsValidation ? (['train', 'validation'] as const) : (['train'] as const)) {
    if (rows[part].length > 0) continue;
    throw specError(sentence('NN-DATA-SPLIT.part', { column: quoted(name), part }), [
      'data',
      'split',
      'column',
    ]);
  }
  return {
    train: Uint32Array.from(rows.train),
    validation: Uint32Array.from(rows.validation),
    test: Uint32Array.from(rows.test),
  };
}

/**
 * Whole groups are drawn, for the test first, each taken if it brings the part nearer to its share. A part that is asked for
 * gets a group at least.
 */
function byGroup(table: Table, name: string, { validation, test, shuffle, seed }: SplitOptions): SplitRows {
  const members = new Map<string, number[]>();
  for (let row = 0; row < table.rows; row++) {
    const text = markAt(table, name, row);
    const own = members.get(text);
    if (own) own.push(row);
    else members.set(text, [row]);
  }
  const groups = [...members.values()];
  const parts = 1 + Number(validation > 0) + Number(test > 0);
  if (groups.length < parts) {
    const told = { column: quoted(name), groups: groups.length, parts };
    throw specError(sentence('NN-DATA-SPLIT.groups', told), ['data', 'split', 'group']);
  }
  const order = Uint32Array.from(groups, (_, index) => index);
  if (shuffle) new RandomStream(seed, 'split').shuffle(order);
  // From the end, as the shares of rows in their order are.
  const left = [...order].reverse();
  const take = (share: number, reserved: number): number[] => {
    if (share === 0) return [];
    const wanted = table.rows * share;
    const taken: number[] = [];
    for (let place = 0; place < left.length && left.length > reserved;) {
      const rows = groups[left[place] ?? 0] ?? [];
      const nearer = Math.abs(taken.length + rows.length - wanted) < Math.abs(taken.length - wanted);
      if (nearer) {
        taken.push(...rows);
        left.splice(place, 1);
      } else place++;
    }
    if (taken.length > 0) return taken;
    const sizes = left.map((group) => groups[group]?.length ?? 0);
    const [least = 0] = left.splice(sizes.indexOf(Math.min(...sizes)), 1);
    return groups[least] ?? [];
  };
  const ascending = (rows: readonly number[]): Uint32Array => Uint32Array.from(rows).sort();
  const tested = ascending(take(test, 1 + Number(validation > 0)));
  const validated = ascending(take(validation, 1));
  return {
    train: ascending(left.flatMap((group) => groups[group] ?? [])),
    validation: validated,
    test: tested,
  };
}

/** The place of a cell in time: a number, or days since 1970 of a date that begins with the year; null if it is neither. */
function timeOf(
  table: Table,
  text: string,
): { readonly kind: 'number' | 'date'; readonly at: number } | null {
  const number = cellsOf(table).number(text);
  if (Number.isFinite(number)) return { kind: 'number', at: number };
  const moment = parseDate(text, 'ymd') ?? parseTime(text);
  return moment && { kind: 'date', at: partOf(moment, 'daysSince1970') };
}

/** The earliest rows are for training, the latest for the test, those before them for validation; rows of one time keep their order. */
function byTime(table: Table, name: string, options: SplitOptions): SplitRows {
  const times = new Float64Array(table.rows);
  let kind: 'number' | 'date' | undefined;
  for (let row = 0; row < table.rows; row++) {
    const text = markAt(table, name, row);
    const time = timeOf(table, text);
    kind ??= time?.kind;
    if (time?.kind !== kind || time === null) {
      const told = sentence('NN-DATA-SPLIT.time', { column: quoted(name), text: quoted(text) });
      throw fileError(told, table.file, table.place(row, name));
    }
    times[row] = time.at;
  }
  const order = Uint32Array.from(times, (_, row) => row).sort(
    (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b,
  );
  const rows = splitRows(table.rows, null, { ...options, shuffle: false });
  const named = (places: Uint32Array): Uint32Array => places.map((place) => order[place] ?? 0).sort();
  return { train: named(rows.train), validation: named(rows.validation), test: named(rows.test) };
}
