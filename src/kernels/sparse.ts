/** The first layer on text: sums of the kernel's rows that a sample names, and the way back. */
import { columnGradient, placeOf } from './vector/columnGradient';
import { loadTail, madd, storeTail } from './vector/lanes';

/** to += factor·from over `units` floats. */
// @ts-ignore: decorator
@inline
function addRow(to: usize, from: usize, factor: v128, units: usize): void {
  const rest = units & 3;
  const end = to + ((units - rest) << 2);
  while (to < end) {
    v128.store(to, madd(factor, v128.load(from), v128.load(to)));
    to += 16;
    from += 16;
  }
  if (rest != 0) storeTail(to, madd(factor, loadTail(from, rest), loadTail(to, rest)), rest);
}

/**
 * z (units floats) += Σ values·W[index] over `count` entries; the first entry's address in `indices` and `values`. Four rows
 * at a time are read from end to end: that is what the processor fetches ahead, and each page is looked up once.
 */
function gatherRow(indices: usize, values: usize, count: usize, w: usize, z: usize, units: usize): void {
  const stride = units << 2;
  const rest = units & 7;
  const bytes = stride - (rest << 2);
  const end = indices + (count << 2);
  const whole = indices + ((count & ~3) << 2);
  let v = values;
  for (; indices < whole; indices += 16) {
    let p0 = w + <usize>load<u32>(indices) * stride, p1 = w + <usize>load<u32>(indices, 4) * stride;
    let p2 = w + <usize>load<u32>(indices, 8) * stride, p3 = w + <usize>load<u32>(indices, 12) * stride;
    const f0 = v128.load32_splat(v), f1 = v128.load32_splat(v, 4);
    const f2 = v128.load32_splat(v, 8), f3 = v128.load32_splat(v, 12);
    v += 16;
    let to = z;
    for (const stop = z + bytes; to < stop; to += 32) {
      let s0 = v128.load(to), s1 = v128.load(to, 16);
      s0 = madd(f0, v128.load(p0), s0);
      s1 = madd(f0, v128.load(p0, 16), s1);
      s0 = madd(f1, v128.load(p1), s0);
      s1 = madd(f1, v128.load(p1, 16), s1);
      s0 = madd(f2, v128.load(p2), s0);
      s1 = madd(f2, v128.load(p2, 16), s1);
      s0 = madd(f3, v128.load(p3), s0);
      s1 = madd(f3, v128.load(p3, 16), s1);
      v128.store(to, s0);
      v128.store(to, s1, 16);
      p0 += 32; p1 += 32; p2 += 32; p3 += 32;
    }
    if (rest != 0) {
      addRow(to, p0, f0, rest);
      addRow(to, p1, f1, rest);
      addRow(to, p2, f2, rest);
      addRow(to, p3, f3, rest);
    }
  }
  for (; indices < end; indices += 4) {
    addRow(z, w + <usize>load<u32>(indices) * stride, v128.load32_splat(v), units);
    v += 4;
  }
}

/** z[row] = bias (0: none) + Σ values·W[index] for rows from…to of a CSR batch. */
export function gatherRows(
  indptr: usize, indices: usize, values: usize, w: usize, bias: usize, z: usize, units: usize, from: usize, to: usize,
): void {
  const bytes = units << 2;
  for (let row = from; row < to; row++) {
    const out = z + row * bytes;
    if (bias == 0) memory.fill(out, 0, bytes);
    else memory.copy(out, bias, bytes);
    const first = <usize>load<u32>(indptr + (row << 2));
    const last = <usize>load<u32>(indptr + (row << 2), 4);
    gatherRow(indices + (first << 2), values + (first << 2), last - first, w, out, units);
  }
}

/**
 * Turns a CSR batch of `rows` rows and `width` columns into its columns: `columns` receives those that occur, ascending;
 * `starts` where the entries of each begin (and the last one's end), `samples` and `columnValues` the entries, by ascending
 * row. `cursors`, a word a column, must be zero and is left so. Both lists need room for one more than there are. Returns
 * the number of columns.
 */
export function transpose(
  indptr: usize, indices: usize, values: usize, rows: usize, width: usize, cursors: usize,
  columns: usize, starts: usize, samples: usize, columnValues: usize,
): u32 {
  const end = indices + (<usize>load<u32>(indptr + (rows << 2)) << 2);
  for (let p = indices; p < end; p += 4) {
    const cursor = cursors + (<usize>load<u32>(p) << 2);
    store<u32>(cursor, load<u32>(cursor) + 1);
  }
  let count: usize = 0;
  let start: u32 = 0;
  for (let group: usize = 0; group < width; group += 4) {
    if (!v128.any_true(v128.load(cursors + (group << 2)))) continue;
    // The occurrence of a column cannot be predicted, so it is written either way, and overwritten by the next if it
    // does not occur.
    for (let column = group; column < group + 4; column++) {
      const cursor = cursors + (column << 2);
      const entries = load<u32>(cursor);
      store<u32>(columns + (count << 2), <u32>column);
      store<u32>(starts + (count << 2), start);
      store<u32>(cursor, entries != 0 ? start : 0);
      start += entries;
      count += usize(entries != 0);
    }
  }
  store<u32>(starts + (count << 2), start);
  let p = indices;
  for (let row: usize = 0; row < rows; row++) {
    const rowEnd = indices + (<usize>load<u32>(indptr + (row << 2), 4) << 2);
    for (; p < rowEnd; p += 4) {
      const cursor = cursors + (<usize>load<u32>(p) << 2);
      const at = load<u32>(cursor);
      store<u32>(samples + (<usize>at << 2), <u32>row);
      store<f32>(columnValues + (<usize>at << 2), load<f32>(values + (p - indices)));
      store<u32>(cursor, at + 1);
    }
  }
  for (let i: usize = 0; i < count; i++) store<u32>(cursors + (<usize>load<u32>(columns + (i << 2)) << 2), 0);
  return <u32>count;
}

/** Clears dW[column] for the columns from…to of an older list that are not in the newest one. */
export function clearStale(
  older: usize, columns: usize, count: usize, dw: usize, units: usize, from: usize, to: usize,
): void {
  const bytes = units << 2;
  for (let i = from; i < to; i++) {
    const column = <usize>load<u32>(older + (i << 2));
    const place = placeOf(columns, count, column);
    if (place < count && <usize>load<u32>(columns + (place << 2)) == column) continue;
    memory.fill(dw + column * bytes, 0, bytes);
  }
}

/** dW[column] = Σ value·dz[sample] for the columns from…to that `transpose` has found. */
export function gatherColumns(
  columns: usize, starts: usize, samples: usize, values: usize, dz: usize, dw: usize, units: usize,
  from: usize, to: usize,
): void {
  for (let i = from; i < to; i++) {
    const out = dw + <usize>load<u32>(columns + (i << 2)) * (units << 2);
    columnGradient(starts, samples, values, dz, out, units, i);
  }
}
