/** Element-wise losses: the sum over all elements in float64, and the gradient times a factor. */
import { loadTail, madd, storeTail, widenSquares, widenSum, sumPair } from './vector/lanes';
import { exp4, log1pUnit4, sigmoid4 } from './vector/math';

const SQUARED: i32 = 0;
const ABSOLUTE: i32 = 1;
const HUBER: i32 = 2;
const SIGMOID_CROSSENTROPY: i32 = 3;

/** The loss of four elements as the sum of two float64 lanes; `e` is o − t. */
// @ts-ignore: decorator
@inline
function values(kind: i32, o: v128, t: v128, e: v128, delta: v128): v128 {
  if (kind == SQUARED) return widenSquares(e);
  const size = f32x4.abs(e);
  if (kind == ABSOLUTE) return widenSum(size);
  if (kind == HUBER) {
    const near = f32x4.mul(f32x4.splat(0.5), f32x4.mul(size, size));
    const far = f32x4.mul(delta, f32x4.sub(size, f32x4.mul(f32x4.splat(0.5), delta)));
    return widenSum(v128.bitselect(near, far, f32x4.le(size, delta)));
  }
  // softplus(o) − o·t, as t·softplus(−o) + (1 − t)·softplus(o), so that nothing cancels.
  const log = log1pUnit4(exp4(f32x4.neg(f32x4.abs(o))));
  const zero = f32x4.splat(0);
  const positive = f32x4.add(f32x4.max(o, zero), log);
  const negative = f32x4.add(f32x4.max(f32x4.neg(o), zero), log);
  return widenSum(madd(t, negative, f32x4.mul(f32x4.sub(f32x4.splat(1), t), positive)));
}

/** The derivative with respect to o. */
// @ts-ignore: decorator
@inline
function slopes(kind: i32, o: v128, t: v128, e: v128, delta: v128): v128 {
  if (kind == SQUARED) return e;
  if (kind == ABSOLUTE) {
    const zero = f32x4.splat(0);
    const up = v128.and(f32x4.splat(1), f32x4.gt(e, zero));
    const sign = f32x4.sub(up, v128.and(f32x4.splat(1), f32x4.lt(e, zero)));
    return v128.bitselect(sign, e, f32x4.eq(e, e));
  }
  if (kind == HUBER) return f32x4.min(f32x4.max(e, f32x4.neg(delta)), delta);
  return f32x4.sub(sigmoid4(o), t);
}

// @ts-ignore: decorator
@inline
function loop(kind: i32, output: usize, target: usize, gradient: usize, length: usize, factor: f32, delta: f32): f64 {
  const factors = f32x4.splat(factor);
  const deltas = f32x4.splat(delta);
  const rest = length & 3;
  const end = output + ((length - rest) << 2);
  let sum = f64x2.splat(0);
  while (output < end) {
    const o = v128.load(output);
    const t = v128.load(target);
    const e = f32x4.sub(o, t);
    sum = f64x2.add(sum, values(kind, o, t, e, deltas));
    if (gradient != 0) {
      v128.store(gradient, f32x4.mul(slopes(kind, o, t, e, deltas), factors));
      gradient += 16;
    }
    output += 16;
    target += 16;
  }
  if (rest != 0) {
    const o = loadTail(output, rest);
    const t = loadTail(target, rest);
    const e = f32x4.sub(o, t);
    const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>rest));
    // A cross-entropy of (0, 0) is not 0: move the lanes that are not there to where it is.
    const far = kind == SIGMOID_CROSSENTROPY ? v128.bitselect(o, f32x4.splat(-1000), inside) : o;
    sum = f64x2.add(sum, values(kind, far, t, e, deltas));
    if (gradient != 0) storeTail(gradient, f32x4.mul(slopes(kind, o, t, e, deltas), factors), rest);
  }
  return sumPair(sum);
}

/**
 * Σ of the loss over `length` elements; writes derivative·factor to `gradient` unless it is 0. Kinds: (o − t)² (derivative o − t:
 * the 2 is in the factor), |o − t|, Huber with `delta`, binary cross-entropy of logits.
 */
export function elementLoss(
  kind: i32, output: usize, target: usize, gradient: usize, length: usize, factor: f32, delta: f32,
): f64 {
  switch (kind) {
    case SQUARED: return loop(SQUARED, output, target, gradient, length, factor, delta);
    case ABSOLUTE: return loop(ABSOLUTE, output, target, gradient, length, factor, delta);
    case HUBER: return loop(HUBER, output, target, gradient, length, factor, delta);
    default: return loop(SIGMOID_CROSSENTROPY, output, target, gradient, length, factor, delta);
  }
}
