/** Sums down the columns of a row-major matrix, four columns at a time, in float64; batch normalisation. */
import { loadTail, madd, nmadd, storeTail } from './vector/lanes';

// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1));
}

/** Two float64 pairs as four floats. */
// @ts-ignore: decorator
@inline
function narrow(lowPair: v128, highPair: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(lowPair), f32x4.demote_f64x2_zero(highPair), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline
function read(p: usize, width: usize): v128 {
  return width < 4 ? loadTail(p, width) : v128.load(p);
}

// @ts-ignore: decorator
@inline
function write(p: usize, v: v128, width: usize): void {
  if (width < 4) storeTail(p, v, width);
  else v128.store(p, v);
}

/** out[from … to) = Σ over rows of x `[rows, units]`, or with `add` not 0 += that; `from` is a multiple of four. */
export function columnSums(x: usize, out: usize, rows: usize, units: usize, from: usize, to: usize, add: i32): void {
  const stride = units << 2;
  let unit = from;
  // Sixteen columns are a cache line: each is read once.
  for (; unit + 16 <= to; unit += 16) {
    let p = x + (unit << 2);
    const at = out + (unit << 2);
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    if (add != 0) {
      const v0 = v128.load(at), v1 = v128.load(at, 16), v2 = v128.load(at, 32), v3 = v128.load(at, 48);
      s0 = low(v0); s1 = high(v0); s2 = low(v1); s3 = high(v1);
      s4 = low(v2); s5 = high(v2); s6 = low(v3); s7 = high(v3);
    }
    for (let row: usize = 0; row < rows; row++) {
      const v0 = v128.load(p), v1 = v128.load(p, 16), v2 = v128.load(p, 32), v3 = v128.load(p, 48);
      s0 = f64x2.add(s0, low(v0)); s1 = f64x2.add(s1, high(v0));
      s2 = f64x2.add(s2, low(v1)); s3 = f64x2.add(s3, high(v1));
      s4 = f64x2.add(s4, low(v2)); s5 = f64x2.add(s5, high(v2));
      s6 = f64x2.add(s6, low(v3)); s7 = f64x2.add(s7, high(v3));
      p += stride;
    }
    v128.store(at, narrow(s0, s1)); v128.store(at, narrow(s2, s3), 16);
    v128.store(at, narrow(s4, s5), 32); v128.store(at, narrow(s6, s7), 48);
  }
  for (; unit < to; unit += 4) {
    const width = min<usize>(to - unit, 4);
    let p = x + (unit << 2);
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    if (add != 0) {
      const v = read(out + (unit << 2), width);
      sumLow = low(v);
      sumHigh = high(v);
    }
    for (let row: usize = 0; row < rows; row++) {
      const v = read(p, width);
      sumLow = f64x2.add(sumLow, low(v));
      sumHigh = f64x2.add(sumHigh, high(v));
      p += stride;
    }
    write(out + (unit << 2), narrow(sumLow, sumHigh), width);
  }
}

/** Mean and biased variance of each column, in two passes. */
export function columnMoments(x: usize, mean: usize, variance: usize, rows: usize, units: usize): void {
  const stride = units << 2;
  const inverse = f64x2.splat(1 / <f64>rows);
  for (let unit: usize = 0; unit < units; unit += 4) {
    const width = min<usize>(units - unit, 4);
    const start = x + (unit << 2);
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    let p = start;
    for (let row: usize = 0; row < rows; row++) {
      const v = read(p, width);
      sumLow = f64x2.add(sumLow, low(v));
      sumHigh = f64x2.add(sumHigh, high(v));
      p += stride;
    }
    const meanLow = f64x2.mul(sumLow, inverse);
    const meanHigh = f64x2.mul(sumHigh, inverse);
    let squaresLow = f64x2.splat(0);
    let squaresHigh = f64x2.splat(0);
    p = start;
    for (let row: usize = 0; row < rows; row++) {
      const v = read(p, width);
      const offLow = f64x2.sub(low(v), meanLow);
      const offHigh = f64x2.sub(high(v), meanHigh);
      squaresLow = f64x2.add(squaresLow, f64x2.mul(offLow, offLow));
      squaresHigh = f64x2.add(squaresHigh, f64x2.mul(offHigh, offHigh));
      p += stride;
    }
    write(mean + (unit << 2), narrow(meanLow, meanHigh), width);
    write(variance + (unit << 2), narrow(f64x2.mul(squaresLow, inverse), f64x2.mul(squaresHigh, inverse)), width);
  }
}

/** γ/√(variance + ε), or 1/√(variance + ε) if gamma is 0, for four columns. */
// @ts-ignore: decorator
@inline
function inverseDeviation(variance: usize, gamma: usize, epsilon: f64, width: usize): v128 {
  const v = read(variance, width);
  const one = f64x2.splat(1);
  const e = f64x2.splat(epsilon);
  let lowPair = f64x2.div(one, f64x2.sqrt(f64x2.add(low(v), e)));
  let highPair = f64x2.div(one, f64x2.sqrt(f64x2.add(high(v), e)));
  if (gamma != 0) {
    const g = read(gamma, width);
    lowPair = f64x2.mul(lowPair, low(g));
    highPair = f64x2.mul(highPair, high(g));
  }
  return narrow(lowPair, highPair);
}

/** xHat = (x − mean)/√(variance + ε), y = γ·xHat + β; gamma or beta 0 stands for ones or zeros. */
export function normalize(
  x: usize, mean: usize, variance: usize, epsilon: f64, gamma: usize, beta: usize, xHat: usize, y: usize,
  rows: usize, units: usize,
): void {
  const stride = units << 2;
  for (let unit: usize = 0; unit < units; unit += 4) {
    const width = min<usize>(units - unit, 4);
    const at = unit << 2;
    const center = read(mean + at, width);
    const factor = inverseDeviation(variance + at, 0, epsilon, width);
    const scale = gamma != 0 ? read(gamma + at, width) : f32x4.splat(1);
    const shift = beta != 0 ? read(beta + at, width) : f32x4.splat(0);
    let offset = at;
    for (let row: usize = 0; row < rows; row++) {
      const hat = f32x4.mul(f32x4.sub(read(x + offset, width), center), factor);
      write(xHat + offset, hat, width);
      write(y + offset, madd(scale, hat, shift), width);
      offset += stride;
    }
  }
}

/** dγ = Σ dy·xHat, dβ = Σ dy (0: not wanted), dx = γ/√(variance + ε)·(dy − dβ/n − xHat·dγ/n). */
export function normalizeBackward(
  dy: usize, xHat: usize, variance: usize, epsilon: f64, gamma: usize, dGamma: usize, dBeta: usize, dx: usize,
  rows: usize, units: usize,
): void {
  const stride = units << 2;
  const inverse = f64x2.splat(1 / <f64>rows);
  for (let unit: usize = 0; unit < units; unit += 4) {
    const width = min<usize>(units - unit, 4);
    const at = unit << 2;
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    let productLow = f64x2.splat(0);
    let productHigh = f64x2.splat(0);
    let offset = at;
    for (let row: usize = 0; row < rows; row++) {
      const d = read(dy + offset, width);
      const hat = read(xHat + offset, width);
      sumLow = f64x2.add(sumLow, low(d));
      sumHigh = f64x2.add(sumHigh, high(d));
      productLow = f64x2.add(productLow, f64x2.mul(low(d), low(hat)));
      productHigh = f64x2.add(productHigh, f64x2.mul(high(d), high(hat)));
      offset += stride;
    }
    if (dGamma != 0) write(dGamma + at, narrow(productLow, productHigh), width);
    if (dBeta != 0) write(dBeta + at, narrow(sumLow, sumHigh), width);
    const factor = inverseDeviation(variance + at, gamma != 0 ? gamma + at : 0, epsilon, width);
    const meanSum = narrow(f64x2.mul(sumLow, inverse), f64x2.mul(sumHigh, inverse));
    const meanProduct = narrow(f64x2.mul(productLow, inverse), f64x2.mul(productHigh, inverse));
    offset = at;
    for (let row: usize = 0; row < rows; row++) {
      const d = f32x4.sub(read(dy + offset, width), meanSum);
      write(dx + offset, f32x4.mul(factor, nmadd(read(xHat + offset, width), meanProduct, d)), width);
      offset += stride;
    }
  }
}
