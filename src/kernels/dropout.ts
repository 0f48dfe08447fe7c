/** Philox 4×32-10 on four counters at once, word for word that of src/base/philox.ts, and the masks drawn from it. */
import { loadTail, storeTail } from './vector/lanes';

/** Low 32 bits of the four products, and the high ones of `multiplyHigh`. */
// @ts-ignore: decorator
@inline
function multiplyHigh(a: v128, b: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, b);
  const high = i64x2.extmul_high_i32x4_u(a, b);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** 0 or `keep` for four words: kept where word ≥ threshold, unsigned. */
// @ts-ignore: decorator
@inline
function maskOf(words: v128, threshold: v128, keep: v128): v128 {
  return v128.and(keep, i32x4.ge_u(words, threshold));
}

// @ts-ignore: decorator
@inline
function apply(x: usize, y: usize, mask: usize, m: v128, left: isize): void {
  if (left >= 4) {
    v128.store(mask, m);
    v128.store(y, f32x4.mul(v128.load(x), m));
  } else if (left > 0) {
    storeTail(mask, m, left);
    storeTail(y, f32x4.mul(loadTail(x, left), m), left);
  }
}

/**
 * y = x ⊙ mask from element `first` (a multiple of 16) to `length`; element i is kept (mask `keep`) where word i & 3 of block (i >> 2, c1, c2, c3) under key (k0, k1) is at
 * least `threshold`, else dropped (mask 0).
 */
export function dropout(
  x: usize, y: usize, mask: usize, first: usize, length: usize, threshold: u32, keep: f32,
  k0: u32, k1: u32, c1: u32, c2: u32, c3: u32,
): void {
  const thresholds = i32x4.splat(threshold);
  const keeps = f32x4.splat(keep);
  const multiplier0 = i32x4.splat(0xd2511f53);
  const multiplier1 = i32x4.splat(0xcd9e8d57);
  x += first << 2;
  y += first << 2;
  mask += first << 2;
  for (let i = first; i < length; i += 16) {
    let x0 = i32x4.add(i32x4.splat(<i32>(i >> 2)), i32x4(0, 1, 2, 3));
    let x1 = i32x4.splat(c1);
    let x2 = i32x4.splat(c2);
    let x3 = i32x4.splat(c3);
    let key0 = k0;
    let key1 = k1;
    for (let round = 0; round < 10; round++) {
      const high0 = multiplyHigh(multiplier0, x0);
      const low0 = i32x4.mul(multiplier0, x0);
      const high1 = multiplyHigh(multiplier1, x2);
      const low1 = i32x4.mul(multiplier1, x2);
      x0 = v128.xor(v128.xor(high1, x1), i32x4.splat(key0));
      x1 = low1;
      x2 = v128.xor(v128.xor(high0, x3), i32x4.splat(key1));
      x3 = low0;
      key0 += 0x9e3779b9;
      key1 += 0xbb67ae85;
    }
    // Lane j of x0…x3 is block j: turned, so that the words of one block lie together.
    const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    const high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    const left = <isize>(length - i);
    apply(x, y, mask, maskOf(v128.shuffle<i32>(low01, low23, 0, 1, 4, 5), thresholds, keeps), left);
    apply(x + 16, y + 16, mask + 16, maskOf(v128.shuffle<i32>(low01, low23, 2, 3, 6, 7), thresholds, keeps), left - 4);
    apply(x + 32, y + 32, mask + 32, maskOf(v128.shuffle<i32>(high01, high23, 0, 1, 4, 5), thresholds, keeps), left - 8);
    apply(x + 48, y + 48, mask + 48, maskOf(v128.shuffle<i32>(high01, high23, 2, 3, 6, 7), thresholds, keeps), left - 12);
    x += 64;
    y += 64;
    mask += 64;
  }
}
