/** Leaves out rows with missing values: the table is drawn together in its place. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import type { Problem } from '../../base/errors.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { columnOf } from '../cells/cells.ts';
import type { ColumnChoice } from './columns.ts';
import { autoSense } from '../encoding/fit.ts';
import { isMissingAt, senseOf, type Sense } from './missing.ts';
import { fileError, quoted } from '../problems.ts';
import { allRows } from '../split.ts';
import type { FeatureEncoder } from '../types.ts';
import type { Column, NumberArray, Table } from './table.ts';
import type { LeftOutRows } from '../../plan/types.ts';

const MOST_NAMED = 8;
const MOST_ROWS = 5;

/** A column in which a missing value makes its row be left out. */
export interface Needed {
  readonly name: string;
  readonly sense: Sense;
}

export interface Kept {
  readonly table: Table;
  /** Null if no row was left out. */
  readonly leftOut: LeftOutRows | null;
}

/** The columns whose missing values leave out rows: features with that policy and, if it is that of all, the target. */
export function neededColumns(
  spec: ResolvedSpec,
  table: Table,
  { features, target }: ColumnChoice,
): Needed[] {
  const rows = allRows(table.rows);
  const needed: Needed[] = [];
  for (const feature of features) {
    if (feature.missing?.missing.policy !== 'dropRow') continue;
    const { as } = feature.spec;
    const sense =
      as === 'number' || as === 'date' ? 'number' : as === 'auto' ? autoSense(feature, table, rows) : 'name';
    needed.push({ name: feature.name, sense });
  }
  if (spec.data.missing?.policy !== 'dropRow') return needed;
  const missing = { missing: spec.data.missing, path: ['data', 'missing'] };
  const names = isNamed(spec, target);
  for (const name of target) {
    needed.push({ name, sense: names ? 'name' : autoSense({ name, missing }, table, rows) });
  }
  return needed;
}

/** True if the target is one column of classes. */
function isNamed({ data, loss }: ResolvedSpec, target: readonly string[]): boolean {
  const { as } = data.target;
  if (as === 'number' || target.length > 1) return false;
  return as !== 'auto' || lossKind(loss).autoTarget !== 'number';
}

/** The columns of a trained network whose missing values leave out rows. */
export function neededFeatures(features: readonly FeatureEncoder[]): Needed[] {
  return features
    .filter(({ missing }) => missing?.policy === 'dropRow')
    .map((encoder) => ({ name: encoder.column, sense: senseOf(encoder) }));
}

/** The first `count` rows that are not among `kept`. */
function firstLeftOut(kept: Uint32Array, count: number): number[] {
  const rows: number[] = [];
  for (let row = 0, at = 0; rows.length < count; row++) {
    if (kept[at] === row) at++;
    else rows.push(row);
  }
  return rows;
}

/** The warning of rows that are left out, at the first of them; `kept` are those that are not. */
export function leftOutWarning(leftOut: LeftOutRows, whole: Table, kept: Uint32Array | undefined): Problem {
  const { rows, of, columns } = leftOut;
  const first = firstLeftOut(kept ?? new Uint32Array(0), Math.min(rows, MOST_ROWS));
  const [row = 0] = first;
  const which = first.map((one) => String(one + 1)).join(', ');
  const shown = columns
    .slice(0, MOST_NAMED)
    .map((one) => phrase('{column} in {rows}', { column: quoted(one.column), rows: one.rows }));
  const [name = ''] = columns.map(({ column }) => column);
  return {
    ...sentence('NN-DATA-ROWS-LEFT-OUT', {
      rows,
      of,
      unit: first.length === 1 ? phrase('row') : phrase('rows'),
      which,
      others: rows > first.length ? ', …' : '',
      shown,
      more: columns.length > MOST_NAMED ? ', …' : '',
    }),
    severity: 'warning',
    location: { kind: 'file', file: whole.file, ...whole.place(row, name) },
  };
}

/** `table` without the rows that lack one of the needed values. Its arrays of numbers are used again. */
export function dropRows(table: Table, needed: readonly Needed[]): Kept {
  const missing = new Uint8Array(table.rows);
  const columns: { column: string; rows: number }[] = [];
  for (const { name, sense } of needed) {
    const column = columnOf(table, name);
    let rows = 0;
    for (let row = 0; row < table.rows; row++) {
      if (!isMissingAt(table, column, row, sense)) continue;
      missing[row] = 1;
      rows++;
    }
    if (rows > 0) columns.push({ column: name, rows });
  }
  if (columns.length === 0) return { table, leftOut: null };
  const kept = new Uint32Array(missing.reduce((count, one) => count - one, table.rows));
  let next = 0;
  missing.forEach((one, row) => {
    if (one === 0) kept[next++] = row;
  });
  if (kept.length === 0) {
    throw fileError(sentence('NN-DATA-NO-ROWS.dropped', { file: table.file }), table.file, {
      line: 1,
      column: 1,
    });
  }
  const leftOut = { file: table.file, rows: table.rows - kept.length, of: table.rows, columns };
  return { table: withRows(table, kept), leftOut };
}

function withRows(table: Table, kept: Uint32Array): Table {
  // Columns may lie side by side in one array: each array is drawn together once.
  const drawn = new Set<ArrayBufferLike>();
  const draw = <A extends NumberArray>(values: A, stride: number): A => {
    if (!drawn.has(values.buffer)) {
      kept.forEach((row, index) => values.copyWithin(index * stride, row * stride, (row + 1) * stride));
      drawn.add(values.buffer);
    }
    return values.subarray(0, kept.length * stride) as A;
  };
  const columns = table.columns.map((column): Column => {
    if (column.kind === 'text') {
      const { texts } = column;
      return { ...column, texts: { at: (row) => texts.at(kept[row] ?? 0) } };
    }
    const { values, stride, doubles } = column;
    return { ...column, values: draw(values, stride), ...(doubles && { doubles: draw(doubles, 1) }) };
  });
  return {
    ...table,
    rows: kept.length,
    columns,
    kept,
    place: (row, column) => table.place(kept[row] ?? 0, column),
  };
}
