/** Tables made of numbers in memory: builtin, inline, npy, npz and IDX sources. */
import { sentence } from '../../base/problems/data.ts';
import { fileError } from '../problems.ts';
import { numberColumn } from '../columns/table.ts';
import type { Column, NumberArray, NumberColumn, Table } from '../columns/table.ts';

/** A table has no more columns, and a wide column no more numbers a row. */
const MOST_COLUMNS = 1 << 20;

/**
 * Number of values in a row of an array of that shape. Throws NN-DATA-TOO-WIDE before a name is made for each of
 * them, and NN-DATA-NO-ROWS if there is no row.
 */
export function rowWidth(shape: readonly number[], file: string): number {
  const place = { line: 1, column: 1 };
  if ((shape[0] ?? 0) === 0) {
    throw fileError(sentence('NN-DATA-NO-ROWS.rows', { file }), file, place);
  }
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  checkWidth(width, file);
  return width;
}

/** Throws NN-DATA-TOO-WIDE for more columns than any table may have. */
export function checkWidth(columns: number, file: string): void {
  if (columns <= MOST_COLUMNS) return;
  throw fileError(sentence('NN-DATA-TOO-WIDE', { file, columns, most: MOST_COLUMNS }), file, {
    line: 1,
    column: 1,
  });
}

/** Columns named `names` that look into one row-major `[rows, names.length]` array. */
export function columnsOf(values: NumberArray, names: readonly string[]): Column[] {
  const stride = names.length;
  return names.map((name, offset) => ({ ...numberColumn(name, values), offset, stride }));
}

/** A column whose rows are arrays of the given shape, one after the other. */
export function wideNumbers(name: string, values: NumberArray, shape: readonly number[]): NumberColumn {
  const width = shape.reduce((product, size) => product * size, 1);
  return { kind: 'number', name, values, offset: 0, stride: width, width, shape };
}

/** A table whose places count records from 1 and columns from 1. */
export function arrayTable(
  file: string,
  rows: number,
  columns: readonly Column[],
  ownTarget: readonly string[] = [],
): Table {
  return {
    file,
    rows,
    columns,
    ownTarget,
    place: (row, column) => ({
      line: row + 1,
      column: columns.findIndex((candidate) => candidate.name === column) + 1,
    }),
  };
}

/** `prefix1 … prefixN`, or just `prefix` for one. */
export function numbered(prefix: string, count: number): string[] {
  return count === 1
    ? [prefix]
    : Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1)}`);
}
