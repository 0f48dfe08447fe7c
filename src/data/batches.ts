/** The order of samples in an epoch, and gathering a batch's rows in that order. */
import { RandomStream } from '../base/philox.ts';
import type { DenseMatrix, RowWeights, SharedRows, SparseMatrix } from './types.ts';

/**
 * Row numbers in the order an epoch visits them: ascending, or shuffled from seed and epoch (from 1) alone,
 * so it is the same for every optimizer, and for a run that was paused or resumed. Written to `order`.
 */
export function epochOrder(
  count: number,
  seed: number,
  epoch: number,
  shuffle: boolean,
  order = new Uint32Array(count),
): Uint32Array {
  for (let row = 0; row < count; row++) order[row] = row;
  if (shuffle) new RandomStream(seed, 'shuffle', epoch).shuffle(order);
  return order;
}

/** Samples in each batch of an epoch; `dropLast` leaves a ragged last batch out (but never the only one). */
export function batchSizes(count: number, batchSize: number, dropLast: boolean): number[] {
  const sizes: number[] = [];
  for (let start = 0; start < count; start += batchSize) sizes.push(Math.min(batchSize, count - start));
  const last = sizes.at(-1);
  if (dropLast && sizes.length > 1 && last !== undefined && last < batchSize) sizes.pop();
  return sizes;
}

/** Up to this many, numbers are copied one by one faster than by a view on them. */
const COPY_SINGLY = 16;
/** The same where the compiler knows the kinds of the arrays. */
const COPY_SINGLY_KNOWN = 64;

function copyFloats(from: Float32Array, start: number, to: Float32Array, at: number, count: number): void {
  if (count > COPY_SINGLY_KNOWN) to.set(from.subarray(start, start + count), at);
  else for (let index = 0; index < count; index++) to[at + index] = from[start + index] ?? 0;
}

/** The rows of a matrix of floats: a loop of its own sees arrays of one kind only. */
function gatherFloats(
  values: Float32Array,
  columns: number,
  order: Uint32Array,
  start: number,
  rows: number,
  out: Float32Array,
): void {
  for (let row = 0; row < rows; row++) {
    copyFloats(values, (order[start + row] ?? 0) * columns, out, row * columns, columns);
  }
}

function copyWords(from: Uint32Array, start: number, to: Uint32Array, at: number, count: number): void {
  if (count > COPY_SINGLY_KNOWN) to.set(from.subarray(start, start + count), at);
  else for (let index = 0; index < count; index++) to[at + index] = from[start + index] ?? 0;
}

/** A loop of its own sees arrays of one kind only, which makes it four times as fast. */
function lookUp(
  bytes: Uint8Array,
  from: number,
  table: Float32Array,
  out: Float32Array | Float64Array,
  to: number,
  count: number,
): void {
  for (let index = 0; index < count; index++) out[to + index] = table[bytes[from + index] ?? 0] ?? 0;
}

/** Copies rows `order[start … start + rows)` to the start of `out`, `[rows, matrix.columns]` row-major. */
export function gatherDense(
  matrix: DenseMatrix | SharedRows,
  order: Uint32Array,
  start: number,
  rows: number,
  out: Float32Array | Float64Array,
): void {
  const { columns, values } = matrix;
  if (matrix.kind !== 'shared' && values instanceof Float32Array && out instanceof Float32Array) {
    gatherFloats(values, columns, order, start, rows, out);
    return;
  }
  const stride = matrix.kind === 'shared' ? matrix.stride : columns;
  const offset = matrix.kind === 'shared' ? matrix.offset : 0;
  const source = matrix.kind === 'shared' ? matrix.source : null;
  const table = matrix.kind === 'shared' ? matrix.table : null;
  for (let row = 0; row < rows; row++) {
    const place = order[start + row] ?? 0;
    const from = (source === null ? place : (source[place] ?? 0)) * stride + offset;
    const to = row * columns;
    if (table !== null && values instanceof Uint8Array) {
      lookUp(values, from, table, out, to, columns);
    } else if (values instanceof Float32Array && out instanceof Float32Array) {
      copyFloats(values, from, out, to, columns);
    } else if (columns > COPY_SINGLY) {
      out.set(values.subarray(from, from + columns), to);
    } else {
      for (let column = 0; column < columns; column++) out[to + column] = values[from + column] ?? 0;
    }
  }
}

/**
 * Writes the weights of rows `order[start … start + rows)` to `out`. With `byWeights` they are scaled so that a loss which is divided
 * by the rows is divided by the sum of the weights; a batch whose weights are all 0 keeps them.
 */
export function gatherWeights(
  { factor, counted }: RowWeights,
  order: Uint32Array,
  start: number,
  rows: number,
  out: Float32Array | Float64Array,
  byWeights: boolean,
): void {
  let sum = 0;
  for (let row = start; row < start + rows; row++) sum += counted[order[row] ?? 0] ?? 0;
  const scale = byWeights && sum > 0 ? rows / sum : 1;
  for (let row = 0; row < rows; row++) out[row] = (factor[order[start + row] ?? 0] ?? 0) * scale;
}

/** Room for a batch of a matrix. */
export interface BatchRoom {
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** A batch a step in arrays of its own would be garbage faster than it is collected. */
const rooms = new WeakMap<SparseMatrix, BatchRoom>();

function roomFor(matrix: SparseMatrix, rows: number, entries: number): BatchRoom {
  const found = rooms.get(matrix);
  if (found && found.indptr.length > rows && found.indices.length >= entries) return found;
  // Batches differ in length: a little more than the longest so far.
  const length = Math.max(found?.indices.length ?? 0, Math.ceil(entries * 1.25));
  const room = {
    indptr: new Uint32Array(Math.max(found?.indptr.length ?? 0, rows + 1)),
    indices: new Uint32Array(length),
    values: new Float32Array(length),
  };
  rooms.set(matrix, room);
  return room;
}

/**
 * Rows `order[start … start + rows)` as a CSR matrix, whose arrays hold until the next rows of this matrix are asked for.
 * They lie in `given` if that is large enough.
 */
export function gatherSparse(
  matrix: SparseMatrix,
  order: Uint32Array,
  start: number,
  rows: number,
  given?: BatchRoom,
): SparseMatrix {
  let nonZeros = 0;
  for (let row = start; row < start + rows; row++) {
    const source = order[row] ?? 0;
    nonZeros += (matrix.indptr[source + 1] ?? 0) - (matrix.indptr[source] ?? 0);
  }
  const fits = given && given.indptr.length > rows && given.indices.length >= nonZeros;
  const room = fits ? given : roomFor(matrix, rows, nonZeros);
  const indptr = room.indptr.subarray(0, rows + 1);
  const indices = room.indices.subarray(0, nonZeros);
  const values = room.values.subarray(0, nonZeros);
  let at = 0;
  indptr[0] = 0;
  for (let row = 0; row < rows; row++) {
    const source = order[start + row] ?? 0;
    const from = matrix.indptr[source] ?? 0;
    const count = (matrix.indptr[source + 1] ?? 0) - from;
    copyWords(matrix.indices, from, indices, at, count);
    copyFloats(matrix.values, from, values, at, count);
    at += count;
    indptr[row + 1] = at;
  }
  return { kind: 'sparse', rows, columns: matrix.columns, indptr, indices, values };
}
