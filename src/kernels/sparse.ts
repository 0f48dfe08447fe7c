/** The first layer on text: sums of the kernel's rows that a sample names, and the way back. */
import { loadTail, madd, PANEL, storeTail, sumPair, widenSum } from './vector/lanes';
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

/** Behind the float64 sums: the gradient of one block. */
const GRADIENT: usize = 64;
/** Bytes of a row that are summed in float32 before they are widened, as in optimizers.ts. */
const BLOCK: usize = 1024;

/**
 * The gradient of `columns` (16, or 64 in the wide build: a constant) columns of a row, Σ value·dz[sample], to `to`: all of
 * it stays in registers until it is whole.
 */
// @ts-ignore: decorator
@inline
function gatherStrip(
  samples: usize, values: usize, count: usize, dz: usize, stride: usize, to: usize, columns: i32,
): void {
  const zero = f32x4.splat(0);
  let g0 = zero, g1 = zero, g2 = zero, g3 = zero;
  let g4 = zero, g5 = zero, g6 = zero, g7 = zero;
  let g8 = zero, g9 = zero, g10 = zero, g11 = zero;
  let g12 = zero, g13 = zero, g14 = zero, g15 = zero;
  for (const end = samples + (count << 2); samples < end; samples += 4) {
    const from = dz + <usize>load<u32>(samples) * stride;
    const factor = v128.load32_splat(values);
    g0 = madd(factor, v128.load(from), g0); g1 = madd(factor, v128.load(from, 16), g1);
    g2 = madd(factor, v128.load(from, 32), g2); g3 = madd(factor, v128.load(from, 48), g3);
    if (columns > 16) {
      g4 = madd(factor, v128.load(from, 64), g4); g5 = madd(factor, v128.load(from, 80), g5);
      g6 = madd(factor, v128.load(from, 96), g6); g7 = madd(factor, v128.load(from, 112), g7);
      g8 = madd(factor, v128.load(from, 128), g8); g9 = madd(factor, v128.load(from, 144), g9);
      g10 = madd(factor, v128.load(from, 160), g10); g11 = madd(factor, v128.load(from, 176), g11);
      g12 = madd(factor, v128.load(from, 192), g12); g13 = madd(factor, v128.load(from, 208), g13);
      g14 = madd(factor, v128.load(from, 224), g14); g15 = madd(factor, v128.load(from, 240), g15);
    }
    values += 4;
  }
  v128.store(to, g0); v128.store(to, g1, 16); v128.store(to, g2, 32); v128.store(to, g3, 48);
  if (columns > 16) {
    v128.store(to, g4, 64); v128.store(to, g5, 80); v128.store(to, g6, 96); v128.store(to, g7, 112);
    v128.store(to, g8, 128); v128.store(to, g9, 144); v128.store(to, g10, 160); v128.store(to, g11, 176);
    v128.store(to, g12, 192); v128.store(to, g13, 208); v128.store(to, g14, 224); v128.store(to, g15, 240);
  }
}

/** The eight floats at `p`, summed in float64 once the even vector and the odd one are together. */
// @ts-ignore: decorator
@inline
function pairSum(p: usize): f64 {
  return sumPair(widenSum(f32x4.add(v128.load(p), v128.load(p, 16))));
}

/**
 * w −= rate·g for one row, whose gradient is made a strip of columns at a time in registers and a block at a time in the
 * cache. Adds Σg², Σ|g| and ΣΔw² to the three float64 at `sums` and returns Σw² after the step. Sums run over every other
 * vector, so that all builds add in the same order.
 */
function descendRow(
  samples: usize, values: usize, count: usize, dz: usize, w: usize, units: usize, factors: usize, sums: usize,
): f64 {
  const stride = units << 2;
  const rate = v128.load32_splat(factors);
  const gradient = sums + GRADIENT;
  let squares: f64 = 0;
  for (let first: usize = 0; first < stride; first += BLOCK) {
    const bytes = min<usize>(BLOCK, stride - first);
    let at: usize = 0;
    if (PANEL == 16) {
      for (; at + 256 <= bytes; at += 256)
        gatherStrip(samples, values, count, dz + first + at, stride, gradient + at, 64);
    }
    for (; at < bytes; at += 64) gatherStrip(samples, values, count, dz + first + at, stride, gradient + at, 16);
    let gs0 = f32x4.splat(0), gs1 = gs0, ga0 = gs0, ga1 = gs0, us0 = gs0, us1 = gs0, ws0 = gs0, ws1 = gs0;
    for (at = 0; at < bytes; at += 32) {
      const p = w + first + at;
      const g0 = v128.load(gradient + at), g1 = v128.load(gradient + at, 16);
      const w0 = v128.load(p), w1 = v128.load(p, 16);
      const n0 = f32x4.sub(w0, f32x4.mul(rate, g0)), n1 = f32x4.sub(w1, f32x4.mul(rate, g1));
      const c0 = f32x4.sub(n0, w0), c1 = f32x4.sub(n1, w1);
      v128.store(p, n0); v128.store(p, n1, 16);
      gs0 = madd(g0, g0, gs0); gs1 = madd(g1, g1, gs1);
      ga0 = f32x4.add(f32x4.abs(g0), ga0); ga1 = f32x4.add(f32x4.abs(g1), ga1);
      us0 = madd(c0, c0, us0); us1 = madd(c1, c1, us1);
      ws0 = madd(n0, n0, ws0); ws1 = madd(n1, n1, ws1);
    }
    // Side by side in memory, where the gradient is used up: so the engine joins what leads there.
    v128.store(gradient, gs0); v128.store(gradient, gs1, 16); v128.store(gradient, ga0, 32); v128.store(gradient, ga1, 48);
    v128.store(gradient, us0, 64); v128.store(gradient, us1, 80); v128.store(gradient, ws0, 96); v128.store(gradient, ws1, 112);
    store<f64>(sums, load<f64>(sums) + pairSum(gradient));
    store<f64>(sums, load<f64>(sums, 8) + pairSum(gradient + 32), 8);
    store<f64>(sums, load<f64>(sums, 16) + pairSum(gradient + 64), 16);
    squares += pairSum(gradient + 96);
  }
  return squares;
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
  memory.fill(sums, 0, 32);
  for (let i = from; i < to; i++) {
    const column = <usize>load<u32>(columns + (i << 2));
    const at = column * bytes;
    if (plain) {
      const first = <usize>load<u32>(starts + (i << 2));
      const last = <usize>load<u32>(starts + (i << 2), 4);
      store<f64>(squares + (column << 3), descendRow(
        samples + (first << 2), values + (first << 2), last - first, dz, w + at, units, factors, sums,
      ));
      continue;
    }
    columnGradient(starts, samples, values, dz, buffer, units, i);
    optimize(kind, w + at, buffer, s0 + at, s1 + at, s2 + at, units, factors, sums);
    gradientSquares += load<f64>(sums);
    gradientAbsolute += load<f64>(sums, 8);
    updateSquares += load<f64>(sums, 24);
    store<f64>(squares + (column << 3), sumSquares(w + at, units));
  }
  if (plain) {
    store<f64>(sums, load<f64>(sums, 16), 24);
    store<f64>(sums, 0, 16);
    return;
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
