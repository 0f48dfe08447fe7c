/** The target: which kind it is, its classes, and its encoder. */
import { sentence } from '../../base/problems/data.ts';
import type { Problem } from '../../base/errors.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { judgeTexts } from '../columns/autoColumn.ts';
import { allNumbers, ascendingNames, cellsOf, columnOf, nameAt, numberAt, widthOf } from '../cells/cells.ts';
import { warnOfGroups } from '../cells/dotGroups.ts';
import { numbersOf } from './encodeTarget.ts';
import { labelsOf, namesIn, type Labels } from './labels.ts';
import { fileError, quoted, specError } from '../problems.ts';
import { parseNumber } from '../cells/number.ts';
import { sharedNames, similarHint, warnOfSpellings } from '../cells/spellings.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import { allRows } from '../split.ts';
import { valueOf } from '../columns/table.ts';
import type { Column, Table } from '../columns/table.ts';
import type { TargetEncoder } from '../types.ts';
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
