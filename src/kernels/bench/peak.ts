/** What the processor can do at most: multiply-adds on twelve registers, no memory. For bench/kernels.ts only. */
import { madd } from '../vector/lanes';

/** Runs `rounds` rounds of twelve four-wide multiply-adds (96 operations each); returns something that depends on all. */
export function peak(rounds: i32): f32 {
  const x = f32x4.splat(0.999);
  const y = f32x4.splat(0.001);
  let a0 = f32x4.splat(0), a1 = f32x4.splat(1), a2 = f32x4.splat(2), a3 = f32x4.splat(3);
  let a4 = f32x4.splat(4), a5 = f32x4.splat(5), a6 = f32x4.splat(6), a7 = f32x4.splat(7);
  let a8 = f32x4.splat(8), a9 = f32x4.splat(9), a10 = f32x4.splat(10), a11 = f32x4.splat(11);
  for (let round = 0; round < rounds; round++) {
    a0 = madd(x, a0, y); a1 = madd(x, a1, y); a2 = madd(x, a2, y); a3 = madd(x, a3, y);
    a4 = madd(x, a4, y); a5 = madd(x, a5, y); a6 = madd(x, a6, y); a7 = madd(x, a7, y);
    a8 = madd(x, a8, y); a9 = madd(x, a9, y); a10 = madd(x, a10, y); a11 = madd(x, a11, y);
  }
  const s0 = f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3));
  const s1 = f32x4.add(f32x4.add(a4, a5), f32x4.add(a6, a7));
  const s2 = f32x4.add(f32x4.add(a8, a9), f32x4.add(a10, a11));
  return f32x4.extract_lane(f32x4.add(f32x4.add(s0, s1), s2), 0);
}
