/** Operations cut among threads: the same bits as one thread gives, while the team tries out how many are worth it. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { buildHelper } from '../../../../scripts/kernels.mjs';
import type { Backend } from '../../../../src/engine/backend.ts';
import { createWasmBackend } from '../../../../src/engine/wasm/backend.ts';
import type { KernelBuild } from '../../../../src/engine/wasm/module.ts';
import {
  allocateOperations,
  EVERY_OPERATION_ELEMENTS,
  EVERY_OPERATION_ROOM,
  everyOperation,
} from '../../../../src/worker/kernels/everyOperation.ts';
import { compiledKernels } from '../../kernels/compiled.ts';

const FOLDER = fileURLToPath(new URL('../../../../build/kernels/', import.meta.url));
/** More than the team needs to try every number of threads. */
const CALLS = 30;

describe('a team of threads', function () {
  this.timeout(120_000);
  let modules: Awaited<ReturnType<typeof compiledKernels>>;
  let script: string;
  const workers: Worker[] = [];
  before(async () => {
    modules = await compiledKernels();
    script = await buildHelper({ outDir: FOLDER });
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.terminate();
  });
  const create = async (threads: number, build: KernelBuild): Promise<Backend> => {
    const ready: Promise<unknown>[] = [];
    const backend = createWasmBackend(modules[build], EVERY_OPERATION_ELEMENTS, build, {
      threads,
      room: EVERY_OPERATION_ROOM,
      startHelper: (shared, helper) => {
        const worker = new Worker(script, { workerData: { shared, helper } });
        workers.push(worker);
        ready.push(new Promise((resolve) => worker.once('online', resolve)));
      },
    });
    await Promise.all(ready);
    await setTimeout(200);
    return backend;
  };

  const expectedOf = new Map<KernelBuild, string>();
  for (const build of ['plain', 'relaxed', 'wide'] as const) {
    it(`gives the same bits with 1, 2 and 3 threads, ${build} build`, async () => {
      let expected: string | undefined;
      for (const threads of [1, 2, 3]) {
        const backend = await create(threads, build);
        const tensors = allocateOperations(backend);
        for (let call = 0; call < CALLS; call++) {
          const found = everyOperation(backend, tensors);
          expected ??= found;
          assert.ok(found === expected, `call ${String(call)} with ${String(threads)} threads differs`);
        }
      }
      if (expected !== undefined) expectedOf.set(build, expected);
    });
  }

  it('gives the same bits on the relaxed and the wide build', () => {
    assert.ok(expectedOf.has('wide'));
    assert.ok(expectedOf.get('wide') === expectedOf.get('relaxed'));
  });

  it('goes on when a helper never comes', async () => {
    const backend = createWasmBackend(modules.plain, EVERY_OPERATION_ELEMENTS, 'plain', {
      threads: 2,
      room: EVERY_OPERATION_ROOM,
      startHelper: () => undefined,
    });
    const tensors = allocateOperations(backend);
    const alone = await create(1, 'plain');
    assert.ok(everyOperation(backend, tensors) === everyOperation(alone, allocateOperations(alone)));
  });
});
