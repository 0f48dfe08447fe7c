/** Applies fitted encoders to rows of a table: a dense matrix, or CSR rows if any feature is text. */
import { columnOf, FLOAT32_LARGEST, nameAt, numberAt, tooLarge } from './cells.ts';
import { type EncodeNotes, hint } from './encodeNotes.ts';
import { checkMemory, fileError, quoted } from './problems.ts';
import type { Pulse } from './pulse.ts';
import { positionsOf } from './spellings.ts';
import type { Table } from './table.ts';
import { TextWriter } from './text.ts';
import type { DenseMatrix, FeatureEncoder, Release, SparseMatrix } from './types.ts';

const ROWS_BETWEEN_BEATS = 256;
/** Entries of a sparse matrix that there is room for at first. */
const FIRST_ENTRIES = 1024;
const ROWS_TO_JUDGE_BY = 128;
/** Room for more entries than the rows so far let expect; memory that is not written to costs nothing. */
const ROOM = 1.2;

/** Inputs that one encoder makes. */
export function featureWidth(encoder: FeatureEncoder): number {
  switch (encoder.kind) {
    case 'number':
      return encoder.offset.length;
    case 'category':
      return encoder.values.length + (encoder.unknown === 'own' ? 1 : 0);
    case 'text':
      return encoder.tokens.length;
  }
}

/** Inputs of a whole row. */
function rowWidth(features: readonly FeatureEncoder[]): number {
  return features.reduce((sum, encoder) => sum + featureWidth(encoder), 0);
}

/** Whether rows are stored sparse. */
export function isSparse(features: readonly FeatureEncoder[]): boolean {
  return features.some((encoder) => encoder.kind === 'text');
}

/**
 * `column`, `column[3]` (wide columns), `column.year` (dates), `column=value` (categories), `column=(unknown)`, `column:token` (text).
 */
export function inputNames(features: readonly FeatureEncoder[]): string[] {
  return features.flatMap((encoder) => {
    const { column } = encoder;
    switch (encoder.kind) {
      case 'number':
        if (encoder.date) return encoder.date.parts.map((part) => `${column}.${part}`);
        return encoder.offset.length === 1
          ? [column]
          : encoder.offset.map((_, element) => `${column}[${String(element)}]`);
      case 'category':
        return [
          ...encoder.values.map((value) => `${column}=${value}`),
          ...(encoder.unknown === 'own' ? [`${column}=(unknown)`] : []),
        ];
      case 'text':
        return encoder.tokens.map((token) => `${column}:${token}`);
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
  const column = columnOf(table, encoder.column);
  switch (encoder.kind) {
    case 'number':
      return (row, put) => {
        for (let element = 0; element < encoder.offset.length; element++) {
          const value = numberAt(table, column, row, element);
          const scaled = (value - (encoder.offset[element] ?? 0)) / (encoder.divisor[element] ?? 1);
          if (Math.abs(scaled) > FLOAT32_LARGEST) throw tooLarge(table, column.name, row, scaled);
          put(element, scaled);
        }
      };
    case 'category': {
      const positionOf = positionsOf(encoder.values);
      return (row, put) => {
        const name = nameAt(table, column, row);
        const position = positionOf(name);
        if (position !== undefined) {
          put(position, 1);
          return;
        }
        if (encoder.unknown === 'error') throw unseenCategory(encoder, name, table, row);
        notes.unknownCategory(encoder, name, row);
        if (encoder.unknown === 'own') put(encoder.values.length, 1);
      };
    }
    case 'text':
      return (row, put) => texts?.write(nameAt(table, column, row), put);
  }
}

function unseenCategory(
  encoder: Extract<FeatureEncoder, { kind: 'category' }>,
  name: string,
  table: Table,
  row: number,
): Error {
  return fileError(
    'NN-DATA-UNSEEN-CATEGORY',
    `Column ${quoted(encoder.column)} holds ${quoted(name)} here, a value that no training row has. ` +
      `Bring training rows with it, correct it, or leave the column out.${hint([name], encoder.values)}`,
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
  const starts = features.map((_, index) => rowWidth(features.slice(0, index)));
  if (isSparse(features)) {
    const matrix = await encodeSparse(writers, starts, rows, columns, context);
    for (const writer of texts) writer?.release();
    return matrix;
  }
  checkMemory(rows.length * columns * 4, context.memoryLimit, 'The encoded data');
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

  /** What was pushed. The room behind it was never written to, so it takes no memory. */
  arrays(): { indices: Uint32Array; values: Float32Array } {
    return { indices: this.#indices.subarray(0, this.length), values: this.#values.subarray(0, this.length) };
  }

  #grow(): void {
    const { memoryLimit, release } = this.#context;
    const filled = this.#indices.length;
    checkMemory(filled * 16, memoryLimit, 'The encoded text');
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
