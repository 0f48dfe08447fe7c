/**
 * Elementary functions on four floats. The polynomials are those of the Cephes library (Moshier, expf.c, tanhf.c) where
 * named; errors are the largest seen against float64 over the ranges in test/unit/kernels/math.test.ts. Every function takes NaN to
 * NaN and works lane by lane: an element's value does not depend on its neighbours.
 */
import { madd, nmadd } from './lanes';

/**
 * The constants of `exp4`. In memory, since the engine makes a constant vector anew wherever it is used, of three
 * instructions, where a load is one. 12582912 is 1.5 · 2²³: adding it rounds to an integer that stands in the low bits.
 */
const EXP: usize = memory.data<f32>([
  89, -104.5, 1.44269504088896341, 12582912, 0.693359375, -2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
]);

/** eˣ; at most 1.5 ulp (2 ulp in the plain build); 0 below −104, infinite above 88.73, denormal results gradual. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax give back their first argument if that is NaN.
  x = f32x4.pmax(f32x4.pmin(x, v128.load32_splat(EXP)), v128.load32_splat(EXP, 4));
  const rounder = v128.load32_splat(EXP, 12);
  const shifted = madd(x, v128.load32_splat(EXP, 8), rounder);
  const power = f32x4.sub(shifted, rounder);
  let r = nmadd(power, v128.load32_splat(EXP, 16), x);
  r = nmadd(power, v128.load32_splat(EXP, 20), r);
  let p = madd(v128.load32_splat(EXP, 24), r, v128.load32_splat(EXP, 28));
  p = madd(p, r, v128.load32_splat(EXP, 32));
  p = madd(p, r, v128.load32_splat(EXP, 36));
  p = madd(p, r, v128.load32_splat(EXP, 40));
  p = madd(p, r, v128.load32_splat(EXP, 44));
  const one = v128.load32_splat(EXP, 48);
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), one);
  // 2^power in two halves, for a power beyond the exponents of one float: each is added to the exponent of 1.
  const n = i32x4.sub(shifted, rounder);
  const half = i32x4.shr_s(n, 1);
  const low = i32x4.add(i32x4.shl(half, 23), one);
  const high = i32x4.add(i32x4.shl(i32x4.sub(n, half), 23), one);
  return f32x4.mul(f32x4.mul(p, low), high);
}

/** eˣ − 1; at most 3 ulp. */
// @ts-ignore: decorator
@inline
export function expm14(x: v128): v128 {
  let p = madd(f32x4.splat(1 / 40320.0), x, f32x4.splat(1 / 5040.0));
  p = madd(p, x, f32x4.splat(1 / 720.0));
  p = madd(p, x, f32x4.splat(1 / 120.0));
  p = madd(p, x, f32x4.splat(1 / 24.0));
  p = madd(p, x, f32x4.splat(1 / 6.0));
  p = madd(p, x, f32x4.splat(0.5));
  const near = madd(p, f32x4.mul(x, x), x);
  const far = f32x4.sub(exp4(x), f32x4.splat(1));
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.5)));
}

/** ln(1 + u) for u in [0, 1] (NaN allowed): 2·artanh(u / (2 + u)); at most 2 ulp. */
// @ts-ignore: decorator
@inline
export function log1pUnit4(u: v128): v128 {
  const s = f32x4.div(u, f32x4.add(u, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let p = madd(z, f32x4.splat(1 / 15.0), f32x4.splat(1 / 13.0));
  p = madd(p, z, f32x4.splat(1 / 11.0));
  p = madd(p, z, f32x4.splat(1 / 9.0));
  p = madd(p, z, f32x4.splat(1 / 7.0));
  p = madd(p, z, f32x4.splat(0.2));
  p = madd(p, z, f32x4.splat(1 / 3.0));
  const twice = f32x4.add(s, s);
  return madd(f32x4.mul(p, z), twice, twice);
}

/** 1 / (1 + e⁻ˣ); at most 3 ulp, tails included. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const top = v128.bitselect(e, f32x4.splat(1), f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(top, f32x4.add(f32x4.splat(1), e));
}

/** tanh x (tanhf.c below .625); at most 2.5 ulp. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = madd(f32x4.splat(-5.70498872745e-3), z, f32x4.splat(2.06390887954e-2));
  p = madd(p, z, f32x4.splat(-5.37397155531e-2));
  p = madd(p, z, f32x4.splat(1.33314422036e-1));
  p = madd(p, z, f32x4.splat(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), x, x);
  const e = exp4(f32x4.add(size, size));
  const far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

/**
 * Φ(x), the standard normal distribution function: ½·erfc(−x/√2) with the Chebyshev fit of Numerical Recipes'
 * `erfcc`; at most 3e-7 off.
 */
// @ts-ignore: decorator
@inline
export function normalCdf4(x: v128): v128 {
  const y = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678118654752));
  const t = f32x4.div(f32x4.splat(2), f32x4.add(f32x4.splat(2), y));
  let p = madd(f32x4.splat(0.17087277), t, f32x4.splat(-0.82215223));
  p = madd(p, t, f32x4.splat(1.48851587));
  p = madd(p, t, f32x4.splat(-1.13520398));
  p = madd(p, t, f32x4.splat(0.27886807));
  p = madd(p, t, f32x4.splat(-0.18628806));
  p = madd(p, t, f32x4.splat(0.09678418));
  p = madd(p, t, f32x4.splat(0.37409196));
  p = madd(p, t, f32x4.splat(1.00002368));
  p = madd(p, t, f32x4.splat(-1.26551223));
  const tail = f32x4.mul(f32x4.mul(f32x4.splat(0.5), t), exp4(nmadd(y, y, p)));
  return v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), f32x4.lt(x, f32x4.splat(0)));
}
