/** Every backend that ships, for tests that must hold on all of them. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildHelper } from '../../scripts/kernels.mjs';
import type { Backend } from '../../src/engine/backend.ts';
import { createReferenceBackend } from '../../src/engine/reference/backend.ts';
import { createWasmBackend } from '../../src/engine/wasm/backend.ts';
import type { KernelBuild } from '../../src/engine/wasm/module.ts';
import { compiledKernels } from '../unit/kernels/compiled.ts';

const HELPER_FOLDER = fileURLToPath(new URL('../../build/kernels/', import.meta.url));

export interface TestedBackend {
  readonly name: string;
  readonly create: (elements: number) => Backend;
}

/** A backend that must give the bits of another. */
export interface TwinBackend extends TestedBackend {
  readonly like: string;
  /** Ends the threads of the backends created so far. */
  readonly close: () => Promise<void>;
}

const NAMES: Readonly<Record<KernelBuild, string>> = {
  plain: 'wasm',
  relaxed: 'wasm-relaxed',
  wide: 'wasm-wide',
};

/** The reference in float32, the plain SIMD kernels and those with relaxed SIMD. */
export async function testedBackends(): Promise<readonly TestedBackend[]> {
  const kernels = await compiledKernels();
  return [
    { name: 'reference', create: (elements) => createReferenceBackend(elements) },
    ...(['plain', 'relaxed'] as const).map((build) => ({
      name: NAMES[build],
      create: (elements: number) => createWasmBackend(kernels[build], elements, build),
    })),
  ];
}

/** The wide kernels, and all builds with every operation cut among `threads` threads, however small it is. */
export async function twinBackends(threads: number): Promise<readonly TwinBackend[]> {
  const kernels = await compiledKernels();
  const script = await buildHelper({ outDir: HELPER_FOLDER });
  const cut = (['plain', 'relaxed', 'wide'] as const).map((build): TwinBackend => {
    const workers: Worker[] = [];
    return {
      name: `${NAMES[build]}, ${String(threads)} threads`,
      like: build === 'wide' ? NAMES.relaxed : NAMES[build],
      create: (elements) =>
        createWasmBackend(kernels[build], elements, build, {
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
  const wide: TwinBackend = {
    name: NAMES.wide,
    like: NAMES.relaxed,
    create: (elements) => createWasmBackend(kernels.wide, elements, 'wide'),
    close: () => Promise.resolve(),
  };
  return [wide, ...cut];
}
