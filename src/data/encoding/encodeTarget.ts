/** The numbers of the target, row by row, and what is refused in them. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import { columnOf, FLOAT32_LARGEST, nameAt, numberAt, tooLarge, widthOf } from '../cells/cells.ts';
import { positionsOf, similarHint } from '../cells/spellings.ts';
import type { Column, Table } from '../columns/table.ts';
import { fileError, quoted } from '../problems.ts';
import type { DenseMatrix, TargetEncoder } from '../types.ts';
import type { EncodeNotes } from './encodeNotes.ts';

/** The numbers of one row of the target. */
export function numbersOf(table: Table, columns: readonly Column[], row: number): number[] {
  return columns.flatMap((column) =>
    Array.from({ length: widthOf(column) }, (_, element) => numberAt(table, column, row, element, 'target')),
  );
}

/**
 * `[rows.length, outputs]`. Throws NN-DATA-UNSEEN-CLASS for a class that training rows do not have, and with
 * `unit` NN-DATA-TARGET-RANGE for a number outside of [0, 1].
 */
export function encodeTarget(
  encoder: TargetEncoder,
  table: Table,
  rows: Uint32Array,
  unit: boolean,
  notes: EncodeNotes,
): DenseMatrix {
  const outputs = targetWidth(encoder);
  const values = new Float32Array(rows.length * outputs);
  if (encoder.kind !== 'category' && encoder.kind !== 'binary') {
    const columns = encoder.columns.map((name) => columnOf(table, name));
    rows.forEach((row, index) => {
      const numbers = numbersOf(table, columns, row);
      if (encoder.kind === 'labels' || (encoder.kind === 'distribution' && encoder.oneHot === true)) {
        refuseNoLabels(numbers, table, encoder, row);
      } else if (encoder.kind === 'distribution') refuseNoDistribution(numbers, table, encoder.columns, row);
      else refuseOutside(numbers, unit, table, encoder, row);
      values.set(numbers, index * outputs);
    });
    return { kind: 'dense', rows: rows.length, columns: outputs, values };
  }
  const column = columnOf(table, encoder.column);
  const positionOf = positionsOf(encoder.classes);
  rows.forEach((row, index) => {
    // Most texts are written as the class is named; the others once composed.
    const text = column.kind === 'text' ? column.texts.at(row) : undefined;
    const written = text === undefined ? undefined : positionOf(text);
    const position = written ?? positionOf(nameAt(table, column, row, 'target'));
    if (position === undefined) throw unseenClass(encoder, nameAt(table, column, row, 'target'), table, row);
    const known = encoder.classes[position] ?? '';
    if (text !== undefined && text !== known) notes.otherSpelling(encoder.column, text, known, row);
    if (encoder.kind === 'binary') values[index] = position;
    else values[index * outputs + position] = 1;
  });
  return { kind: 'dense', rows: rows.length, columns: outputs, values };
}

function unseenClass(
  { column, classes }: Extract<TargetEncoder, { kind: 'category' | 'binary' }>,
  name: string,
  table: Table,
  row: number,
): Error {
  return fileError(
    sentence('NN-DATA-UNSEEN-CLASS', { name: quoted(name), hint: similarHint([name], classes) }),
    table.file,
    table.place(row, column),
  );
}

function refuseOutside(
  numbers: readonly number[],
  unit: boolean,
  table: Table,
  { columns }: Extract<TargetEncoder, { kind: 'number' }>,
  row: number,
): void {
  const odd = numbers.findIndex((value) =>
    unit ? value < 0 || value > 1 : Math.abs(value) > FLOAT32_LARGEST,
  );
  if (odd < 0) return;
  const value = numbers[odd] ?? NaN;
  // A wide column gives several numbers; otherwise each has a column of its own.
  const column = columns[columns.length === numbers.length ? odd : 0] ?? '';
  if (!unit) throw tooLarge(table, column, row, value);
  throw fileError(
    sentence('NN-DATA-TARGET-RANGE.unit', { column: quoted(column), value }),
    table.file,
    table.place(row, column),
  );
}

function refuseNoDistribution(
  numbers: readonly number[],
  table: Table,
  columns: readonly string[],
  row: number,
): void {
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (numbers.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-3) return;
  throw fileError(
    sentence('NN-DATA-DISTRIBUTION', { row: row + 1, sum: Number(sum.toFixed(6)) }),
    table.file,
    table.place(row, columns[0] ?? ''),
  );
}

/** Refuses numbers other than 0 and 1, and for classes other than exactly one 1. */
function refuseNoLabels(
  numbers: readonly number[],
  table: Table,
  { kind, columns }: Extract<TargetEncoder, { kind: 'labels' | 'distribution' }>,
  row: number,
): void {
  const odd = numbers.findIndex((value) => value !== 0 && value !== 1);
  const ones = numbers.filter((value) => value === 1).length;
  if (odd < 0 && (kind === 'labels' || ones === 1)) return;
  const columnAt = (position: number): string =>
    columns[columns.length === numbers.length ? position : 0] ?? '';
  const second = numbers.indexOf(1, numbers.indexOf(1) + 1);
  const found =
    odd >= 0
      ? phrase('the target {column} is {value}', {
          column: quoted(columnAt(odd)),
          value: numbers[odd] ?? NaN,
        })
      : ones === 0
        ? phrase('no target column is 1')
        : phrase('{count} target columns are 1, such as {column}', {
            count: ones,
            column: quoted(columnAt(second)),
          });
  const told = { row: row + 1, found };
  throw fileError(
    kind === 'labels' ? sentence('NN-DATA-TARGET-RANGE.labels', told) : sentence('NN-DATA-ONE-HOT', told),
    table.file,
    table.place(row, columnAt(odd >= 0 ? odd : Math.max(0, second))),
  );
}

/** Output columns of the encoded target. */
function targetWidth(encoder: TargetEncoder): number {
  switch (encoder.kind) {
    case 'binary':
      return 1;
    case 'number':
    case 'labels':
      return encoder.names.length;
    default:
      return encoder.classes.length;
  }
}
