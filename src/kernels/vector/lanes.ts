/**
 * Columns that a tile of a matrix product has. In the wide build the engine joins two neighbouring vectors of four into one
 * of eight (scripts/kernels.mjs), so that twice the columns fit into the same registers.
 */
export const PANEL: usize = isDefined(NNSPEC_WIDE) ? 16 : 8;

/** Loads and stores of one to three floats, so that an edge is neither read nor written past its end. */

/** `n` floats at `p` in the low lanes, zero above; n in 1…3. */
// @ts-ignore: decorator
@inline
export function loadTail(p: usize, n: usize): v128 {
  if (n == 1) return v128.load32_zero(p);
  let v = v128.load64_zero(p);
  if (n == 3) v = v128.load32_lane(p, v, 2, 8);
  return v;
}

/** Stores the low `n` lanes; n in 1…3. */
// @ts-ignore: decorator
@inline
export function storeTail(p: usize, v: v128, n: usize): void {
  if (n == 1) {
    v128.store32_lane(p, v, 0);
    return;
  }
  v128.store64_lane(p, v, 0);
  if (n == 3) v128.store32_lane(p, v, 2, 8);
}

/** a·b + c: one rounding in the relaxed build where the processor can, two in the plain build. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c − a·b. */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** The sum of all four lanes, in a fixed order. */
// @ts-ignore: decorator
@inline
export function horizontalSum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The four floats widened and summed: an f64x2 whose lanes are v0 + v2 and v1 + v3. */
// @ts-ignore: decorator
@inline
export function widenSum(v: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1)));
}

/** Squares of the four floats in float64, summed in pairs. */
// @ts-ignore: decorator
@inline
export function widenSquares(v: v128): v128 {
  const low = f64x2.promote_low_f32x4(v);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
}

// @ts-ignore: decorator
@inline
export function sumPair(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}
