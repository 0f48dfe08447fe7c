/** The first layer on text: sums of the kernel's rows that a sample names, and the way back. */
import { loadTail, madd, PANEL, storeTail, sumPair, widenSum } from './vector/lanes';
import { SGD } from './generated/formulas/optimizers';
import { update } from './generated/optimizers';
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

/** The place of the first of `count` ascending columns that is at least `column`. */
function placeOf(columns: usize, count: usize, column: usize): usize {
  let low: usize = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (<usize>load<u32>(columns + (middle << 2)) < column) low = middle + 1;
    else high = middle;
  }
  return low;
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

/** Floats of a row of the gradient that are summed in registers from the first entry to the last. */
const STRIP: usize = PANEL == 16 ? 64 : 32;

/**
 * to = Σ values·dz[sample] over `count` entries, for `columns` (a constant: 64, 32, 16 or 4) floats of each row; rows are
 * `stride` bytes apart, and `dz` is where the first row's floats begin.
 */
// @ts-ignore: decorator
@inline
function gatherStrip(
  samples: usize, values: usize, count: usize, dz: usize, stride: usize, to: usize, columns: usize,
): void {
  const zero = f32x4.splat(0);
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
  let s8 = zero, s9 = zero, s10 = zero, s11 = zero, s12 = zero, s13 = zero, s14 = zero, s15 = zero;
  for (const end = samples + (count << 2); samples < end; samples += 4) {
    const p = dz + <usize>load<u32>(samples) * stride;
    const factor = v128.load32_splat(values);
    s0 = madd(factor, v128.load(p), s0);
    if (columns >= 16) {
      s1 = madd(factor, v128.load(p, 16), s1);
      s2 = madd(factor, v128.load(p, 32), s2); s3 = madd(factor, v128.load(p, 48), s3);
    }
    if (columns >= 32) {
      s4 = madd(factor, v128.load(p, 64), s4); s5 = madd(factor, v128.load(p, 80), s5);
      s6 = madd(factor, v128.load(p, 96), s6); s7 = madd(factor, v128.load(p, 112), s7);
    }
    if (columns >= 64) {
      s8 = madd(factor, v128.load(p, 128), s8); s9 = madd(factor, v128.load(p, 144), s9);
      s10 = madd(factor, v128.load(p, 160), s10); s11 = madd(factor, v128.load(p, 176), s11);
      s12 = madd(factor, v128.load(p, 192), s12); s13 = madd(factor, v128.load(p, 208), s13);
      s14 = madd(factor, v128.load(p, 224), s14); s15 = madd(factor, v128.load(p, 240), s15);
    }
    values += 4;
  }
  v128.store(to, s0);
  if (columns >= 16) {
    v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
  }
  if (columns >= 32) {
    v128.store(to, s4, 64); v128.store(to, s5, 80); v128.store(to, s6, 96); v128.store(to, s7, 112);
  }
  if (columns >= 64) {
    v128.store(to, s8, 128); v128.store(to, s9, 144); v128.store(to, s10, 160); v128.store(to, s11, 176);
    v128.store(to, s12, 192); v128.store(to, s13, 208); v128.store(to, s14, 224); v128.store(to, s15, 240);
  }
}

/** As `gatherStrip`, for the last one to three floats of rows. */
// @ts-ignore: decorator
@inline
function gatherRest(
  samples: usize, values: usize, count: usize, dz: usize, stride: usize, to: usize, rest: usize,
): void {
  let sum = f32x4.splat(0);
  for (const end = samples + (count << 2); samples < end; samples += 4) {
    sum = madd(v128.load32_splat(values), loadTail(dz + <usize>load<u32>(samples) * stride, rest), sum);
    values += 4;
  }
  storeTail(to, sum, rest);
}

/** The gradient of the column at place `i` of the list, Σ value·dz[sample], to `out`. */
function columnGradient(starts: usize, samples: usize, values: usize, dz: usize, out: usize, units: usize, i: usize): void {
  const first = <usize>load<u32>(starts + (i << 2)) << 2;
  const count = <usize>load<u32>(starts + (i << 2), 4) - (first >> 2);
  const stride = units << 2;
  samples += first;
  values += first;
  let at: usize = 0;
  for (; at + (STRIP << 2) <= stride; at += STRIP << 2)
    gatherStrip(samples, values, count, dz + at, stride, out + at, STRIP);
  for (; at + 64 <= stride; at += 64) gatherStrip(samples, values, count, dz + at, stride, out + at, 16);
  for (; at + 16 <= stride; at += 16) gatherStrip(samples, values, count, dz + at, stride, out + at, 4);
  if (at < stride) gatherRest(samples, values, count, dz + at, stride, out + at, units & 3);
}

/**
 * Address of the gradient of the column at place `i`: in `buffer` (units floats), or for a column that one sample
 * has, with the value 1, that sample's row of dz itself. In text most columns of a batch are such.
 */
// @ts-ignore: decorator
@inline
function gradientAt(
  starts: usize, samples: usize, values: usize, dz: usize, buffer: usize, units: usize, i: usize,
): usize {
  const first = <usize>load<u32>(starts + (i << 2)) << 2;
  const last = <usize>load<u32>(starts + (i << 2), 4) << 2;
  if (last - first == 4 && load<f32>(values + first) == 1) return dz + <usize>load<u32>(samples + first) * (units << 2);
  columnGradient(starts, samples, values, dz, buffer, units, i);
  return buffer;
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

/** The bits of a float without its sign, in memory: a constant, and f32x4.abs too, is made anew by the engine each time. */
const MAGNITUDE: usize = memory.data<u32>([0x7fffffff]);
/** Behind the float64 sums: those of one block in float32. */
const BLOCK_SUMS: usize = 64;
/** Bytes of a row that are summed in float32 before they are widened, as in optimizers.ts. */
const BLOCK: usize = 1024;

/** The eight floats at `p`, summed in float64 once the even vector and the odd one are together. */
// @ts-ignore: decorator
@inline
function pairSum(p: usize): f64 {
  return sumPair(widenSum(f32x4.add(v128.load(p), v128.load(p, 16))));
}

/**
 * w −= rate·g for one row of `units` (a multiple of 16) floats. Adds Σg², Σ|g| and ΣΔw² to the three float64 at `sums` and
 * returns Σw² after the step. Sums run over every other vector, so that all builds add in the same order.
 */
function descendRow(w: usize, g: usize, units: usize, factors: usize, sums: usize): f64 {
  const rate = v128.load32_splat(factors);
  const magnitude = v128.load32_splat(MAGNITUDE);
  const p = sums + BLOCK_SUMS;
  const rowEnd = w + (units << 2);
  let squares: f64 = 0;
  while (w < rowEnd) {
    const end = min<usize>(w + BLOCK, rowEnd);
    let gs0 = f32x4.splat(0), gs1 = gs0, ga0 = gs0, ga1 = gs0, us0 = gs0, us1 = gs0, ws0 = gs0, ws1 = gs0;
    for (; w < end; w += 64) {
      const g0 = v128.load(g), g1 = v128.load(g, 16), g2 = v128.load(g, 32), g3 = v128.load(g, 48);
      const w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48);
      const n0 = f32x4.sub(w0, f32x4.mul(rate, g0)), n1 = f32x4.sub(w1, f32x4.mul(rate, g1));
      const n2 = f32x4.sub(w2, f32x4.mul(rate, g2)), n3 = f32x4.sub(w3, f32x4.mul(rate, g3));
      const c0 = f32x4.sub(n0, w0), c1 = f32x4.sub(n1, w1), c2 = f32x4.sub(n2, w2), c3 = f32x4.sub(n3, w3);
      v128.store(w, n0); v128.store(w, n1, 16); v128.store(w, n2, 32); v128.store(w, n3, 48);
      gs0 = f32x4.add(gs0, madd(g2, g2, f32x4.mul(g0, g0))); gs1 = f32x4.add(gs1, madd(g3, g3, f32x4.mul(g1, g1)));
      ga0 = f32x4.add(ga0, f32x4.add(v128.and(g2, magnitude), v128.and(g0, magnitude)));
      ga1 = f32x4.add(ga1, f32x4.add(v128.and(g3, magnitude), v128.and(g1, magnitude)));
      us0 = f32x4.add(us0, madd(c2, c2, f32x4.mul(c0, c0))); us1 = f32x4.add(us1, madd(c3, c3, f32x4.mul(c1, c1)));
      ws0 = f32x4.add(ws0, madd(n2, n2, f32x4.mul(n0, n0))); ws1 = f32x4.add(ws1, madd(n3, n3, f32x4.mul(n1, n1)));
      g += 64;
    }
    // Side by side in memory: so the engine joins what leads there.
    v128.store(p, gs0); v128.store(p, gs1, 16); v128.store(p, ga0, 32); v128.store(p, ga1, 48);
    v128.store(p, us0, 64); v128.store(p, us1, 80); v128.store(p, ws0, 96); v128.store(p, ws1, 112);
    store<f64>(sums, load<f64>(sums) + pairSum(p));
    store<f64>(sums, load<f64>(sums, 8) + pairSum(p + 32), 8);
    store<f64>(sums, load<f64>(sums, 16) + pairSum(p + 64), 16);
    squares += pairSum(p + 96);
  }
  return squares;
}

/**
 * One step of an optimizer that leaves rows without gradient alone, on the columns from…to of the list: the row's
 * gradient is made in `buffer` (units floats) and used at once. `squares` receives Σw² of each row after the step. The
 * sums are those of `update`, without that of w.
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
    const g = gradientAt(starts, samples, values, dz, buffer, units, i);
    if (plain) {
      store<f64>(squares + (column << 3), descendRow(w + at, g, units, factors, sums));
      continue;
    }
    update(kind, w + at, g, s0 + at, s1 + at, s2 + at, units, factors, sums);
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
 * One step of any optimizer on rows from…to of w, with the gradient of those that are in the list of `count` columns, and
 * without one, the row `zeros` (units floats), on the others. The sums are those of `update`.
 */
export function updateAll(
  columns: usize, count: usize, starts: usize, samples: usize, values: usize, dz: usize, buffer: usize, zeros: usize,
  kind: i32, w: usize, s0: usize, s1: usize, s2: usize, units: usize, factors: usize, sums: usize, from: usize, to: usize,
): void {
  const bytes = units << 2;
  memory.fill(zeros, 0, bytes);
  let gradientSquares: f64 = 0;
  let gradientAbsolute: f64 = 0;
  let weightSquares: f64 = 0;
  let updateSquares: f64 = 0;
  let place = placeOf(columns, count, from);
  for (let row = from; row < to; row++) {
    const at = row * bytes;
    let g = zeros;
    if (place < count && <usize>load<u32>(columns + (place << 2)) == row)
      g = gradientAt(starts, samples, values, dz, buffer, units, place++);
    update(kind, w + at, g, s0 + at, s1 + at, s2 + at, units, factors, sums);
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
