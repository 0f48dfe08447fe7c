/** Fits the feature encoders: means, ranges, categories and vocabularies of the training rows. */
import { sentence } from '../../base/problems/data.ts';
import type { Problem } from '../../base/errors.ts';
import type { FeatureSpec, Normalize, TextOptions } from '../../format/types.ts';
import { judgeTexts } from '../columns/autoColumn.ts';
import {
  allNumbers,
  ascendingNames,
  cellsOf,
  columnOf,
  missingValue,
  numberAt,
  widthOf,
} from '../cells/cells.ts';
import type { FeatureColumn } from '../columns/columns.ts';
import {
  fitMissingName,
  fitMissingNumber,
  nameOrMissing,
  numberOrMissing,
  presentRows,
  type Sense,
} from '../columns/missing.ts';
import { warnOfGroups } from '../cells/dotGroups.ts';
import { isInfinite } from '../cells/number.ts';
import { specError } from '../problems.ts';
import type { Pulse } from '../file/pulse.ts';
import { isWide, shapeOf } from '../columns/rowShape.ts';
import { sharedNames, warnOfSpellings } from '../cells/spellings.ts';
import { cellText } from '../columns/table.ts';
import type { Column, Table } from '../columns/table.ts';
import { VocabularyBuilder } from '../text/text.ts';
import type { FeatureEncoder, MissingRule, Release } from '../types.ts';

const ROWS_BETWEEN_BEATS = 256;

type NumberEncoder = Extract<FeatureEncoder, { kind: 'number' }>;

export interface FitContext {
  readonly table: Table;
  /** The training rows. */
  readonly rows: Uint32Array;
  readonly pulse: Pulse;
  readonly warnings: Problem[];
  readonly release: Release;
}

/** The encoder of one column; throws where a training value cannot be read. */
export async function fitFeature(feature: FeatureColumn, context: FitContext): Promise<FeatureEncoder> {
  const column = columnOf(context.table, feature.name);
  const { spec } = feature;
  await context.pulse.beat(0, 1);
  if (spec.as !== 'number' && spec.as !== 'date' && spec.as !== 'auto' && isWide(column))
    throw wideColumn(column, spec.as);
  switch (spec.as) {
    case 'number':
      return fitNumber(feature, column, spec.normalize, context);
    case 'date': {
      const { parts, order } = spec;
      return { ...fitNumber(feature, column, spec.normalize, context), date: { parts, order } };
    }
    case 'category':
      return fitCategory(feature, column, spec, context);
    case 'text':
      return fitText(feature, column, spec, context);
    case 'auto':
      if (autoSense(feature, context.table, context.rows) === 'number') {
        return fitNumber(feature, column, 'none', context);
      }
      refuseMarks(column, context);
      return fitCategory(feature, column, spec, context);
  }
}

function wideColumn(column: Column, as: string): Error {
  return specError(sentence('NN-DATA-WIDE-COLUMN', { name: column.name, count: widthOf(column), as }), [
    'data',
    'features',
  ]);
}

/** The reading of an `auto` column: as numbers if all of `rows` that have a value hold one. */
export function autoSense(
  { name, missing }: Pick<FeatureColumn, 'name' | 'missing'>,
  table: Table,
  rows: Uint32Array,
): Sense {
  const column = columnOf(table, name);
  const isError = missing === undefined || missing.missing.policy === 'error';
  const present = isError ? rows : presentRows(table, column, rows, 'number');
  return present.length > 0 && allNumbers(table, column, present) ? 'number' : 'name';
}

/** Refuses texts that are no categories. A column of numbers with marks such as NA among them has missing values. */
function refuseMarks(column: Column, context: FitContext): void {
  if (column.kind === 'number') return;
  const { table, rows, warnings } = context;
  const cells = cellsOf(table);
  const text = (row: number): string => column.texts.at(row);
  const isNumber = (row: number): boolean => !Number.isNaN(cells.number(text(row)));
  const strange = rows.filter((row) => !isNumber(row));
  const [first] = strange;
  if (first === undefined) return;
  if (strange.every((row) => cells.isMissing(text(row)) || isInfinite(text(row)))) {
    if (isInfinite(text(first))) numberAt(table, column, first, 0);
    throw missingValue(table, column.name, first, text(first));
  }
  judgeTexts(table, column, rows, 'feature', warnings);
}

function fitNumber(
  { missing: policy }: FeatureColumn,
  column: Column,
  normalize: Normalize,
  context: FitContext,
): NumberEncoder {
  const width = widthOf(column);
  warnOfGroups(context.table, column, context.warnings);
  const missing = fitMissingNumber(policy, context.table, column, context.rows);
  const offset = new Array<number>(width).fill(0);
  const divisor = new Array<number>(width).fill(1);
  if (typeof normalize === 'object') divisor.fill(1 / normalize.scale);
  else if (normalize !== 'none') {
    for (let element = 0; element < width; element++) {
      const moments = momentsOf(column, element, missing, context);
      const spread = normalize === 'standard' ? moments.deviation : moments.maximum - moments.minimum;
      // A constant column becomes zeros, not NaN; and exactly zeros, so its mean is not taken from a sum.
      const constant = moments.maximum === moments.minimum || spread === 0;
      offset[element] = constant || normalize === 'minMax' ? moments.minimum : moments.mean;
      divisor[element] = constant ? 1 : spread;
    }
  }
  const shape = shapeOf(column);
  return {
    kind: 'number',
    column: column.name,
    offset,
    divisor,
    ...(shape.length > 1 && { shape }),
    ...(missing && { missing }),
  };
}

interface Moments {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Population standard deviation (divided by n), as scikit-learn's StandardScaler. */
  readonly deviation: number;
}

/** Of the training values that are there. */
function momentsOf(
  column: Column,
  element: number,
  missing: MissingRule | undefined,
  { table, rows }: FitContext,
): Moments {
  const at = (row: number): number => numberOrMissing(missing, table, column, row, element);
  let minimum = Infinity;
  let maximum = -Infinity;
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    const value = at(row);
    if (Number.isNaN(value)) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value;
    count++;
  }
  const mean = sum / count;
  let squares = 0;
  for (const row of rows) {
    const value = at(row);
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return { minimum, maximum, mean, deviation: Math.sqrt(squares / count) };
}

function fitCategory(
  { missing: policy }: FeatureColumn,
  column: Column,
  { unknown }: Pick<Extract<FeatureSpec, { as: 'category' | 'auto' }>, 'unknown'>,
  { table, rows, warnings }: FitContext,
): FeatureEncoder {
  const missing = fitMissingName(policy, table, column, rows);
  const firstRows = new Map<string, number>();
  const known = new Set<string>();
  for (const row of rows) {
    const text = cellText(column, row);
    if (known.has(text)) continue;
    known.add(text);
    const name = nameOrMissing(missing, table, column, row);
    if (name === null) continue;
    if (!firstRows.has(name)) firstRows.set(name, row);
  }
  const names = [...firstRows.keys()];
  const rowOf = (name: string): number => firstRows.get(name) ?? 0;
  warnOfSpellings(names, { table, column: column.name, what: 'categories', rowOf }, warnings);
  const shared = sharedNames(names);
  const values = ascendingNames(names.map((name) => shared.get(name) ?? name));
  const own = unknown === undefined || unknown === 'zeros' ? {} : { unknown };
  return { kind: 'category', column: column.name, values, ...own, ...(missing && { missing }) };
}

async function fitText(
  { missing: policy }: FeatureColumn,
  column: Column,
  spec: TextOptions,
  context: FitContext,
): Promise<FeatureEncoder> {
  const missing = fitMissingName(policy, context.table, column, context.rows);
  const { mode, vocabulary, tokenizer, ngrams, lowercase, minCount } = spec;
  const options: TextOptions = { mode, vocabulary, tokenizer, ngrams, lowercase, minCount };
  const builder = new VocabularyBuilder(options, context.release);
  for (let index = 0; index < context.rows.length; index++) {
    builder.add(nameOrMissing(missing, context.table, column, context.rows[index] ?? 0) ?? '');
    if (index % ROWS_BETWEEN_BEATS === 0) await context.pulse.beat(index, context.rows.length);
  }
  const { tokens, idf } = builder.build();
  if (tokens.length === 0) {
    throw specError(sentence('NN-DATA-EMPTY-VOCABULARY', { name: column.name, tokenizer, minCount }), [
      'data',
      'features',
    ]);
  }
  return { kind: 'text', column: column.name, options, tokens, idf, ...(missing && { missing }) };
}
