/** Activations and their derivatives, four elements at a time. Written by `npm run generate` from src/kinds/activations. */
import { madd, nmadd } from '../../vector/lanes';
import { exp4, expm14, log1pUnit4, normalCdf4, sigmoid4, tanh4 } from '../../vector/math';

export const LINEAR: i32 = 0;
export const SIGMOID: i32 = 1;
export const TANH: i32 = 2;
export const RELU: i32 = 3;
export const LEAKY_RELU: i32 = 4;
export const ELU: i32 = 5;
export const GELU: i32 = 6;
export const GELU_TANH: i32 = 7;
export const SILU: i32 = 8;
export const SOFTPLUS: i32 = 9;
export const SOFTSIGN: i32 = 10;
export const HARD_SIGMOID: i32 = 11;

/** f(z); `alpha` and `scale` are those of the activation. */
// @ts-ignore: decorator
@inline
export function value(kind: i32, z: v128, alpha: v128, scale: v128): v128 {
  if (kind == SIGMOID) return sigmoid4(z);
  if (kind == TANH) return tanh4(z);
  if (kind == RELU) return v128.andnot(z, f32x4.lt(z, f32x4.splat(0)));
  if (kind == LEAKY_RELU) return v128.bitselect(f32x4.mul(alpha, z), z, f32x4.lt(z, f32x4.splat(0)));
  if (kind == ELU) {
    const low = f32x4.mul(alpha, expm14(f32x4.min(z, f32x4.splat(0))));
    return f32x4.mul(scale, v128.bitselect(low, z, f32x4.lt(z, f32x4.splat(0))));
  }
  if (kind == GELU) return f32x4.mul(z, normalCdf4(z));
  if (kind == GELU_TANH) {
    const cubic = madd(f32x4.mul(z, z), f32x4.splat(0.044715), f32x4.splat(1));
    const argument = f32x4.mul(f32x4.mul(z, cubic), f32x4.splat(0.7978845608028654));
    return f32x4.mul(f32x4.mul(f32x4.splat(0.5), z), f32x4.add(f32x4.splat(1), tanh4(argument)));
  }
  if (kind == SILU) return f32x4.mul(z, sigmoid4(z));
  if (kind == SOFTPLUS) return f32x4.add(f32x4.max(z, f32x4.splat(0)), log1pUnit4(exp4(f32x4.neg(f32x4.abs(z)))));
  if (kind == SOFTSIGN) return f32x4.div(z, f32x4.add(f32x4.splat(1), f32x4.abs(z)));
  if (kind == HARD_SIGMOID) {
    const low = f32x4.max(f32x4.add(z, f32x4.splat(3)), f32x4.splat(0));
    return f32x4.div(f32x4.min(low, f32x4.splat(6)), f32x4.splat(6));
  }
  return z;
}

/** f′ from z and a = f(z). */
// @ts-ignore: decorator
@inline
export function slope(kind: i32, z: v128, a: v128, alpha: v128, scale: v128): v128 {
  if (kind == SIGMOID) return f32x4.mul(a, f32x4.sub(f32x4.splat(1), a));
  if (kind == TANH) return nmadd(a, a, f32x4.splat(1));
  if (kind == RELU) return v128.and(f32x4.splat(1), f32x4.gt(z, f32x4.splat(0)));
  if (kind == LEAKY_RELU) return v128.bitselect(f32x4.splat(1), alpha, f32x4.gt(z, f32x4.splat(0)));
  if (kind == ELU) return v128.bitselect(scale, f32x4.add(a, f32x4.mul(scale, alpha)), f32x4.gt(z, f32x4.splat(0)));
  if (kind == GELU) {
    const square = f32x4.mul(f32x4.splat(-0.5), f32x4.mul(z, z));
    const density = f32x4.mul(f32x4.splat(0.3989422804014327), exp4(square));
    return madd(z, density, normalCdf4(z));
  }
  if (kind == GELU_TANH) {
    const cubic = madd(f32x4.mul(z, z), f32x4.splat(0.044715), f32x4.splat(1));
    const argument = f32x4.mul(f32x4.mul(z, cubic), f32x4.splat(0.7978845608028654));
    const one = f32x4.splat(1), half = f32x4.splat(0.5);
    const t = tanh4(argument);
    const cubicSlope = madd(f32x4.mul(z, z), f32x4.splat(3 * 0.044715), one);
    const inner = f32x4.mul(f32x4.splat(0.7978845608028654), cubicSlope);
    return madd(f32x4.mul(half, z), f32x4.mul(nmadd(t, t, one), inner), f32x4.mul(half, f32x4.add(one, t)));
  }
  if (kind == SILU) {
    const one = f32x4.splat(1);
    const s = sigmoid4(z);
    return f32x4.mul(s, madd(z, f32x4.sub(one, s), one));
  }
  if (kind == SOFTPLUS) return sigmoid4(z);
  if (kind == SOFTSIGN) {
    const rest = f32x4.sub(f32x4.splat(1), f32x4.abs(a));
    return f32x4.mul(rest, rest);
  }
  if (kind == HARD_SIGMOID) return v128.and(f32x4.splat(1.0 / 6.0), f32x4.lt(f32x4.abs(z), f32x4.splat(3)));
  return f32x4.splat(1);
}
