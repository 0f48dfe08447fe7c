/** Relaxed SIMD, in which a multiply-add is one instruction. */
import { setFlagsFromString } from 'node:v8';

/** (module (func (result v128) f32x4.relaxed_madd of three zeros)): valid exactly where relaxed SIMD is. */
const PROBE = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0,
  253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
]);

/** Node 20 knows it, and hides it behind a flag that only holds for what is compiled from then on. */
const FLAG = '--experimental-wasm-relaxed-simd';

/** True if this engine has relaxed SIMD; switches it on if it is hidden. */
export function enableRelaxedSimd(): boolean {
  if (WebAssembly.validate(PROBE)) return true;
  setFlagsFromString(FLAG);
  return WebAssembly.validate(PROBE);
}
