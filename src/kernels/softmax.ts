/** Row-wise softmax, its Jacobian and its fused loss. Sums are taken in float64, in the order of the columns. */
import { loadTail, storeTail, sumPair, widenSum } from './vector/lanes';
import { exp4 } from './vector/math';

/** The largest of a row without NaN; with one, any number will do: every e^(z − max) is added, also that of the NaN. */
// @ts-ignore: decorator
@inline
function rowMaximum(z: usize, units: usize): f32 {
  const rest = units & 3;
  const end = z + ((units - rest) << 2);
  let best: f32 = -Infinity;
  if (units >= 4) {
    let lanes = v128.load(z);
    for (let p = z + 16; p < end; p += 16) lanes = f32x4.pmax(lanes, v128.load(p));
    lanes = f32x4.pmax(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
    best = max(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1));
  }
  for (let i: usize = 0; i < rest; i++) best = max(best, load<f32>(end + (i << 2)));
  return best;
}

/** Lanes from `rest` on set to zero; rest in 1…3. */
// @ts-ignore: decorator
@inline
function keepLow(v: v128, rest: usize): v128 {
  return v128.and(v, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>rest)));
}

/** Writes e^(z − max) to `out` unless it is 0, and returns the sum. */
// @ts-ignore: decorator
@inline
function exponentials(z: usize, out: usize, units: usize, top: f32): f64 {
  const rest = units & 3;
  const end = z + ((units - rest) << 2);
  const tops = f32x4.splat(top);
  let sum = f64x2.splat(0);
  while (z < end) {
    const e = exp4(f32x4.sub(v128.load(z), tops));
    sum = f64x2.add(sum, widenSum(e));
    if (out != 0) {
      v128.store(out, e);
      out += 16;
    }
    z += 16;
  }
  if (rest != 0) {
    const e = exp4(f32x4.sub(loadTail(z, rest), tops));
    if (out != 0) storeTail(out, e, rest);
    sum = f64x2.add(sum, widenSum(keepLow(e, rest)));
  }
  return sumPair(sum);
}

/** a = softmax(z) for every row; z and a may be the same. */
export function softmax(z: usize, a: usize, rows: usize, units: usize): void {
  const rest = units & 3;
  for (let row: usize = 0; row < rows; row++) {
    const factor = f32x4.splat(<f32>(1 / exponentials(z, a, units, rowMaximum(z, units))));
    const end = a + ((units - rest) << 2);
    let p = a;
    for (; p < end; p += 16) v128.store(p, f32x4.mul(v128.load(p), factor));
    if (rest != 0) storeTail(p, f32x4.mul(loadTail(p, rest), factor), rest);
    z += units << 2;
    a += units << 2;
  }
}

/** dz = a ⊙ (da − Σ a·da) for every row; da and dz may be the same. */
export function softmaxBackward(a: usize, da: usize, dz: usize, rows: usize, units: usize): void {
  const rest = units & 3;
  const whole = (units - rest) << 2;
  for (let row: usize = 0; row < rows; row++) {
    let sum = f64x2.splat(0);
    for (let i: usize = 0; i < whole; i += 16) {
      sum = f64x2.add(sum, widenSum(f32x4.mul(v128.load(a + i), v128.load(da + i))));
    }
    if (rest != 0) sum = f64x2.add(sum, widenSum(f32x4.mul(loadTail(a + whole, rest), loadTail(da + whole, rest))));
    const dot = f32x4.splat(<f32>sumPair(sum));
    for (let i: usize = 0; i < whole; i += 16) {
      v128.store(dz + i, f32x4.mul(v128.load(a + i), f32x4.sub(v128.load(da + i), dot)));
    }
    if (rest != 0) {
      const tail = f32x4.mul(loadTail(a + whole, rest), f32x4.sub(loadTail(da + whole, rest), dot));
      storeTail(dz + whole, tail, rest);
    }
    a += units << 2;
    da += units << 2;
    dz += units << 2;
  }
}

/**
 * Σ over rows of −Σ t·ln softmax(z), and unless `gradient` is 0 (p·Σt − t)·factor there. A
 * target of 0 adds nothing, whatever its logit.
 */
export function softmaxCrossentropy(
  z: usize, target: usize, gradient: usize, rows: usize, units: usize, factor: f32,
): f64 {
  const bytes = units << 2;
  let total: f64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    const top = rowMaximum(z, units);
    const sum = exponentials(z, gradient, units, top);
    const logSum = Math.log(sum) + top;
    let mass: f64 = 0;
    let loss: f64 = 0;
    for (let i: usize = 0; i < bytes; i += 16) {
      // Most targets are zeros.
      const next = min(i + 16, bytes);
      if (next == i + 16 && !v128.any_true(v128.load(target + i))) continue;
      for (let j = i; j < next; j += 4) {
        const t = <f64>load<f32>(target + j);
        if (t != 0) {
          mass += t;
          loss += t * (logSum - <f64>load<f32>(z + j));
        }
      }
    }
    total += loss;
    if (gradient != 0) {
      const share = f32x4.splat(<f32>(mass / sum));
      const factors = f32x4.splat(factor);
      const rest = units & 3;
      const whole = (units - rest) << 2;
      for (let i: usize = 0; i < whole; i += 16) {
        const p = f32x4.mul(v128.load(gradient + i), share);
        v128.store(gradient + i, f32x4.mul(f32x4.sub(p, v128.load(target + i)), factors));
      }
      if (rest != 0) {
        const p = f32x4.mul(loadTail(gradient + whole, rest), share);
        storeTail(gradient + whole, f32x4.mul(f32x4.sub(p, loadTail(target + whole, rest)), factors), rest);
      }
      gradient += bytes;
    }
    z += bytes;
    target += bytes;
  }
  return total;
}
