/**
 * The heart of the matrix products: one tile of C, at most 6 rows by 8 columns, held in twelve registers while
 * it runs down packed panels of A (`rows` values per k) and B (`columns` values per k). Twelve accumulators, two
 * of B and one of A are fifteen of the sixteen vector registers of x64, and twelve independent sums are enough
 * to keep two multiply-add units of latency four busy.
 */
import { madd } from './lanes';

/**
 * tile = start + A·B. The start is read at `start` with `startStride` bytes from row to row (0: the same row for
 * all, a bias). `rows` (1…6) and `wide` (8 columns, else 4) must be constants: the compiler drops what they rule out.
 */
// @ts-ignore: decorator
@inline
function tile(
  rows: i32, wide: bool, depth: usize, a: usize, b: usize,
  start: usize, startStride: usize, c: usize, stride: usize,
): void {
  let c00 = v128.load(start), c01 = f32x4.splat(0);
  let c10 = c01, c11 = c01, c20 = c01, c21 = c01, c30 = c01, c31 = c01, c40 = c01, c41 = c01, c50 = c01, c51 = c01;
  if (wide) c01 = v128.load(start, 16);
  start += startStride;
  if (rows > 1) { c10 = v128.load(start); if (wide) c11 = v128.load(start, 16); start += startStride; }
  if (rows > 2) { c20 = v128.load(start); if (wide) c21 = v128.load(start, 16); start += startStride; }
  if (rows > 3) { c30 = v128.load(start); if (wide) c31 = v128.load(start, 16); start += startStride; }
  if (rows > 4) { c40 = v128.load(start); if (wide) c41 = v128.load(start, 16); start += startStride; }
  if (rows > 5) { c50 = v128.load(start); if (wide) c51 = v128.load(start, 16); }
  const stepA: usize = (<usize>rows) << 2;
  const stepB: usize = wide ? 32 : 16;
  const end = b + depth * stepB;
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = wide ? v128.load(b, 16) : b0;
    let s = v128.load32_splat(a);
    c00 = madd(s, b0, c00); if (wide) c01 = madd(s, b1, c01);
    if (rows > 1) { s = v128.load32_splat(a, 4); c10 = madd(s, b0, c10); if (wide) c11 = madd(s, b1, c11); }
    if (rows > 2) { s = v128.load32_splat(a, 8); c20 = madd(s, b0, c20); if (wide) c21 = madd(s, b1, c21); }
    if (rows > 3) { s = v128.load32_splat(a, 12); c30 = madd(s, b0, c30); if (wide) c31 = madd(s, b1, c31); }
    if (rows > 4) { s = v128.load32_splat(a, 16); c40 = madd(s, b0, c40); if (wide) c41 = madd(s, b1, c41); }
    if (rows > 5) { s = v128.load32_splat(a, 20); c50 = madd(s, b0, c50); if (wide) c51 = madd(s, b1, c51); }
    a += stepA;
    b += stepB;
  }
  v128.store(c, c00); if (wide) v128.store(c, c01, 16);
  if (rows > 1) { c += stride; v128.store(c, c10); if (wide) v128.store(c, c11, 16); }
  if (rows > 2) { c += stride; v128.store(c, c20); if (wide) v128.store(c, c21, 16); }
  if (rows > 3) { c += stride; v128.store(c, c30); if (wide) v128.store(c, c31, 16); }
  if (rows > 4) { c += stride; v128.store(c, c40); if (wide) v128.store(c, c41, 16); }
  if (rows > 5) { c += stride; v128.store(c, c50); if (wide) v128.store(c, c51, 16); }
}

/** One tile of `rows` by 8 (wide) or 4 columns; strides in bytes. */
export function multiplyTile(
  rows: usize, wide: bool, depth: usize, a: usize, b: usize,
  start: usize, startStride: usize, c: usize, stride: usize,
): void {
  if (wide) {
    if (rows == 6) tile(6, true, depth, a, b, start, startStride, c, stride);
    else if (rows == 5) tile(5, true, depth, a, b, start, startStride, c, stride);
    else if (rows == 4) tile(4, true, depth, a, b, start, startStride, c, stride);
    else if (rows == 3) tile(3, true, depth, a, b, start, startStride, c, stride);
    else if (rows == 2) tile(2, true, depth, a, b, start, startStride, c, stride);
    else tile(1, true, depth, a, b, start, startStride, c, stride);
  } else {
    if (rows == 6) tile(6, false, depth, a, b, start, startStride, c, stride);
    else if (rows == 5) tile(5, false, depth, a, b, start, startStride, c, stride);
    else if (rows == 4) tile(4, false, depth, a, b, start, startStride, c, stride);
    else if (rows == 3) tile(3, false, depth, a, b, start, startStride, c, stride);
    else if (rows == 2) tile(2, false, depth, a, b, start, startStride, c, stride);
    else tile(1, false, depth, a, b, start, startStride, c, stride);
  }
}
