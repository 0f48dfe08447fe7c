/** Reading the cells of a table as numbers or as names, with an error that says where if they are not. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import type { NnError } from '../../base/errors.ts';
import { PLAIN_CELLS, type CellNotation } from './cellNotation.ts';
import { looksLike } from './looks.ts';
import { isInfinite, parseNumber } from './number.ts';
import { fileError, quoted } from '../problems.ts';
import { cellText, valueOf } from '../columns/table.ts';
import type { Column, Table } from '../columns/table.ts';

/** The columns of a table by name: looking through a wide table for each of its columns would take for ever. */
const byName = new WeakMap<readonly Column[], ReadonlyMap<string, Column>>();

/** Finds a column that is known to be there. */
export function columnOf({ columns }: Table, name: string): Column {
  let known = byName.get(columns);
  if (!known) {
    known = new Map(columns.map((column) => [column.name, column]));
    byName.set(columns, known);
  }
  const column = known.get(name);
  if (column === undefined) throw new RangeError(`no column ${name}`);
  return column;
}

/** Number of values in a row of the column. */
export function widthOf(column: Column): number {
  return column.kind === 'number' ? column.width : 1;
}

/** The notation of a table's texts. */
export function cellsOf(table: Table): CellNotation {
  return table.cells ?? PLAIN_CELLS;
}

/** True if every one of `rows` of a column is a finite number. */
export function allNumbers(table: Table, column: Column, rows: Uint32Array): boolean {
  if (column.kind === 'number') return true;
  const cells = cellsOf(table);
  return rows.every((row) => !Number.isNaN(cells.number(column.texts.at(row))));
}

/** The use of a column, so that an error proposes a fitting remedy. */
export type Role = 'feature' | 'target';

/** A finite number; throws NN-DATA-MISSING-VALUE, -NOT-FINITE or -NOT-A-NUMBER. */
export function numberAt(
  table: Table,
  column: Column,
  row: number,
  element: number,
  role: Role = 'feature',
): number {
  if (column.kind === 'text') {
    const text = column.texts.at(row);
    const value = cellsOf(table).number(text);
    if (Number.isNaN(value)) throw badNumber(table, column, row, text, role);
    return value;
  }
  const value = valueOf(column, row, element);
  if (Number.isNaN(value)) throw missingValue(table, column.name, row, 'NaN', role);
  if (!Number.isFinite(value)) throw badNumber(table, column, row, String(value), role);
  return value;
}

/** True if a number is missing: an empty cell, a mark such as NA, or NaN in an array. */
export function isMissingNumber(table: Table, column: Column, row: number, element: number): boolean {
  if (column.kind === 'number') return Number.isNaN(valueOf(column, row, element));
  return cellsOf(table).isMissing(column.texts.at(row));
}

/** True if a class, category or text is missing. */
export function isMissingName(table: Table, column: Column, row: number): boolean {
  return cellsOf(table).isEmpty(cellText(column, row));
}

function badNumber(table: Table, column: Column, row: number, text: string, role: Role): NnError {
  const cells = cellsOf(table);
  if (cells.isMissing(text)) return missingValue(table, column.name, row, text, role);
  const place = table.place(row, column.name);
  if (isInfinite(text)) {
    return fileError(
      sentence('NN-DATA-NOT-FINITE.cell', { name: column.name, text: quoted(text) }),
      table.file,
      place,
    );
  }
  return fileError(
    sentence(role === 'target' ? 'NN-DATA-NOT-A-NUMBER.target' : 'NN-DATA-NOT-A-NUMBER.cell', {
      name: column.name,
      text: quoted(text),
      look: looksLike(text, cells),
    }),
    table.file,
    place,
  );
}

/** Samples are float32: a number beyond this would turn into infinity. */
export const FLOAT32_LARGEST = 3.4028234663852886e38;

/** The error for a number that float32 cannot hold. */
export function tooLarge(table: Table, column: string, row: number, value: number): NnError {
  return fileError(
    sentence('NN-DATA-NOT-FINITE.float32', { column, value }),
    table.file,
    table.place(row, column),
  );
}

/** The error for a cell without a value. */
export function missingValue(
  table: Table,
  column: string,
  row: number,
  text: string,
  role: Role = 'feature',
): NnError {
  const what = text.trim() === '' ? phrase('is empty') : phrase('is {text}', { text: quoted(text) });
  return fileError(
    sentence(role === 'target' ? 'NN-DATA-MISSING-VALUE.target' : 'NN-DATA-MISSING-VALUE.feature', {
      column,
      what,
    }),
    table.file,
    table.place(row, column),
  );
}

/** A class or category name; throws NN-DATA-MISSING-VALUE if the cell is empty. */
export function nameAt(table: Table, column: Column, row: number, role: Role = 'feature'): string {
  const text = cellText(column, row);
  if (cellsOf(table).isEmpty(text)) throw missingValue(table, column.name, row, text, role);
  return text.normalize('NFC');
}

/** Distinct names ascending: as numbers if all are numbers, else by code unit. */
export function ascendingNames(names: Iterable<string>): string[] {
  const distinct = [...new Set(names)];
  const byUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const numeric = distinct.every((name) => !Number.isNaN(parseNumber(name)));
  return distinct.sort((a, b) => (numeric ? parseNumber(a) - parseNumber(b) || byUnit(a, b) : byUnit(a, b)));
}
