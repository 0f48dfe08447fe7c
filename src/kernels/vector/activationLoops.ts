/** The passes over the elements of an activation; the formulas are generated. */
import { slope, value } from '../generated/formulas/activations';
import { loadTail, storeTail } from './lanes';

// @ts-ignore: decorator
@inline
export function forwardLoop(kind: i32, z: usize, a: usize, length: usize, alpha: f32, scale: f32): void {
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

// @ts-ignore: decorator
@inline
export function backwardLoop(
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
