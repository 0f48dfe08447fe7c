/** Plain passes over one tensor: products, scaling, clipping, penalties and their sums. */
import { loadTail, madd, storeTail, sumPair, widenSquares, widenSum } from './vector/lanes';

/** out = a ⊙ b. */
export function multiply(a: usize, b: usize, out: usize, length: usize): void {
  const rest = length & 3;
  const end = a + ((length - rest) << 2);
  while (a < end) {
    v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    out += 16;
  }
  if (rest != 0) storeTail(out, f32x4.mul(loadTail(a, rest), loadTail(b, rest)), rest);
}

/** g = factor·g. */
export function scale(g: usize, length: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  const rest = length & 3;
  const end = g + ((length - rest) << 2);
  for (; g < end; g += 16) v128.store(g, f32x4.mul(v128.load(g), factors));
  if (rest != 0) storeTail(g, f32x4.mul(loadTail(g, rest), factors), rest);
}

/** g limited to [−limit, limit]; NaN stays. */
export function clipValue(g: usize, length: usize, limit: f32): void {
  const high = f32x4.splat(limit);
  const low = f32x4.splat(-limit);
  const rest = length & 3;
  const end = g + ((length - rest) << 2);
  for (; g < end; g += 16) v128.store(g, f32x4.min(f32x4.max(v128.load(g), low), high));
  if (rest != 0) storeTail(g, f32x4.min(f32x4.max(loadTail(g, rest), low), high), rest);
}

/** g += factor·w. */
export function addScaled(g: usize, w: usize, length: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  const rest = length & 3;
  const end = g + ((length - rest) << 2);
  while (g < end) {
    v128.store(g, madd(factors, v128.load(w), v128.load(g)));
    g += 16;
    w += 16;
  }
  if (rest != 0) storeTail(g, madd(factors, loadTail(w, rest), loadTail(g, rest)), rest);
}

/** Σ x² in float64. */
export function sumSquares(x: usize, length: usize): f64 {
  const rest = length & 3;
  const end = x + ((length - rest) << 2);
  let sum = f64x2.splat(0);
  for (; x < end; x += 16) sum = f64x2.add(sum, widenSquares(v128.load(x)));
  if (rest != 0) sum = f64x2.add(sum, widenSquares(loadTail(x, rest)));
  return sumPair(sum);
}

/** Σ |x| in float64. */
export function sumAbsolute(x: usize, length: usize): f64 {
  const rest = length & 3;
  const end = x + ((length - rest) << 2);
  let sum = f64x2.splat(0);
  for (; x < end; x += 16) sum = f64x2.add(sum, widenSum(f32x4.abs(v128.load(x))));
  if (rest != 0) sum = f64x2.add(sum, widenSum(f32x4.abs(loadTail(x, rest))));
  return sumPair(sum);
}

/** l1·sign(w) + l2·w, with sign 0 at 0. */
// @ts-ignore: decorator
@inline
function penaltySlope(w: v128, l1: v128, l2: v128): v128 {
  const zero = f32x4.splat(0);
  const up = v128.and(l1, f32x4.gt(w, zero));
  const sign = f32x4.sub(up, v128.and(l1, f32x4.lt(w, zero)));
  return madd(l2, w, sign);
}

/** g += l1·sign(w) + l2·w; Σ|w| and Σw² go to `sums` (float64). */
export function penalize(w: usize, g: usize, length: usize, l1: f32, l2: f32, sums: usize): void {
  const firsts = f32x4.splat(l1);
  const seconds = f32x4.splat(l2);
  const rest = length & 3;
  const end = w + ((length - rest) << 2);
  let absolute = f64x2.splat(0);
  let squares = f64x2.splat(0);
  while (w < end) {
    const v = v128.load(w);
    v128.store(g, f32x4.add(v128.load(g), penaltySlope(v, firsts, seconds)));
    absolute = f64x2.add(absolute, widenSum(f32x4.abs(v)));
    squares = f64x2.add(squares, widenSquares(v));
    w += 16;
    g += 16;
  }
  if (rest != 0) {
    const v = loadTail(w, rest);
    storeTail(g, f32x4.add(loadTail(g, rest), penaltySlope(v, firsts, seconds)), rest);
    absolute = f64x2.add(absolute, widenSum(f32x4.abs(v)));
    squares = f64x2.add(squares, widenSquares(v));
  }
  store<f64>(sums, sumPair(absolute));
  store<f64>(sums, sumPair(squares), 8);
}
