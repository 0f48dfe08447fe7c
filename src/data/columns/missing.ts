/** The policy for cells without a value: which cells these are, and their replacement. */
import { sentence } from '../../base/problems/data.ts';
import type { Missing } from '../../format/types.ts';
import { columnOf, isMissingName, isMissingNumber, nameAt, numberAt, widthOf } from '../cells/cells.ts';
import { quoted, specError } from '../problems.ts';
import type { Column, Table } from './table.ts';
import type { FilledCells } from '../../plan/types.ts';
import type { FeatureEncoder, MissingRule } from '../types.ts';

/** The reading of a column as numbers or as names: a `-` is not a number, but may be a name. */
export type Sense = 'number' | 'name';

/** True if a row of the column has no value; of a wide column, if any of its numbers is missing. */
export function isMissingAt(table: Table, column: Column, row: number, sense: Sense): boolean {
  if (sense === 'name') return isMissingName(table, column, row);
  for (let element = 0; element < widthOf(column); element++) {
    if (isMissingNumber(table, column, row, element)) return true;
  }
  return false;
}

/** A number, or NaN where a value is missing and a rule says what stands for it; else as `numberAt`. */
export function numberOrMissing(
  rule: MissingRule | undefined,
  table: Table,
  column: Column,
  row: number,
  element: number,
): number {
  if (rule?.fill !== undefined && isMissingNumber(table, column, row, element)) return NaN;
  return numberAt(table, column, row, element);
}

/** A name, what stands for a missing one, or null where there is neither; without a rule as `nameAt`. */
export function nameOrMissing(
  rule: MissingRule | undefined,
  table: Table,
  column: Column,
  row: number,
): string | null {
  if (rule !== undefined && isMissingName(table, column, row)) return rule.name ?? null;
  return nameAt(table, column, row);
}

/** The rows of `rows` that have a value. */
export function presentRows(table: Table, column: Column, rows: Uint32Array, sense: Sense): Uint32Array {
  return rows.filter((row) => !isMissingAt(table, column, row, sense));
}

/** The policy for missing cells and its place in the spec: at the feature, or for all of them. */
export interface MissingPolicy {
  readonly missing: Missing;
  readonly path: readonly (string | number)[];
}

/** The rule for a column of numbers; `rows` are the training rows. */
export function fitMissingNumber(
  policy: MissingPolicy | undefined,
  table: Table,
  column: Column,
  rows: Uint32Array,
): MissingRule | undefined {
  if (policy === undefined) return undefined;
  const { missing, path } = policy;
  switch (missing.policy) {
    case 'error':
      return undefined;
    case 'dropRow':
      return { policy: 'dropRow' };
    case 'constant': {
      const { value } = missing;
      if (typeof value !== 'number') throw noNumber(column, value, path);
      return { policy: 'constant', fill: new Array<number>(widthOf(column)).fill(value) };
    }
    case 'mean':
    case 'median':
    case 'indicator': {
      const statistic = missing.policy === 'median' ? median : mean;
      const fill = Array.from({ length: widthOf(column) }, (_, element) =>
        statistic(presentNumbers(table, column, element, rows, path)),
      );
      const indicator =
        missing.policy === 'indicator' && rows.some((row) => isMissingAt(table, column, row, 'number'));
      return { policy: missing.policy, fill, ...(indicator && { indicator }) };
    }
  }
}

function presentNumbers(
  table: Table,
  column: Column,
  element: number,
  rows: Uint32Array,
  path: MissingPolicy['path'],
): Float64Array {
  const values = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) {
    if (!isMissingNumber(table, column, row, element))
      values[count++] = numberAt(table, column, row, element);
  }
  if (count > 0) return values.subarray(0, count);
  throw specError(sentence('NN-DATA-MISSING-POLICY.empty', { name: quoted(column.name) }), path);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The middle value, or the mean of the two in the middle. Sorts `values`. */
function median(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  const upper = values[middle] ?? NaN;
  return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? NaN) + upper) / 2;
}

/** The rule for a column of categories or texts; `rows` are the training rows. */
export function fitMissingName(
  policy: MissingPolicy | undefined,
  table: Table,
  column: Column,
  rows: Uint32Array,
): MissingRule | undefined {
  if (policy === undefined) return undefined;
  const { missing, path } = policy;
  switch (missing.policy) {
    case 'error':
      return undefined;
    case 'dropRow':
      return { policy: 'dropRow' };
    case 'constant':
      return { policy: 'constant', name: String(missing.value).normalize('NFC') };
    case 'indicator': {
      const indicator = rows.some((row) => isMissingAt(table, column, row, 'name'));
      return { policy: 'indicator', ...(indicator && { indicator }) };
    }
    case 'mean':
    case 'median': {
      // Said for all columns, it is meant for those of numbers; a column without missing cells needs no policy.
      const isMeant = path[1] === 'features' || rows.some((row) => isMissingAt(table, column, row, 'name'));
      if (!isMeant) return undefined;
      throw specError(
        sentence('NN-DATA-MISSING-POLICY.names', { name: quoted(column.name), policy: missing.policy }),
        path,
      );
    }
  }
}

function noNumber(column: Column, value: string, path: MissingPolicy['path']): Error {
  return specError(
    sentence('NN-DATA-MISSING-POLICY.numbers', { name: quoted(column.name), value: quoted(value) }),
    path,
  );
}

/** The reading of a fitted column's cells. */
export function senseOf(encoder: FeatureEncoder): Sense {
  return encoder.kind === 'number' ? 'number' : 'name';
}

/** For each column with something to stand for missing cells, in how many of `rows` that is so. */
export function countFilled(
  features: readonly FeatureEncoder[],
  table: Table,
  rows: Uint32Array,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const encoder of features) {
    const { missing, column: name } = encoder;
    if (missing === undefined || missing.policy === 'dropRow') continue;
    const column = columnOf(table, name);
    let count = 0;
    for (const row of rows) if (isMissingAt(table, column, row, senseOf(encoder))) count++;
    if (count > 0) counts.set(name, count);
  }
  return counts;
}

/** The cells filled in each split, of the columns that had any. */
export function filledCells(
  features: readonly FeatureEncoder[],
  counts: Readonly<Record<'train' | 'validation' | 'test', ReadonlyMap<string, number>>>,
): FilledCells[] {
  const { train, validation, test } = counts;
  return features.flatMap(({ column, missing }): FilledCells[] => {
    const of = (map: ReadonlyMap<string, number>): number => map.get(column) ?? 0;
    const cells = { train: of(train), validation: of(validation), test: of(test) };
    if (missing === undefined || cells.train + cells.validation + cells.test === 0) return [];
    const { policy, fill = [], name } = missing;
    const [value = name ?? null] = fill.length === 1 ? fill : [];
    return [{ column, policy, value, ...cells }];
  });
}
