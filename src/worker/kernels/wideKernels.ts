/**
 * The wide build of the kernels: the same WebAssembly, 128 bits a vector, but laid out in pairs of vectors that V8's
 * revectorizer joins into one of 256 bits, where the processor has AVX2. V8 keeps that behind a flag, so it is asked for
 * only while this one module is compiled, and only after a process of its own has shown that this V8 does it right
 * (wideCheck.ts, src/session/worker/wideKernels.ts; docs/adr/0001-wide-vectors.md).
 */
import { setFlagsFromString } from 'node:v8';

/**
 * The joining; and everything compiled at once by the optimizing compiler, the only one that joins. Without inlining, since
 * there are no counts yet of who calls whom, which newer engines insist on.
 */
const WHILE_COMPILING = [
  '--experimental-wasm-revectorize',
  '--no-liftoff',
  '--no-wasm-lazy-compilation',
  '--no-wasm-inlining',
];
const AFTERWARDS = [
  '--no-experimental-wasm-revectorize',
  '--liftoff',
  '--wasm-lazy-compilation',
  '--wasm-inlining',
];

/**
 * Compiles the bytes of kernels.wide.wasm. V8 has no such flags for one module: other WebAssembly that is compiled in this
 * process in the same few hundredths of a second is compiled the same way.
 * @throws WebAssembly.CompileError
 */
export function compileWide(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  for (const flag of WHILE_COMPILING) setFlagsFromString(flag);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    for (const flag of AFTERWARDS) setFlagsFromString(flag);
  }
}
