/** The common parts of the rules of several optimizers, four weights at a time. */
import { madd, nmadd } from './lanes';

/** √(x + ε inside)·scale + ε outside. */
// @ts-ignore: decorator
@inline
export function root(x: v128, scale: v128, inside: v128, outside: v128): v128 {
  return madd(f32x4.sqrt(f32x4.add(x, inside)), scale, outside);
}

/** share·x + rest·y. */
// @ts-ignore: decorator
@inline
export function blend(x: v128, share: v128, y: v128, rest: v128): v128 {
  return madd(x, share, f32x4.mul(y, rest));
}

// @ts-ignore: decorator
@inline
export function signs(x: v128): v128 {
  const zero = f32x4.splat(0);
  const up = v128.and(f32x4.splat(1), f32x4.gt(x, zero));
  const sign = f32x4.sub(up, v128.and(f32x4.splat(1), f32x4.lt(x, zero)));
  return v128.bitselect(sign, x, f32x4.eq(x, x));
}

/** v − m²: the variance of which n0 is the mean of squares and n1 the mean. */
// @ts-ignore: decorator
@inline
export function spread(n0: v128, n1: v128): v128 {
  // Rounding can leave a spread of zero just below it, and its root would be NaN.
  return f32x4.max(nmadd(n1, n1, n0), f32x4.splat(0));
}
