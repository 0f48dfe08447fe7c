/** Every backend that ships, for tests that must hold on all of them. */
import type { Backend } from '../../src/engine/backend.ts';
import { createReferenceBackend } from '../../src/engine/backendReference.ts';
import { createWasmBackend } from '../../src/engine/backendWasm.ts';
import { compiledKernels } from '../unit/kernels/compiled.ts';

export interface TestedBackend {
  readonly name: string;
  readonly create: (elements: number) => Backend;
}

/** The reference in float32, the plain SIMD kernels and those with relaxed SIMD. */
export async function testedBackends(): Promise<readonly TestedBackend[]> {
  const kernels = await compiledKernels();
  return [
    { name: 'reference', create: (elements) => createReferenceBackend(elements) },
    { name: 'wasm', create: (elements) => createWasmBackend(kernels.plain, elements, false) },
    { name: 'wasm-relaxed', create: (elements) => createWasmBackend(kernels.relaxed, elements, true) },
  ];
}
