/** Layer normalisation: the units of each row by their own mean and variance, in float64. */
import { loadTail, madd, storeTail, sumPair, widenSquares, widenSum } from './vector/lanes';

/** Four numbers, or those that are left, and zeros. */
// @ts-ignore: decorator
@inline
function read(p: usize, left: usize): v128 {
  return left < 4 ? loadTail(p, left) : v128.load(p);
}

// @ts-ignore: decorator
@inline
function write(p: usize, v: v128, left: usize): void {
  if (left < 4) storeTail(p, v, left);
  else v128.store(p, v);
}

/**
 * xHat = (x − mean)/√(variance + ε) with the row's own statistics, y = γ·xHat + β; gamma or beta 0 stands for ones or zeros.
 * inverse `[rows]` receives 1/√(variance + ε).
 */
export function normalizeRows(
  x: usize, gamma: usize, beta: usize, xHat: usize, inverse: usize, y: usize, epsilon: f64, rows: usize, units: usize,
): void {
  const bytes = units << 2;
  for (let row: usize = 0; row < rows; row++) {
    let sums = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) sums = f64x2.add(sums, widenSum(read(x + at, (bytes - at) >> 2)));
    const mean = f32x4.splat(<f32>(sumPair(sums) / <f64>units));
    let squares = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const left = (bytes - at) >> 2;
      const off = f32x4.sub(read(x + at, left), mean);
      // Behind the last unit there is nothing, not −mean.
      if (left < 4) storeTail(xHat + at, off, left);
      squares = f64x2.add(squares, widenSquares(left < 4 ? loadTail(xHat + at, left) : off));
    }
    const factor = <f32>(1 / sqrt(sumPair(squares) / <f64>units + epsilon));
    store<f32>(inverse + (row << 2), factor);
    const factors = f32x4.splat(factor);
    for (let at: usize = 0; at < bytes; at += 16) {
      const left = (bytes - at) >> 2;
      const hat = f32x4.mul(f32x4.sub(read(x + at, left), mean), factors);
      const scale = gamma != 0 ? read(gamma + at, left) : f32x4.splat(1);
      const shift = beta != 0 ? read(beta + at, left) : f32x4.splat(0);
      write(xHat + at, hat, left);
      write(y + at, madd(scale, hat, shift), left);
    }
    x += bytes;
    xHat += bytes;
    y += bytes;
  }
}

/** dx = (γ·dy − mean(γ·dy) − xHat·mean(γ·dy·xHat)) · inverse, row by row; gamma 0 stands for ones. */
export function normalizeRowsBackward(
  dy: usize, xHat: usize, inverse: usize, gamma: usize, dx: usize, rows: usize, units: usize,
): void {
  const bytes = units << 2;
  const share = 1 / <f64>units;
  for (let row: usize = 0; row < rows; row++) {
    let sums = f64x2.splat(0);
    let products = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const left = (bytes - at) >> 2;
      const d = read(dy + at, left);
      const scaled = gamma != 0 ? f32x4.mul(d, read(gamma + at, left)) : d;
      sums = f64x2.add(sums, widenSum(scaled));
      products = f64x2.add(products, widenSum(f32x4.mul(scaled, read(xHat + at, left))));
    }
    const mean = f32x4.splat(<f32>(sumPair(sums) * share));
    const product = f32x4.splat(<f32>(sumPair(products) * share));
    const factor = v128.load32_splat(inverse + (row << 2));
    for (let at: usize = 0; at < bytes; at += 16) {
      const left = (bytes - at) >> 2;
      const d = read(dy + at, left);
      const scaled = gamma != 0 ? f32x4.mul(d, read(gamma + at, left)) : d;
      const rest = f32x4.sub(f32x4.sub(scaled, mean), f32x4.mul(read(xHat + at, left), product));
      write(dx + at, f32x4.mul(rest, factor), left);
    }
    dy += bytes;
    xHat += bytes;
    dx += bytes;
  }
}
