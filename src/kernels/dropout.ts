/** Philox 4×32-10 on eight counters at once, word for word that of src/base/philox.ts, and the masks drawn from it. */
import { loadTail, storeTail } from './vector/lanes';

/** Philox's multipliers and Weyl constants. In memory: the engine makes a constant vector anew wherever it is used. */
const PHILOX: usize = memory.data<u32>([0xd2511f53, 0xcd9e8d57, 0x9e3779b9, 0xbb67ae85]);

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

/** Four blocks of words, lane j of x0…x3 being block j: turned, so that the words of one block lie together, and applied. */
// @ts-ignore: decorator
@inline
function applyBlocks(
  x: usize, y: usize, mask: usize, x0: v128, x1: v128, x2: v128, x3: v128, threshold: v128, keep: v128, left: isize,
): void {
  const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  apply(x, y, mask, maskOf(v128.shuffle<i32>(low01, low23, 0, 1, 4, 5), threshold, keep), left);
  apply(x + 16, y + 16, mask + 16, maskOf(v128.shuffle<i32>(low01, low23, 2, 3, 6, 7), threshold, keep), left - 4);
  apply(x + 32, y + 32, mask + 32, maskOf(v128.shuffle<i32>(high01, high23, 0, 1, 4, 5), threshold, keep), left - 8);
  apply(x + 48, y + 48, mask + 48, maskOf(v128.shuffle<i32>(high01, high23, 2, 3, 6, 7), threshold, keep), left - 12);
}

// @ts-ignore: decorator
@inline
function lowWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function highWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}

/**
 * y = x ⊙ mask for the elements `from` (a multiple of 16) to `to`; element i is kept (mask `keep`) where word i & 3 of block (i >> 2, c1, c2, c3) under key (k0, k1) is at
 * least `threshold`, else dropped (mask 0).
 */
export function dropout(
  x: usize, y: usize, mask: usize, from: usize, to: usize, threshold: u32, keep: f32,
  k0: u32, k1: u32, c1: u32, c2: u32, c3: u32,
): void {
  const thresholds = i32x4.splat(threshold);
  const keeps = f32x4.splat(keep);
  const multiplier0 = v128.load32_splat(PHILOX);
  const multiplier1 = v128.load32_splat(PHILOX, 4);
  const weyl0 = v128.load32_splat(PHILOX, 8);
  const weyl1 = v128.load32_splat(PHILOX, 12);
  x += from << 2;
  y += from << 2;
  mask += from << 2;
  for (let i = from; i < to; i += 32) {
    // Two times four blocks, since a product is waited for longer than it takes to begin the next.
    let a0 = i32x4.add(i32x4.splat(<i32>(i >> 2)), i32x4(0, 1, 2, 3)), b0 = i32x4.add(a0, i32x4.splat(4));
    let a1 = i32x4.splat(c1), b1 = a1;
    let a2 = i32x4.splat(c2), b2 = a2;
    let a3 = i32x4.splat(c3), b3 = a3;
    let key0 = i32x4.splat(k0), key1 = i32x4.splat(k1);
    for (let round = 0; round < 10; round++) {
      const ap = i64x2.extmul_low_i32x4_u(multiplier0, a0), aq = i64x2.extmul_high_i32x4_u(multiplier0, a0);
      const ar = i64x2.extmul_low_i32x4_u(multiplier1, a2), at = i64x2.extmul_high_i32x4_u(multiplier1, a2);
      const bp = i64x2.extmul_low_i32x4_u(multiplier0, b0), bq = i64x2.extmul_high_i32x4_u(multiplier0, b0);
      const br = i64x2.extmul_low_i32x4_u(multiplier1, b2), bt = i64x2.extmul_high_i32x4_u(multiplier1, b2);
      a0 = v128.xor(v128.xor(highWords(ar, at), a1), key0);
      a1 = lowWords(ar, at);
      a2 = v128.xor(v128.xor(highWords(ap, aq), a3), key1);
      a3 = lowWords(ap, aq);
      b0 = v128.xor(v128.xor(highWords(br, bt), b1), key0);
      b1 = lowWords(br, bt);
      b2 = v128.xor(v128.xor(highWords(bp, bq), b3), key1);
      b3 = lowWords(bp, bq);
      key0 = i32x4.add(key0, weyl0);
      key1 = i32x4.add(key1, weyl1);
    }
    const left = <isize>(to - i);
    applyBlocks(x, y, mask, a0, a1, a2, a3, thresholds, keeps, left);
    applyBlocks(x + 64, y + 64, mask + 64, b0, b1, b2, b3, thresholds, keeps, left - 16);
    x += 128;
    y += 128;
    mask += 128;
  }
}
