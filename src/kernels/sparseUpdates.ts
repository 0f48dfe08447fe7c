/** Steps of optimizers on the kernel of a first layer on text: rows of the gradient are made when they are needed. */
import { madd, sumPair, widenSum } from './vector/lanes';
import { SGD } from './generated/formulas/optimizers';
import { update } from './generated/optimizers';
import { gradientAt, placeOf } from './vector/columnGradient';
import { sumSquares } from './vectors';

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
