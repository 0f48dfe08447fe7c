/**
 * The heart of the matrix products: one tile of C, at most 6 rows by PANEL columns, held in twelve registers while
 * it runs down packed panels of A (`rows` values per k) and B (`columns` values per k). Twelve accumulators, two
 * of B and one of A are fifteen of the sixteen vector registers of x64, and twelve independent sums are enough
 * to keep two multiply-add units of latency four busy. In the wide build a register is what the engine makes of two
 * neighbouring vectors of four: the lines below come in pairs for it, and each pair is one instruction.
 */
import { madd, PANEL } from './lanes';

/**
 * tile = start + A·B. A is packed, or else (`aStepM` not 0) read where it is, its rows `aStepM` bytes apart. The start is
 * read at `start` with `startStride` bytes from row to row (0: the same row for all, a bias). `rows` (1…6), `columns` (4, 8
 * or 16) and `packed` must be constants: the compiler drops what they rule out.
 */
// @ts-ignore: decorator
@inline
function tile(
  packed: bool, rows: i32, columns: i32, depth: usize, a: usize, aStepM: usize, b: usize,
  start: usize, startStride: usize, c: usize, stride: usize,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero;
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  let c20 = zero, c21 = zero, c22 = zero, c23 = zero;
  let c30 = zero, c31 = zero, c32 = zero, c33 = zero;
  let c40 = zero, c41 = zero, c42 = zero, c43 = zero;
  let c50 = zero, c51 = zero, c52 = zero, c53 = zero;
  c00 = v128.load(start); if (columns > 4) c01 = v128.load(start, 16); if (columns > 8) { c02 = v128.load(start, 32); c03 = v128.load(start, 48); }
  if (rows > 1) { start += startStride; c10 = v128.load(start); if (columns > 4) c11 = v128.load(start, 16); if (columns > 8) { c12 = v128.load(start, 32); c13 = v128.load(start, 48); } }
  if (rows > 2) { start += startStride; c20 = v128.load(start); if (columns > 4) c21 = v128.load(start, 16); if (columns > 8) { c22 = v128.load(start, 32); c23 = v128.load(start, 48); } }
  if (rows > 3) { start += startStride; c30 = v128.load(start); if (columns > 4) c31 = v128.load(start, 16); if (columns > 8) { c32 = v128.load(start, 32); c33 = v128.load(start, 48); } }
  if (rows > 4) { start += startStride; c40 = v128.load(start); if (columns > 4) c41 = v128.load(start, 16); if (columns > 8) { c42 = v128.load(start, 32); c43 = v128.load(start, 48); } }
  if (rows > 5) { start += startStride; c50 = v128.load(start); if (columns > 4) c51 = v128.load(start, 16); if (columns > 8) { c52 = v128.load(start, 32); c53 = v128.load(start, 48); } }
  const stepA: usize = packed ? (<usize>rows) << 2 : 4;
  let a1 = a + aStepM, a2 = a1 + aStepM, a3 = a2 + aStepM, a4 = a3 + aStepM, a5 = a4 + aStepM;
  const stepB: usize = (<usize>columns) << 2;
  const end = b + depth * stepB;
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = columns > 4 ? v128.load(b, 16) : b0;
    const b2 = columns > 8 ? v128.load(b, 32) : b0;
    const b3 = columns > 8 ? v128.load(b, 48) : b0;
    let s = v128.load32_splat(a);
    c00 = madd(s, b0, c00); if (columns > 4) c01 = madd(s, b1, c01); if (columns > 8) { c02 = madd(s, b2, c02); c03 = madd(s, b3, c03); }
    if (rows > 1) { s = packed ? v128.load32_splat(a, 4) : v128.load32_splat(a1); c10 = madd(s, b0, c10); if (columns > 4) c11 = madd(s, b1, c11); if (columns > 8) { c12 = madd(s, b2, c12); c13 = madd(s, b3, c13); } }
    if (rows > 2) { s = packed ? v128.load32_splat(a, 8) : v128.load32_splat(a2); c20 = madd(s, b0, c20); if (columns > 4) c21 = madd(s, b1, c21); if (columns > 8) { c22 = madd(s, b2, c22); c23 = madd(s, b3, c23); } }
    if (rows > 3) { s = packed ? v128.load32_splat(a, 12) : v128.load32_splat(a3); c30 = madd(s, b0, c30); if (columns > 4) c31 = madd(s, b1, c31); if (columns > 8) { c32 = madd(s, b2, c32); c33 = madd(s, b3, c33); } }
    if (rows > 4) { s = packed ? v128.load32_splat(a, 16) : v128.load32_splat(a4); c40 = madd(s, b0, c40); if (columns > 4) c41 = madd(s, b1, c41); if (columns > 8) { c42 = madd(s, b2, c42); c43 = madd(s, b3, c43); } }
    if (rows > 5) { s = packed ? v128.load32_splat(a, 20) : v128.load32_splat(a5); c50 = madd(s, b0, c50); if (columns > 4) c51 = madd(s, b1, c51); if (columns > 8) { c52 = madd(s, b2, c52); c53 = madd(s, b3, c53); } }
    a += stepA;
    b += stepB;
    if (!packed) {
      if (rows > 1) a1 += 4;
      if (rows > 2) a2 += 4;
      if (rows > 3) a3 += 4;
      if (rows > 4) a4 += 4;
      if (rows > 5) a5 += 4;
    }
  }
  v128.store(c, c00); if (columns > 4) v128.store(c, c01, 16); if (columns > 8) { v128.store(c, c02, 32); v128.store(c, c03, 48); }
  if (rows > 1) { c += stride; v128.store(c, c10); if (columns > 4) v128.store(c, c11, 16); if (columns > 8) { v128.store(c, c12, 32); v128.store(c, c13, 48); } }
  if (rows > 2) { c += stride; v128.store(c, c20); if (columns > 4) v128.store(c, c21, 16); if (columns > 8) { v128.store(c, c22, 32); v128.store(c, c23, 48); } }
  if (rows > 3) { c += stride; v128.store(c, c30); if (columns > 4) v128.store(c, c31, 16); if (columns > 8) { v128.store(c, c32, 32); v128.store(c, c33, 48); } }
  if (rows > 4) { c += stride; v128.store(c, c40); if (columns > 4) v128.store(c, c41, 16); if (columns > 8) { v128.store(c, c42, 32); v128.store(c, c43, 48); } }
  if (rows > 5) { c += stride; v128.store(c, c50); if (columns > 4) v128.store(c, c51, 16); if (columns > 8) { v128.store(c, c52, 32); v128.store(c, c53, 48); } }
}

/** One tile of `rows` by `columns` (4, 8, or 16 in the wide build), A packed (`aStepM` 0) or not; strides in bytes. */
export function multiplyTile(
  rows: usize, columns: usize, depth: usize, a: usize, aStepM: usize, b: usize,
  start: usize, startStride: usize, c: usize, stride: usize,
): void {
  if (aStepM != 0) {
    multiplyUnpacked(rows, columns, depth, a, aStepM, b, start, startStride, c, stride);
    return;
  }
  if (PANEL == 16 && columns == 16) {
    if (rows == 6) tile(true, 6, 16, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 5) tile(true, 5, 16, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 4) tile(true, 4, 16, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 3) tile(true, 3, 16, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 2) tile(true, 2, 16, depth, a, 0, b, start, startStride, c, stride);
    else tile(true, 1, 16, depth, a, 0, b, start, startStride, c, stride);
  } else if (columns == 8) {
    if (rows == 6) tile(true, 6, 8, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 5) tile(true, 5, 8, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 4) tile(true, 4, 8, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 3) tile(true, 3, 8, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 2) tile(true, 2, 8, depth, a, 0, b, start, startStride, c, stride);
    else tile(true, 1, 8, depth, a, 0, b, start, startStride, c, stride);
  } else {
    if (rows == 6) tile(true, 6, 4, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 5) tile(true, 5, 4, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 4) tile(true, 4, 4, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 3) tile(true, 3, 4, depth, a, 0, b, start, startStride, c, stride);
    else if (rows == 2) tile(true, 2, 4, depth, a, 0, b, start, startStride, c, stride);
    else tile(true, 1, 4, depth, a, 0, b, start, startStride, c, stride);
  }
}

function multiplyUnpacked(
  rows: usize, columns: usize, depth: usize, a: usize, aStepM: usize, b: usize,
  start: usize, startStride: usize, c: usize, stride: usize,
): void {
  if (PANEL == 16 && columns == 16) {
    if (rows == 6) tile(false, 6, 16, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 5) tile(false, 5, 16, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 4) tile(false, 4, 16, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 3) tile(false, 3, 16, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 2) tile(false, 2, 16, depth, a, aStepM, b, start, startStride, c, stride);
    else tile(false, 1, 16, depth, a, aStepM, b, start, startStride, c, stride);
  } else if (columns == 8) {
    if (rows == 6) tile(false, 6, 8, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 5) tile(false, 5, 8, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 4) tile(false, 4, 8, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 3) tile(false, 3, 8, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 2) tile(false, 2, 8, depth, a, aStepM, b, start, startStride, c, stride);
    else tile(false, 1, 8, depth, a, aStepM, b, start, startStride, c, stride);
  } else {
    if (rows == 6) tile(false, 6, 4, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 5) tile(false, 5, 4, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 4) tile(false, 4, 4, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 3) tile(false, 3, 4, depth, a, aStepM, b, start, startStride, c, stride);
    else if (rows == 2) tile(false, 2, 4, depth, a, aStepM, b, start, startStride, c, stride);
    else tile(false, 1, 4, depth, a, aStepM, b, start, startStride, c, stride);
  }
}
