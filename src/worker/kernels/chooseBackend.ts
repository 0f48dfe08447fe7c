/** The fastest backend that this machine runs: wide or relaxed SIMD, plain SIMD, or plain TypeScript. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { InputRows } from '../../data/types.ts';
import { arenaElements, sparseRoom } from '../../engine/wasm/arena.ts';
import type { Backend } from '../../engine/backend.ts';
import { createReferenceBackend } from '../../engine/reference/backend.ts';
import { createWasmBackend } from '../../engine/wasm/backend.ts';
import { MOST_THREADS } from '../../engine/wasm/layout.ts';
import type { KernelBuild, SharedKernels } from '../../engine/wasm/module.ts';
import type { Plan } from '../../plan/types.ts';
import { enableRelaxedSimd } from './relaxedSimd.ts';
import { compileWide } from './wideKernels.ts';

/** Multiply-adds a step under which no operation is long enough for a second thread. */
const LEAST_STEP = 50_000;
/**
 * As LEAST_STEP, if no number of threads was requested: a helper that waits for short operations keeps a processor busy
 * that the editor and other runs could use, and gains a step of less than a tenth of a millisecond nothing.
 */
const LEAST_SHARED_STEP = 2_500_000;

/**
 * Number of threads that can work on `plan`: `wanted`, or all that the machine has if that is 0. Never more than it
 * has: they would wait for each other all the time. The operations that they really share are measured during
 * training (engine/wasm/team.ts).
 */
export function threadsFor(plan: Plan, wanted: number): number {
  const { trainableParameterCount, batchSize } = plan;
  const least = wanted === 0 ? LEAST_SHARED_STEP : LEAST_STEP;
  if (trainableParameterCount * batchSize < least) return 1;
  const cores = availableParallelism();
  return Math.min(MOST_THREADS, wanted === 0 ? cores : Math.min(wanted, cores));
}

/** Best first. */
function buildsFor(relaxed: boolean, wide: boolean): readonly KernelBuild[] {
  if (!relaxed) return ['plain'];
  return wide ? ['wide', 'relaxed', 'plain'] : ['relaxed', 'plain'];
}

async function compiled(folder: string, build: KernelBuild): Promise<WebAssembly.Module> {
  const name = build === 'plain' ? 'kernels.wasm' : `kernels.${build}.wasm`;
  const bytes = new Uint8Array(await readFile(join(folder, name)));
  return build === 'wide' ? compileWide(bytes) : WebAssembly.compile(bytes);
}

function startHelper(folder: string, shared: SharedKernels, helper: number): void {
  const worker = new Worker(join(folder, 'helper.js'), { workerData: { shared, helper } });
  // Without this helper the others do its share.
  worker.on('error', () => undefined);
  worker.unref();
}

/**
 * `folder` holds the compiled kernels and helper.js; `inputs` are the rows that will come; `wanted` threads, 0: as many as
 * are worth it; `wide`: the wide kernels are known to work here.
 * With `training.deterministic` strict: without fused multiply-add, so that machines agree to the bit.
 */
export async function chooseBackend(
  folder: string,
  plan: Plan,
  inputs: readonly InputRows[],
  wanted: number,
  wide = false,
): Promise<{ readonly backend: Backend; readonly threads: number }> {
  const relaxed = plan.spec.training.deterministic !== 'strict' && enableRelaxedSimd();
  const elements = arenaElements(plan);
  const threads = threadsFor(plan, wanted);
  for (const build of buildsFor(relaxed, wide)) {
    try {
      const module = await compiled(folder, build);
      const backend = createWasmBackend(module, elements, build, {
        threads,
        startHelper: (shared, helper) => {
          startHelper(folder, shared, helper);
        },
        room: sparseRoom(plan, inputs),
      });
      return { backend, threads };
    } catch (error) {
      // Without memory for the arena there is none for the slow backend either.
      if (error instanceof RangeError) throw error;
    }
  }
  return { backend: createReferenceBackend(elements), threads: 1 };
}
