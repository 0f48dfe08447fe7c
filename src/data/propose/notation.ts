/** The notation of a table of text, as its beginning shows it: delimiter, numbers, marks of missing values. */
import type { Notation } from '../../format/types.ts';
import type { ProposalFormat } from '../../plan/proposal.ts';
import { CellNotation, PLAIN_CELLS } from '../cells/cellNotation.ts';
import type { Table, TextColumn } from '../columns/table.ts';
import type { DataHost } from '../types.ts';

const DELIMITERS = [',', ';', '\t', '|'];
const LINE_FEED = 10;
/** Rows that are looked at for the notation of numbers. */
const ROWS = 1000;

/** The delimiter, if the first line lacks the usual one and has another. */
export async function sniffDelimiter(
  host: DataHost,
  path: string,
  format: ProposalFormat,
): Promise<Notation> {
  if (format !== 'csv' && format !== 'tsv') return {};
  const line = await firstLine(host, path);
  const usual = format === 'csv' ? ',' : '\t';
  if (line.includes(usual)) return {};
  const counted = DELIMITERS.map((mark) => ({ mark, count: line.split(mark).length - 1 }));
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a));
  return best.count > 0 ? { delimiter: best.mark } : {};
}

async function firstLine(host: DataHost, path: string): Promise<string> {
  for await (const { bytes } of host.pieces?.(path) ?? []) {
    const end = bytes.indexOf(LINE_FEED);
    // Marks between cells are ASCII in every encoding of a table.
    return new TextDecoder('latin1').decode(bytes.subarray(0, end < 0 ? bytes.length : end));
  }
  return '';
}

/** The ways to write numbers, the plain one first; where a file could be read by two, the first counts. */
const NUMBER_NOTATIONS: readonly Notation[] = [
  {},
  { thousands: ',' },
  { decimal: ',' },
  { decimal: ',', thousands: '.' },
  { thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { thousands: "'" },
];
/** A file with semicolons most likely has them because its numbers have commas. */
const AFTER_SEMICOLON = [...NUMBER_NOTATIONS].sort((a, b) => rank(a) - rank(b));

function rank({ decimal, thousands }: Notation): number {
  return decimal === undefined && thousands === undefined ? 0 : decimal === ',' ? 1 : 2;
}

/** Marks of missing values that people write besides those that are understood anyway; compared in lower case. */
const MARKS = new Set(
  [
    '#n/a',
    'n.a.',
    'n/d',
    'nd',
    '.',
    '..',
    '--',
    '—',
    '–',
    '*',
    'missing',
    'unknown',
    'nil',
    'undefined',
  ].concat(['not available', 'not applicable', 'no data', '(null)', '결측', '없음', '미상', '해당없음']),
);
/** Numbers that stand for a missing value where all others are at least 0. */
const NUMBER_MARKS = [-999, -9999, -99999];
const MOST_MARKS = 20;

/** The cells of a column of text that are looked at, without the empty ones. */
function cellsOf(table: Table, column: TextColumn): string[] {
  const cells: string[] = [];
  for (let row = 0; row < Math.min(table.rows, ROWS); row++) {
    const text = column.texts.at(row).trim();
    if (text !== '') cells.push(text);
  }
  return cells;
}

/** True if a cell has no value under the usual marks or those that people write besides. */
const isMark = (text: string): boolean => PLAIN_CELLS.isMissing(text) || MARKS.has(text.toLowerCase());

/**
 * The notation of numbers and of missing values that makes most columns numbers; a key is only there if the file shows that
 * it is needed.
 */
export function sniffNumbers(table: Table, delimiter: string | undefined): Notation {
  const columns = table.columns.flatMap((column) => (column.kind === 'text' ? [cellsOf(table, column)] : []));
  const order = delimiter === ';' ? AFTER_SEMICOLON : NUMBER_NOTATIONS;
  let best: Notation = {};
  let most = -1;
  for (const notation of order) {
    const cells = new CellNotation(notation);
    const count = columns.filter((column) => areNumbers(column, cells)).length;
    if (count > most) [best, most] = [notation, count];
  }
  const marks = marksOf(columns, new CellNotation(best));
  return marks.length > 0 ? { ...best, missingMarks: marks } : best;
}

/** At least one number, and besides numbers only marks of missing values. */
function areNumbers(column: readonly string[], cells: CellNotation): boolean {
  let some = false;
  for (const text of column) {
    if (!Number.isNaN(cells.number(text))) some = true;
    else if (!isMark(text)) return false;
  }
  return some;
}

/** The marks of missing values in columns of numbers, if one of them is not understood without being named. */
function marksOf(columns: readonly (readonly string[])[], cells: CellNotation): string[] {
  const used = new Set<string>();
  let needed = false;
  for (const column of columns) {
    if (!areNumbers(column, cells)) continue;
    const numbers = column.map((text) => cells.number(text)).filter((value) => !Number.isNaN(value));
    const negative = new Set(numbers.filter((value) => value < 0));
    const [first = 0] = negative;
    if (negative.size === 1 && NUMBER_MARKS.includes(first) && new Set(numbers).size > 2) {
      used.add(String(first));
      needed = true;
    }
    for (const text of column) {
      if (!Number.isNaN(cells.number(text))) continue;
      used.add(text);
      needed ||= !PLAIN_CELLS.isMissing(text);
    }
  }
  return needed && used.size <= MOST_MARKS ? [...used] : [];
}
