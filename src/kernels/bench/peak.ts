/** Peak rate of the processor: multiply-adds on registers, no memory. For bench/kernels.ts only. */
import { PANEL } from '../vector/lanes';

/** A multiply-add of which no part is the same in every round. */
// @ts-ignore: decorator
@inline
function step(x: v128, y: v128, a: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, a);
  return f32x4.add(f32x4.mul(a, x), y);
}

/**
 * Runs `rounds` rounds of twelve multiply-adds of one register (96 operations each; in the wide build, of a pair of vectors,
 * 192), and stores the sums at `to` (384 bytes), so that none can be left out.
 */
export function peak(rounds: i32, to: usize): void {
  const x = v128.load32_splat(to), y = v128.load32_splat(to, 4);
  let a0 = v128.load(to, 0), a1 = v128.load(to, 32), a2 = v128.load(to, 64), a3 = v128.load(to, 96), a4 = v128.load(to, 128), a5 = v128.load(to, 160), a6 = v128.load(to, 192), a7 = v128.load(to, 224), a8 = v128.load(to, 256), a9 = v128.load(to, 288), a10 = v128.load(to, 320), a11 = v128.load(to, 352);
  let b0 = v128.load(to, 16), b1 = v128.load(to, 48), b2 = v128.load(to, 80), b3 = v128.load(to, 112), b4 = v128.load(to, 144), b5 = v128.load(to, 176), b6 = v128.load(to, 208), b7 = v128.load(to, 240), b8 = v128.load(to, 272), b9 = v128.load(to, 304), b10 = v128.load(to, 336), b11 = v128.load(to, 368);
  for (let round = 0; round < rounds; round++) {
    a0 = step(x, y, a0); if (PANEL == 16) b0 = step(x, y, b0);
    a1 = step(x, y, a1); if (PANEL == 16) b1 = step(x, y, b1);
    a2 = step(x, y, a2); if (PANEL == 16) b2 = step(x, y, b2);
    a3 = step(x, y, a3); if (PANEL == 16) b3 = step(x, y, b3);
    a4 = step(x, y, a4); if (PANEL == 16) b4 = step(x, y, b4);
    a5 = step(x, y, a5); if (PANEL == 16) b5 = step(x, y, b5);
    a6 = step(x, y, a6); if (PANEL == 16) b6 = step(x, y, b6);
    a7 = step(x, y, a7); if (PANEL == 16) b7 = step(x, y, b7);
    a8 = step(x, y, a8); if (PANEL == 16) b8 = step(x, y, b8);
    a9 = step(x, y, a9); if (PANEL == 16) b9 = step(x, y, b9);
    a10 = step(x, y, a10); if (PANEL == 16) b10 = step(x, y, b10);
    a11 = step(x, y, a11); if (PANEL == 16) b11 = step(x, y, b11);
  }
  v128.store(to, a0, 0); v128.store(to, b0, 16);
  v128.store(to, a1, 32); v128.store(to, b1, 48);
  v128.store(to, a2, 64); v128.store(to, b2, 80);
  v128.store(to, a3, 96); v128.store(to, b3, 112);
  v128.store(to, a4, 128); v128.store(to, b4, 144);
  v128.store(to, a5, 160); v128.store(to, b5, 176);
  v128.store(to, a6, 192); v128.store(to, b6, 208);
  v128.store(to, a7, 224); v128.store(to, b7, 240);
  v128.store(to, a8, 256); v128.store(to, b8, 272);
  v128.store(to, a9, 288); v128.store(to, b9, 304);
  v128.store(to, a10, 320); v128.store(to, b10, 336);
  v128.store(to, a11, 352); v128.store(to, b11, 368);
}
