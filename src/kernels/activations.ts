/** Activations and their derivatives, one pass over the elements; softmax is in softmax.ts. */
import { loadTail, madd, nmadd, storeTail } from './vector/lanes';
import { exp4, expm14, log1pUnit4, normalCdf4, sigmoid4, tanh4 } from './vector/math';

/** The numbers by which backendWasm.ts calls them. */
const LINEAR: i32 = 0;
const SIGMOID: i32 = 1;
const TANH: i32 = 2;
const RELU: i32 = 3;
/** Also selu: x > 0 ? scale·x : scale·alpha·(eˣ − 1), with scale 1 for elu. */
const ELU: i32 = 4;
const SILU: i32 = 5;
const SOFTPLUS: i32 = 6;
const LEAKY_RELU: i32 = 7;
const GELU: i32 = 8;
const GELU_TANH: i32 = 9;

const SQRT_2_OVER_PI: f32 = 0.7978845608028654;
const INVERSE_SQRT_2_PI: f32 = 0.3989422804014327;

/** tanh's argument in the approximate gelu (Hendrycks & Gimpel 2016). */
// @ts-ignore: decorator
@inline
function geluInner(z: v128): v128 {
  const cubic = madd(f32x4.mul(z, z), f32x4.splat(0.044715), f32x4.splat(1));
  return f32x4.mul(f32x4.mul(z, cubic), f32x4.splat(SQRT_2_OVER_PI));
}

/** f(z); `alpha` is the slope, or the depth of the elu. */
// @ts-ignore: decorator
@inline
function value(kind: i32, z: v128, alpha: v128, scale: v128): v128 {
  if (kind == SIGMOID) return sigmoid4(z);
  if (kind == TANH) return tanh4(z);
  // Not max(z, 0): −0 stays what it is, as in the reference.
  if (kind == RELU) return v128.andnot(z, f32x4.lt(z, f32x4.splat(0)));
  if (kind == ELU) {
    const low = f32x4.mul(alpha, expm14(f32x4.min(z, f32x4.splat(0))));
    return f32x4.mul(scale, v128.bitselect(low, z, f32x4.lt(z, f32x4.splat(0))));
  }
  if (kind == SILU) return f32x4.mul(z, sigmoid4(z));
  if (kind == SOFTPLUS) {
    return f32x4.add(f32x4.max(z, f32x4.splat(0)), log1pUnit4(exp4(f32x4.neg(f32x4.abs(z)))));
  }
  if (kind == LEAKY_RELU) return v128.bitselect(f32x4.mul(alpha, z), z, f32x4.lt(z, f32x4.splat(0)));
  if (kind == GELU) return f32x4.mul(z, normalCdf4(z));
  if (kind == GELU_TANH) {
    return f32x4.mul(f32x4.mul(f32x4.splat(0.5), z), f32x4.add(f32x4.splat(1), tanh4(geluInner(z))));
  }
  return z;
}

/** f′ from z and a = f(z). */
// @ts-ignore: decorator
@inline
function slope(kind: i32, z: v128, a: v128, alpha: v128, scale: v128): v128 {
  const one = f32x4.splat(1);
  const positive = f32x4.gt(z, f32x4.splat(0));
  if (kind == SIGMOID) return f32x4.mul(a, f32x4.sub(one, a));
  if (kind == TANH) return nmadd(a, a, one);
  if (kind == RELU) return v128.and(one, positive);
  if (kind == ELU) return v128.bitselect(scale, f32x4.add(a, f32x4.mul(scale, alpha)), positive);
  if (kind == SILU) {
    const s = sigmoid4(z);
    return f32x4.mul(s, madd(z, f32x4.sub(one, s), one));
  }
  if (kind == SOFTPLUS) return sigmoid4(z);
  if (kind == LEAKY_RELU) return v128.bitselect(one, alpha, positive);
  if (kind == GELU) {
    const density = f32x4.mul(
      f32x4.splat(INVERSE_SQRT_2_PI),
      exp4(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(z, z))),
    );
    return madd(z, density, normalCdf4(z));
  }
  if (kind == GELU_TANH) {
    const t = tanh4(geluInner(z));
    const half = f32x4.splat(0.5);
    const inner = f32x4.mul(
      f32x4.splat(SQRT_2_OVER_PI),
      madd(f32x4.mul(z, z), f32x4.splat(3 * 0.044715), one),
    );
    return madd(f32x4.mul(half, z), f32x4.mul(nmadd(t, t, one), inner), f32x4.mul(half, f32x4.add(one, t)));
  }
  return one;
}

// @ts-ignore: decorator
@inline
function forwardLoop(kind: i32, z: usize, a: usize, length: usize, alpha: f32, scale: f32): void {
  const alphas = f32x4.splat(alpha);
  const scales = f32x4.splat(scale);
  const rest = length & 3;
  const end = z + ((length - rest) << 2);
  while (z < end) {
    v128.store(a, value(kind, v128.load(z), alphas, scales));
    z += 16;
    a += 16;
  }
  if (rest != 0) storeTail(a, value(kind, loadTail(z, rest), alphas, scales), rest);
}

/** a = f(z) over `length` elements; z and a may be the same. */
export function activate(kind: i32, z: usize, a: usize, length: usize, alpha: f32, scale: f32): void {
  switch (kind) {
    case SIGMOID: return forwardLoop(SIGMOID, z, a, length, alpha, scale);
    case TANH: return forwardLoop(TANH, z, a, length, alpha, scale);
    case RELU: return forwardLoop(RELU, z, a, length, alpha, scale);
    case ELU: return forwardLoop(ELU, z, a, length, alpha, scale);
    case SILU: return forwardLoop(SILU, z, a, length, alpha, scale);
    case SOFTPLUS: return forwardLoop(SOFTPLUS, z, a, length, alpha, scale);
    case LEAKY_RELU: return forwardLoop(LEAKY_RELU, z, a, length, alpha, scale);
    case GELU: return forwardLoop(GELU, z, a, length, alpha, scale);
    case GELU_TANH: return forwardLoop(GELU_TANH, z, a, length, alpha, scale);
    default: return forwardLoop(LINEAR, z, a, length, alpha, scale);
  }
}

// @ts-ignore: decorator
@inline
function backwardLoop(
  kind: i32, z: usize, a: usize, da: usize, dz: usize, length: usize, alpha: f32, scale: f32,
): void {
  const alphas = f32x4.splat(alpha);
  const scales = f32x4.splat(scale);
  const rest = length & 3;
  const end = z + ((length - rest) << 2);
  while (z < end) {
    v128.store(dz, f32x4.mul(v128.load(da), slope(kind, v128.load(z), v128.load(a), alphas, scales)));
    z += 16;
    a += 16;
    da += 16;
    dz += 16;
  }
  if (rest != 0) {
    const f = slope(kind, loadTail(z, rest), loadTail(a, rest), alphas, scales);
    storeTail(dz, f32x4.mul(loadTail(da, rest), f), rest);
  }
}

/** dz = da ⊙ f′ over `length` elements; da and dz may be the same. */
export function activateBackward(
  kind: i32, z: usize, a: usize, da: usize, dz: usize, length: usize, alpha: f32, scale: f32,
): void {
  switch (kind) {
    case SIGMOID: return backwardLoop(SIGMOID, z, a, da, dz, length, alpha, scale);
    case TANH: return backwardLoop(TANH, z, a, da, dz, length, alpha, scale);
    case RELU: return backwardLoop(RELU, z, a, da, dz, length, alpha, scale);
    case ELU: return backwardLoop(ELU, z, a, da, dz, length, alpha, scale);
    case SILU: return backwardLoop(SILU, z, a, da, dz, length, alpha, scale);
    case SOFTPLUS: return backwardLoop(SOFTPLUS, z, a, da, dz, length, alpha, scale);
    case LEAKY_RELU: return backwardLoop(LEAKY_RELU, z, a, da, dz, length, alpha, scale);
    case GELU: return backwardLoop(GELU, z, a, da, dz, length, alpha, scale);
    case GELU_TANH: return backwardLoop(GELU_TANH, z, a, da, dz, length, alpha, scale);
    default: return backwardLoop(LINEAR, z, a, da, dz, length, alpha, scale);
  }
}
