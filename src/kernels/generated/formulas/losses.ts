/** Element-wise losses and their derivatives, four outputs at a time. Written by `npm run generate` from src/kinds/losses. */
import { madd, widenSquares, widenSum } from '../../vector/lanes';
import { exp4, log1pUnit4, sigmoid4 } from '../../vector/math';

export const SQUARED: i32 = 0;
export const ABSOLUTE: i32 = 1;
export const HUBER: i32 = 2;
export const SIGMOID_CROSSENTROPY: i32 = 3;
export const HINGE: i32 = 4;

/** The loss of four outputs as the sum of two float64 lanes; `e` is o − t. */
// @ts-ignore: decorator
@inline
export function value(kind: i32, o: v128, t: v128, e: v128, parameter: v128): v128 {
  if (kind == ABSOLUTE) return widenSum(f32x4.abs(e));
  if (kind == HUBER) {
    const size = f32x4.abs(e);
    const near = f32x4.mul(f32x4.splat(0.5), f32x4.mul(size, size));
    const far = f32x4.mul(parameter, f32x4.sub(size, f32x4.mul(f32x4.splat(0.5), parameter)));
    return widenSum(v128.bitselect(near, far, f32x4.le(size, parameter)));
  }
  if (kind == SIGMOID_CROSSENTROPY) {
    const log = log1pUnit4(exp4(f32x4.neg(f32x4.abs(o))));
    const zero = f32x4.splat(0);
    const positive = f32x4.add(f32x4.max(o, zero), log);
    const negative = f32x4.add(f32x4.max(f32x4.neg(o), zero), log);
    return widenSum(madd(t, negative, f32x4.mul(f32x4.sub(f32x4.splat(1), t), positive)));
  }
  if (kind == HINGE) return widenSum(f32x4.max(f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.sub(f32x4.add(t, t), f32x4.splat(1)), o)), f32x4.splat(0)));
  return widenSquares(e);
}

/** The derivative with respect to o. */
// @ts-ignore: decorator
@inline
export function slope(kind: i32, o: v128, t: v128, e: v128, parameter: v128): v128 {
  if (kind == ABSOLUTE) {
    const zero = f32x4.splat(0);
    const up = v128.and(f32x4.splat(1), f32x4.gt(e, zero));
    const sign = f32x4.sub(up, v128.and(f32x4.splat(1), f32x4.lt(e, zero)));
    return v128.bitselect(sign, e, f32x4.eq(e, e));
  }
  if (kind == HUBER) return f32x4.min(f32x4.max(e, f32x4.neg(parameter)), parameter);
  if (kind == SIGMOID_CROSSENTROPY) return f32x4.sub(sigmoid4(o), t);
  if (kind == HINGE) return v128.and(f32x4.neg(f32x4.sub(f32x4.add(t, t), f32x4.splat(1))), f32x4.gt(f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.sub(f32x4.add(t, t), f32x4.splat(1)), o)), f32x4.splat(0)));
  return e;
}

/** An output that costs nothing where the target is 0. */
// @ts-ignore: decorator
@inline
export function freeOutput(kind: i32): f32 {
  if (kind == SIGMOID_CROSSENTROPY) return -1000;
  if (kind == HINGE) return -1000;
  return 0;
}
