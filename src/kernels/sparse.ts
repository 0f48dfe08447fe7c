/** The first layer on text: sums of the kernel's rows that a sample names, and the way back. */
import { loadTail, madd, storeTail, sumPair, widenSum } from './vector/lanes';
import { optimize, SGD } from './optimizers';
import { sumSquares } from './vectors';

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
 * Turns a CSR batch of `rows` rows into its columns: `columns` receives those that occur, in order of appearance; `starts`
 * where the entries of each begin (and the last one's end), `samples` and `columnValues` the entries, by ascending
 * row. `cursors`, one word a column of the matrix, must be zero and is left so. Returns the number of columns.
 */
export function transpose(
  indptr: usize, indices: usize, values: usize, rows: usize, cursors: usize,
  columns: usize, starts: usize, samples: usize, columnValues: usize,
): u32 {
  const end = indices + (<usize>load<u32>(indptr + (rows << 2)) << 2);
  let count: usize = 0;
  for (let p = indices; p < end; p += 4) {
    const column = load<u32>(p);
    const cursor = cursors + (<usize>column << 2);
    const seen = load<u32>(cursor);
    if (seen == 0) store<u32>(columns + (count++ << 2), column);
    store<u32>(cursor, seen + 1);
  }
  let start: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const cursor = cursors + (<usize>load<u32>(columns + (i << 2)) << 2);
    const entries = load<u32>(cursor);
    store<u32>(starts + (i << 2), start);
    store<u32>(cursor, start);
    start += entries;
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

/** positions[column] = its place in a list of `count` columns, from 1 on, or 0 if `listed` is 0. */
export function mark(columns: usize, count: usize, positions: usize, listed: u32): void {
  for (let i: usize = 0; i < count; i++) {
    const place = positions + (<usize>load<u32>(columns + (i << 2)) << 2);
    store<u32>(place, (<u32>i + 1) * listed);
  }
}

/** Clears dW[column] for the columns from…to of an older list that have no place in the newest one. */
export function clearStale(columns: usize, positions: usize, dw: usize, units: usize, from: usize, to: usize): void {
  const bytes = units << 2;
  for (let i = from; i < to; i++) {
    const column = <usize>load<u32>(columns + (i << 2));
    if (load<u32>(positions + (column << 2)) == 0) memory.fill(dw + column * bytes, 0, bytes);
  }
}

/** The gradient of the column at place `i` of the list, Σ value·dz[sample], to `out`. */
// @ts-ignore: decorator
@inline
function columnGradient(starts: usize, samples: usize, values: usize, dz: usize, out: usize, units: usize, i: usize): void {
  memory.fill(out, 0, units << 2);
  const first = <usize>load<u32>(starts + (i << 2));
  const last = <usize>load<u32>(starts + (i << 2), 4);
  gatherRow(samples + (first << 2), values + (first << 2), last - first, dz, out, units);
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

// @ts-ignore: decorator
@inline
function squaresOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(madd(a, a, f32x4.mul(b, b)), madd(c, c, f32x4.mul(d, d)));
}

/**
 * w −= rate·g for one row, whose gradient is made and used 32 columns at a time without leaving the registers. Adds g²,
 * |g| and the change's square to `sums`, four floats each, and returns Σw² after the step.
 */
function descendRow(
  samples: usize, values: usize, count: usize, dz: usize, w: usize, units: usize, factors: usize, sums: usize,
): f64 {
  const rate = v128.load32_splat(factors);
  const stride = units << 2;
  const end = samples + (count << 2);
  let squares = f64x2.splat(0);
  for (let at: usize = 0; at < stride; at += 64) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let v = values;
    for (let i = samples; i < end; i += 4) {
      const from = dz + at + <usize>load<u32>(i) * stride;
      const factor = v128.load32_splat(v);
      s0 = madd(factor, v128.load(from), s0);
      s1 = madd(factor, v128.load(from, 16), s1);
      s2 = madd(factor, v128.load(from, 32), s2);
      s3 = madd(factor, v128.load(from, 48), s3);
      v += 4;
    }
    const p = w + at;
    const w0 = v128.load(p), w1 = v128.load(p, 16), w2 = v128.load(p, 32), w3 = v128.load(p, 48);
    const n0 = f32x4.sub(w0, f32x4.mul(rate, s0)), n1 = f32x4.sub(w1, f32x4.mul(rate, s1));
    const n2 = f32x4.sub(w2, f32x4.mul(rate, s2)), n3 = f32x4.sub(w3, f32x4.mul(rate, s3));
    v128.store(p, n0); v128.store(p, n1, 16); v128.store(p, n2, 32); v128.store(p, n3, 48);
    const c0 = f32x4.sub(n0, w0), c1 = f32x4.sub(n1, w1), c2 = f32x4.sub(n2, w2), c3 = f32x4.sub(n3, w3);
    squares = f64x2.add(squares, widenSum(squaresOf(n0, n1, n2, n3)));
    v128.store(sums, f32x4.add(v128.load(sums), squaresOf(s0, s1, s2, s3)));
    const sizes = f32x4.add(
      f32x4.add(f32x4.abs(s0), f32x4.abs(s1)), f32x4.add(f32x4.abs(s2), f32x4.abs(s3)),
    );
    v128.store(sums, f32x4.add(v128.load(sums, 16), sizes), 16);
    v128.store(sums, f32x4.add(v128.load(sums, 32), squaresOf(c0, c1, c2, c3)), 32);
  }
  return sumPair(squares);
}

/**
 * One step of an optimizer that leaves rows without gradient alone, on the columns from…to of the list: the row's
 * gradient is made in `buffer` (units floats) and used at once. `squares` receives Σw² of each row after the step. The
 * sums are those of `optimize`, without that of w.
 */
export function updateTouched(
  columns: usize, starts: usize, samples: usize, values: usize, dz: usize, buffer: usize, kind: i32,
  w: usize, s0: usize, s1: usize, s2: usize, units: usize, factors: usize, squares: usize, sums: usize,
  from: usize, to: usize,
): void {
  const bytes = units << 2;
  let gradientSquares: f64 = 0;
  let gradientAbsolute: f64 = 0;
  let updateSquares: f64 = 0;
  const plain = kind == SGD && (units & 15) == 0;
  for (let i = from; i < to; i++) {
    const column = <usize>load<u32>(columns + (i << 2));
    const at = column * bytes;
    if (plain) {
      v128.store(sums, f32x4.splat(0)); v128.store(sums, f32x4.splat(0), 16); v128.store(sums, f32x4.splat(0), 32);
      const first = <usize>load<u32>(starts + (i << 2));
      const last = <usize>load<u32>(starts + (i << 2), 4);
      const row = descendRow(
        samples + (first << 2), values + (first << 2), last - first, dz, w + at, units, factors, sums,
      );
      gradientSquares += sumPair(widenSum(v128.load(sums)));
      gradientAbsolute += sumPair(widenSum(v128.load(sums, 16)));
      updateSquares += sumPair(widenSum(v128.load(sums, 32)));
      store<f64>(squares + (column << 3), row);
      continue;
    }
    columnGradient(starts, samples, values, dz, buffer, units, i);
    optimize(kind, w + at, buffer, s0 + at, s1 + at, s2 + at, units, factors, sums);
    gradientSquares += load<f64>(sums);
    gradientAbsolute += load<f64>(sums, 8);
    updateSquares += load<f64>(sums, 24);
    store<f64>(squares + (column << 3), sumSquares(w + at, units));
  }
  store<f64>(sums, gradientSquares);
  store<f64>(sums, gradientAbsolute, 8);
  store<f64>(sums, 0, 16);
  store<f64>(sums, updateSquares, 24);
}

/**
 * One step of any optimizer on rows from…to of w, with the gradient that `positions` and the list give or without one: the
 * row `zeros` (units floats). The sums are those of `optimize`.
 */
export function updateAll(
  positions: usize, starts: usize, samples: usize, values: usize, dz: usize, buffer: usize, zeros: usize, kind: i32,
  w: usize, s0: usize, s1: usize, s2: usize, units: usize, factors: usize, sums: usize, from: usize, to: usize,
): void {
  const bytes = units << 2;
  memory.fill(zeros, 0, bytes);
  let gradientSquares: f64 = 0;
  let gradientAbsolute: f64 = 0;
  let weightSquares: f64 = 0;
  let updateSquares: f64 = 0;
  for (let row = from; row < to; row++) {
    const at = row * bytes;
    const position = <usize>load<u32>(positions + (row << 2));
    let g = zeros;
    if (position != 0) {
      columnGradient(starts, samples, values, dz, buffer, units, position - 1);
      g = buffer;
    }
    optimize(kind, w + at, g, s0 + at, s1 + at, s2 + at, units, factors, sums);
    gradientSquares += load<f64>(sums);
    gradientAbsolute += load<f64>(sums, 8);
    weightSquares += load<f64>(sums, 16);
    updateSquares += load<f64>(sums, 24);
  }
  store<f64>(sums, gradientSquares);
  store<f64>(sums, gradientAbsolute, 8);
  store<f64>(sums, weightSquares, 16);
  store<f64>(sums, updateSquares, 24);
}

/** out[row] = Σ w² in float64 for each of `rows` rows. */
export function rowSquares(w: usize, units: usize, rows: usize, out: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    store<f64>(out + (row << 3), sumSquares(w + row * (units << 2), units));
  }
}

/** Σ of `count` float64 numbers, in four sums. */
export function sumDoubles(from: usize, count: usize): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  const whole = from + ((count & ~3) << 3);
  for (; from < whole; from += 32) {
    s0 = f64x2.add(s0, v128.load(from));
    s1 = f64x2.add(s1, v128.load(from, 16));
  }
  let sum = sumPair(f64x2.add(s0, s1));
  for (let i: usize = 0; i < (count & 3); i++) sum += load<f64>(from + (i << 3));
  return sum;
}
