/** Every backend that ships, for tests that must hold on all of them. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildHelper } from '../../scripts/kernels.mjs';
import type { Backend } from '../../src/engine/backend.ts';
import { createReferenceBackend } from '../../src/engine/backendReference.ts';
import { createWasmBackend } from '../../src/engine/backendWasm.ts';
import { compiledKernels } from '../unit/kernels/compiled.ts';

const HELPER_FOLDER = fileURLToPath(new URL('../../build/kernels/', import.meta.url));

export interface TestedBackend {
  readonly name: string;
  readonly create: (elements: number) => Backend;
}

export interface ThreadedBackend extends TestedBackend {
  /** The backend whose bits it must give. */
  readonly like: string;
  /** Ends the threads of the backends created so far. */
  readonly close: () => Promise<void>;
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

/** Both builds of the kernels with every operation cut among `threads` threads, however small it is. */
export async function threadedBackends(threads: number): Promise<readonly ThreadedBackend[]> {
  const kernels = await compiledKernels();
  const script = await buildHelper({ outDir: HELPER_FOLDER });
  return [false, true].map((relaxed) => {
    const workers: Worker[] = [];
    const like = relaxed ? 'wasm-relaxed' : 'wasm';
    return {
      name: `${like}, ${String(threads)} threads`,
      like,
      create: (elements) =>
        createWasmBackend(relaxed ? kernels.relaxed : kernels.plain, elements, relaxed, {
          threads,
          cutsAll: true,
          startHelper: (shared, helper) => {
            // The helper is a bundle: it needs none of the hooks that this process loads TypeScript with.
            workers.push(new Worker(script, { workerData: { shared, helper }, execArgv: [] }));
          },
        }),
      close: async () => {
        await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
      },
    };
  });
}
