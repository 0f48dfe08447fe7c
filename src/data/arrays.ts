/** Tables made of numbers in memory: builtin, inline, npy, npz and IDX sources. */
import { numberColumn } from './table.ts';
import type { Column, NumberArray, NumberColumn, Table } from './table.ts';

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
