/** The target: which kind it is, its classes, and its encoding. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import type { Problem } from '../../base/errors.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { judgeTexts } from '../columns/autoColumn.ts';
import {
  allNumbers,
  ascendingNames,
  cellsOf,
  columnOf,
  FLOAT32_LARGEST,
  nameAt,
  numberAt,
  tooLarge,
  widthOf,
} from '../cells/cells.ts';
import { warnOfGroups } from '../cells/dotGroups.ts';
import type { EncodeNotes } from './encodeNotes.ts';
import { labelsOf, namesIn, type Labels } from './labels.ts';
import { fileError, quoted, specError } from '../problems.ts';
import { parseNumber } from '../cells/number.ts';
import { positionsOf, sharedNames, similarHint, warnOfSpellings } from '../cells/spellings.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import { allRows } from '../split.ts';
import { valueOf } from '../columns/table.ts';
import type { Column, Table } from '../columns/table.ts';
import type { DenseMatrix, TargetEncoder } from '../types.ts';
import type { DataShape } from '../../plan/types.ts';

export type TargetKind = TargetEncoder['kind'];

/** The kind that `as` resolves to, once the values are known. */
export function targetKind(spec: ResolvedSpec, table: Table, columns: readonly string[]): TargetKind {
  const outputs = columns.reduce((sum, name) => sum + widthOf(columnOf(table, name)), 0);
  const { as } = spec.data.target;
  const { autoTarget } = lossKind(spec.loss);
  if (as === 'number') return 'number';
  const single = outputs === 1;
  if (as === 'category' || (as === 'auto' && autoTarget === 'category')) {
    if (single) return 'category';
    if (columns.every((name) => allNumbers(table, columnOf(table, name), allRows(table.rows))))
      return 'distribution';
    throw noShares(table, columns);
  }
  if (as === 'binary') return single ? 'binary' : 'labels';
  // Several columns with a binary loss are several yes-or-no questions: numbers 0 and 1.
  if (autoTarget === 'binary') return single ? 'binary' : 'number';
  if (!single) return 'number';
  const [only = ''] = columns;
  return isNumeric(table, columnOf(table, only)) ? 'number' : 'category';
}

/** True if the values of a column are numbers. Numbers in another notation, and failed ones, are refused. */
function isNumeric(table: Table, column: Column): boolean {
  if (column.kind === 'number') return true;
  const cells = cellsOf(table);
  const rows = allRows(table.rows);
  const present = rows.filter((row) => !cells.isMissing(column.texts.at(row)));
  if (present.length > 0 && allNumbers(table, column, present)) return true;
  judgeTexts(table, column, rows, 'target', []);
  return false;
}

/** The error for target columns of which one is no numbers; the cell is named. */
function noShares(table: Table, columns: readonly string[]): unknown {
  for (const name of columns) {
    const column = columnOf(table, name);
    for (let row = 0; row < table.rows; row++) {
      try {
        numberAt(table, column, row, 0);
      } catch (error) {
        return error;
      }
    }
  }
  return specError(sentence('NN-DATA-TARGET.mixed'), ['data', 'target']);
}

/** The class of every row, for stratification; null if the target is no class. Warns of classes that look alike. */
export function targetLabels(
  kind: TargetKind,
  table: Table,
  columns: readonly string[],
  warnings: Problem[],
): Labels | null {
  if (kind === 'number') {
    for (const name of columns) warnOfGroups(table, columnOf(table, name), warnings);
  }
  if (kind === 'number' || kind === 'labels') return null;
  const [first = ''] = columns;
  if (kind !== 'distribution') {
    const labels = classesOf(table, columnOf(table, first));
    const { codes, names } = labels;
    const rowOf = (name: string): number => codes.indexOf(names.indexOf(name));
    warnOfSpellings(names, { table, column: first, what: 'classes', rowOf }, warnings);
    return withSharedNames(labels);
  }
  const shareColumns = columns.map((name) => columnOf(table, name));
  return labelsOf(table.rows, (row) => {
    const shares = numbersOf(table, shareColumns, row);
    return String(shares.indexOf(Math.max(...shares)));
  });
}

/** The class of each row. There are few: each text and each number is looked at once. */
function classesOf(table: Table, column: Column): Labels {
  const known = new Map<string | number, string>();
  return labelsOf(table.rows, (row) => {
    const written = column.kind === 'text' ? column.texts.at(row) : valueOf(column, row, 0);
    let name = known.get(written);
    if (name === undefined) {
      name = nameAt(table, column, row, 'target');
      known.set(written, name);
    }
    return name;
  });
}

/** The labels with classes that are the same, written otherwise, brought together. */
function withSharedNames({ codes, names }: Labels): Labels {
  const shared = sharedNames(names);
  if (shared.size === 0) return { codes, names };
  return labelsOf(codes.length, (row) => {
    const name = names[codes[row] ?? 0] ?? '';
    return shared.get(name) ?? name;
  });
}

/** Fits classes on the training rows; throws NN-DATA-ONE-CLASS, -NOT-BINARY, -POSITIVE or -DISTRIBUTION. */
export function fitTarget(
  spec: ResolvedSpec,
  kind: TargetKind,
  table: Table,
  columns: readonly string[],
  labels: Labels | null,
  rows: Uint32Array,
): TargetEncoder {
  const [column = ''] = columns;
  if (kind === 'number' || kind === 'labels') return { kind, columns, names: outputNames(table, columns) };
  if (kind === 'distribution') {
    const oneHot = spec.data.target.as === 'category';
    return { kind, columns, classes: outputNames(table, columns), ...(oneHot && { oneHot }) };
  }
  const classes = ascendingNames(labels === null ? [] : namesIn(labels, rows));
  const [first = '', second] = classes;
  if (second === undefined) {
    throw fileError(
      sentence('NN-DATA-ONE-CLASS', { name: quoted(first) }),
      table.file,
      table.place(rows[0] ?? 0, column),
    );
  }
  if (kind === 'category') return { kind, column, classes };
  if (classes.length > 2) {
    throw specError(
      sentence('NN-DATA-NOT-BINARY', {
        column,
        count: classes.length,
        classes: classes.slice(0, 5).map(quoted),
        more: classes.length > 5 ? ', …' : '',
        hint: similarHint(classes, classes),
      }),
      ['data', 'target'],
    );
  }
  return { kind, column, classes: positiveLast(spec.data.target.positive, [first, second]) };
}

function positiveLast(
  positive: string | number | null,
  classes: readonly [string, string],
): [string, string] {
  const [first, second] = classes;
  if (positive === null) return [first, second];
  const same = (name: string): boolean =>
    name === String(positive).normalize('NFC') || parseNumber(name) === parseNumber(String(positive));
  if (same(second)) return [first, second];
  if (same(first)) return [second, first];
  throw specError(
    sentence('NN-DATA-POSITIVE', {
      positive: quoted(String(positive)),
      first: quoted(first),
      second: quoted(second),
    }),
    ['data', 'target', 'positive'],
  );
}

function outputNames(table: Table, columns: readonly string[]): string[] {
  return columns.flatMap((name) => {
    const width = widthOf(columnOf(table, name));
    return width === 1 ? [name] : Array.from({ length: width }, (_, e) => `${name}[${String(e)}]`);
  });
}

function numbersOf(table: Table, columns: readonly Column[], row: number): number[] {
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

/** The target as the plan sees it. */
export function targetShape(encoder: TargetEncoder): DataShape['target'] {
  switch (encoder.kind) {
    case 'binary':
      return { kind: 'binary', classes: encoder.classes };
    case 'number':
      return { kind: 'number', names: encoder.names };
    case 'labels':
      return { kind: 'number', names: encoder.names, labels: true };
    default:
      return { kind: 'category', classes: encoder.classes };
  }
}
