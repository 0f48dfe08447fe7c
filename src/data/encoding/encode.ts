/** Applies fitted encoders to rows of a table: a dense matrix, or CSR rows if any feature is text. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import { columnOf, FLOAT32_LARGEST, tooLarge } from '../cells/cells.ts';
import { type CategoryEncoder, type EncodeNotes, hint } from './encodeNotes.ts';
import { nameOrMissing, numberOrMissing } from '../columns/missing.ts';
import { checkMemory, fileError, quoted } from '../problems.ts';
import type { Pulse } from '../file/pulse.ts';
import { positionsOf } from '../cells/spellings.ts';
import type { Table } from '../columns/table.ts';
import { TextWriter } from '../text/text.ts';
import type { DenseMatrix, FeatureEncoder, Release, SparseMatrix } from '../types.ts';

const ROWS_BETWEEN_BEATS = 256;
/** Entries of a sparse matrix that there is room for at first. */
const FIRST_ENTRIES = 1024;
const ROWS_TO_JUDGE_BY = 128;
/** Room for more entries than the rows so far let expect; memory that is not written to costs nothing. */
const ROOM = 1.2;

/** Inputs that one encoder makes. */
export function featureWidth(encoder: FeatureEncoder): number {
  const indicator = encoder.missing?.indicator === true;
  switch (encoder.kind) {
    case 'number':
      return encoder.offset.length * (indicator ? 2 : 1);
    case 'category':
      return encoder.values.length + (encoder.unknown === 'own' ? 1 : 0) + (indicator ? 1 : 0);
    case 'text':
      return encoder.tokens.length + (indicator ? 1 : 0);
  }
}

/** Inputs of a whole row. */
function rowWidth(features: readonly FeatureEncoder[]): number {
  return features.reduce((sum, encoder) => sum + featureWidth(encoder), 0);
}

/** True if rows are stored sparse. */
export function isSparse(features: readonly FeatureEncoder[]): boolean {
  return features.some((encoder) => encoder.kind === 'text');
}

/**
 * `column`, `column[3]` (wide columns), `column.year` (dates), `column=value` (categories), `column:token` (text); `column=(unknown)` and
 * `column=(missing)` for inputs that tell of those.
 */
export function inputNames(features: readonly FeatureEncoder[]): string[] {
  return features.flatMap((encoder) => {
    const { column, missing } = encoder;
    const marked = (names: readonly string[]): string[] =>
      missing?.indicator === true ? names.map((name) => `${name}=(missing)`) : [];
    switch (encoder.kind) {
      case 'number': {
        const many = encoder.offset.map((_, element) => `${column}[${String(element)}]`);
        const plain = many.length === 1 ? [column] : many;
        const names = encoder.date ? encoder.date.parts.map((part) => `${column}.${part}`) : plain;
        return [...names, ...marked(names)];
      }
      case 'category':
        return [
          ...encoder.values.map((value) => `${column}=${value}`),
          ...(encoder.unknown === 'own' ? [`${column}=(unknown)`] : []),
          ...marked([column]),
        ];
      case 'text':
        return [...encoder.tokens.map((token) => `${column}:${token}`), ...marked([column])];
    }
  });
}

/** Writes one row's non-zero entries; `put` gets ascending positions from 0 within the feature. */
type RowWriter = (row: number, put: (position: number, value: number) => void) => void;

/** `texts` writes the texts of an encoder of texts. */
function rowWriter(
  encoder: FeatureEncoder,
  table: Table,
  texts: TextWriter | null,
  notes: EncodeNotes,
): RowWriter {
  switch (encoder.kind) {
    case 'number':
      return numberWriter(encoder, table);
    case 'category':
      return nameWriter(encoder, table, categoryWriter(encoder, table, notes));
    case 'text':
      return nameWriter(encoder, table, (name, _row, put) => texts?.write(name, put));
  }
}

type Put = Parameters<RowWriter>[1];

function numberWriter(encoder: Extract<FeatureEncoder, { kind: 'number' }>, table: Table): RowWriter {
  const column = columnOf(table, encoder.column);
  const { offset, divisor, missing } = encoder;
  const width = offset.length;
  const gaps: number[] = [];
  return (row, put) => {
    for (let element = 0; element < width; element++) {
      let value = numberOrMissing(missing, table, column, row, element);
      if (Number.isNaN(value)) {
        value = missing?.fill?.[element] ?? NaN;
        gaps.push(element);
      }
      const scaled = (value - (offset[element] ?? 0)) / (divisor[element] ?? 1);
      if (Math.abs(scaled) > FLOAT32_LARGEST) throw tooLarge(table, column.name, row, scaled);
      put(element, scaled);
    }
    if (gaps.length === 0) return;
    if (missing?.indicator === true) for (const element of gaps) put(width + element, 1);
    gaps.length = 0;
  };
}

/** Writes what stands for a missing name, or has `write` write the name that is there. */
function nameWriter(
  encoder: Extract<FeatureEncoder, { kind: 'category' | 'text' }>,
  table: Table,
  write: (name: string, row: number, put: Put) => void,
): RowWriter {
  const column = columnOf(table, encoder.column);
  const { missing } = encoder;
  const last = featureWidth(encoder) - 1;
  return (row, put) => {
    const name = nameOrMissing(missing, table, column, row);
    if (name !== null) write(name, row, put);
    else if (missing?.indicator === true) put(last, 1);
  };
}

function categoryWriter(
  encoder: CategoryEncoder,
  table: Table,
  notes: EncodeNotes,
): (name: string, row: number, put: Put) => void {
  const positionOf = positionsOf(encoder.values);
  return (name, row, put) => {
    const position = positionOf(name);
    if (position !== undefined) {
      const known = encoder.values[position] ?? name;
      if (known !== name) notes.otherSpelling(encoder.column, name, known, row);
      put(position, 1);
      return;
    }
    if (encoder.unknown === 'error') throw unseenCategory(encoder, name, table, row);
    notes.unknownCategory(encoder, name, row);
    if (encoder.unknown === 'own') put(encoder.values.length, 1);
  };
}

function unseenCategory(encoder: CategoryEncoder, name: string, table: Table, row: number): Error {
  return fileError(
    sentence('NN-DATA-UNSEEN-CATEGORY.error', {
      column: quoted(encoder.column),
      name: quoted(name),
      hint: hint([name], encoder.values),
    }),
    table.file,
    table.place(row, encoder.column),
  );
}

export interface EncodeContext {
  readonly memoryLimit: number;
  readonly pulse: Pulse;
  readonly release: Release;
  readonly notes: EncodeNotes;
}

/** Encodes `rows` of the table. Throws NnError naming row and column for a value that cannot be encoded. */
export async function encodeFeatures(
  features: readonly FeatureEncoder[],
  table: Table,
  rows: Uint32Array,
  context: EncodeContext,
): Promise<DenseMatrix | SparseMatrix> {
  const columns = rowWidth(features);
  const texts = features.map((encoder) =>
    encoder.kind === 'text' ? new TextWriter(encoder.options, encoder, context.release) : null,
  );
  const writers = features.map((encoder, index) =>
    rowWriter(encoder, table, texts[index] ?? null, context.notes),
  );
  let width = 0;
  const starts = features.map((encoder) => {
    const start = width;
    width += featureWidth(encoder);
    return start;
  });
  if (isSparse(features)) {
    const matrix = await encodeSparse(writers, starts, rows, columns, context);
    for (const writer of texts) writer?.release();
    return matrix;
  }
  checkMemory(rows.length * columns * 4, context.memoryLimit, phrase('The encoded data'));
  const values = new Float32Array(rows.length * columns);
  let base = 0;
  const put = (position: number, value: number): void => {
    values[base + position] = value;
  };
  for (let index = 0; index < rows.length; index++) {
    for (let feature = 0; feature < writers.length; feature++) {
      base = index * columns + (starts[feature] ?? 0);
      writers[feature]?.(rows[index] ?? 0, put);
    }
    if (index % ROWS_BETWEEN_BEATS === 0) await context.pulse.beat(index, rows.length);
  }
  return { kind: 'dense', rows: rows.length, columns, values };
}

async function encodeSparse(
  writers: readonly RowWriter[],
  starts: readonly number[],
  rows: Uint32Array,
  columns: number,
  context: EncodeContext,
): Promise<SparseMatrix> {
  const indptr = new Uint32Array(rows.length + 1);
  const entries = new EntryList(rows.length, context);
  let base = 0;
  const put = (position: number, value: number): void => {
    if (value !== 0) entries.push(base + position, value);
  };
  for (let index = 0; index < rows.length; index++) {
    for (let feature = 0; feature < writers.length; feature++) {
      base = starts[feature] ?? 0;
      writers[feature]?.(rows[index] ?? 0, put);
    }
    indptr[index + 1] = entries.length;
    entries.rows++;
    if (index % ROWS_BETWEEN_BEATS === 0) await context.pulse.beat(index, rows.length);
  }
  return { kind: 'sparse', rows: rows.length, columns, indptr, ...entries.arrays() };
}

/** Growing arrays of indices and values. */
class EntryList {
  length = 0;
  /** Rows whose entries are there. */
  rows = 0;
  #indices = new Uint32Array(FIRST_ENTRIES);
  #values = new Float32Array(FIRST_ENTRIES);
  readonly #expectedRows: number;
  readonly #context: EncodeContext;

  constructor(expectedRows: number, context: EncodeContext) {
    this.#expectedRows = expectedRows;
    this.#context = context;
  }

  push(index: number, value: number): void {
    if (this.length === this.#indices.length) this.#grow();
    this.#indices[this.length] = index;
    this.#values[this.length++] = value;
  }

  /** The pushed values. The room behind them was never written to, so it takes no memory. */
  arrays(): { indices: Uint32Array; values: Float32Array } {
    return { indices: this.#indices.subarray(0, this.length), values: this.#values.subarray(0, this.length) };
  }

  #grow(): void {
    const { memoryLimit, release } = this.#context;
    const filled = this.#indices.length;
    checkMemory(filled * 16, memoryLimit, phrase('The encoded text'));
    // Room for all rows if they are like those so far: growing step by step leaves holes in the memory.
    const all = Math.ceil((ROOM * filled * this.#expectedRows) / Math.max(1, this.rows));
    const length = this.rows < ROWS_TO_JUDGE_BY ? filled * 2 : Math.max(filled * 2, all);
    const indices = new Uint32Array(length);
    indices.set(this.#indices);
    release(this.#indices);
    this.#indices = indices;
    const values = new Float32Array(length);
    values.set(this.#values);
    release(this.#values);
    this.#values = values;
  }
}
