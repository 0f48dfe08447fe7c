/** Operations cut among threads: the same bits as one thread gives, while the team tries out how many are worth it. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { buildHelper } from '../../../scripts/kernels.mjs';
import type { Backend, Tensor } from '../../../src/engine/backend.ts';
import { createWasmBackend } from '../../../src/engine/backendWasm.ts';
import type { Optimizer } from '../../../src/spec/types.ts';
import { compiledKernels } from './compiled.ts';
import { numbers } from './twins.ts';

const FOLDER = fileURLToPath(new URL('../../../build/kernels/', import.meta.url));
const ELEMENTS = 1 << 21;
const ROWS = 130;
const INPUTS = 203;
const UNITS = 301;
/** More than the team needs to try every number of threads. */
const CALLS = 30;
const ADAM: Optimizer = {
  type: 'adam',
  learningRate: 0.01,
  weightDecay: 0,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
};

/** Every operation that can be cut, on tensors that are filled anew; returns the bits of all results. */
function everyOperation(backend: Backend, tensors: Readonly<Record<string, Tensor>>): string {
  const tensor = (name: string): Tensor => {
    const found = tensors[name];
    if (!found) throw new Error(name);
    return found;
  };
  const [x, w, b, z, a, mask] = ['x', 'w', 'b', 'z', 'a', 'mask'].map(tensor) as [
    ...[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor],
  ];
  const [da, dw, db, dx, m, v] = ['da', 'dw', 'db', 'dx', 'm', 'v'].map(tensor) as [
    ...[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor],
  ];
  for (const [index, name] of Object.keys(tensors).entries()) {
    const values = numbers(997, index);
    const view = backend.view(tensor(name));
    for (let at = 0; at < view.length; at++) view[at] = values[at % 997] ?? 0;
  }
  backend.view(v).fill(0.25);
  backend.dense(x, w, b, z, ROWS, INPUTS, UNITS);
  backend.activate({ type: 'tanh' }, z, a, ROWS, UNITS);
  backend.dropout(a, a, mask, ROWS * UNITS, 0.3, { seed: 3, layer: 5, step: 7 });
  backend.multiply(da, mask, da, ROWS * UNITS);
  backend.activateBackward({ type: 'tanh' }, z, a, da, da, ROWS, UNITS);
  backend.denseKernelGradient(x, da, dw, ROWS, INPUTS, UNITS);
  backend.columnSums(da, db, ROWS, UNITS);
  backend.denseInputGradient(da, w, dx, ROWS, INPUTS, UNITS);
  const penalty = { absolute: 0, squares: 0 };
  backend.penalize(w, dw, 0.001, 0.002, penalty);
  const measured = [penalty.absolute, penalty.squares, backend.sumSquares(dw), backend.sumAbsolute(dw)];
  backend.clipValue(dw, 2);
  backend.scale(dw, 0.7);
  backend.addScaled(dw, w, 0.01);
  const sums = { gradientSquares: 0, gradientAbsolute: 0, weightSquares: 0, updateSquares: 0 };
  const rule = { optimizer: ADAM, semantics: 'pytorch', learningRate: 0.01, step: 3 } as const;
  backend.update(rule, w, dw, [m, v], sums);
  measured.push(...Object.values(sums));
  const parts = [a, mask, da, dw, db, dx, w, m, v].map((each) =>
    Buffer.from(Float32Array.from(backend.view(each)).buffer).toString('base64'),
  );
  return [...measured.map(String), ...parts].join('\n');
}

function allocateAll(backend: Backend): Record<string, Tensor> {
  const sizes = {
    ...{
      x: ROWS * INPUTS,
      w: INPUTS * UNITS,
      b: UNITS,
      z: ROWS * UNITS,
      a: ROWS * UNITS,
      mask: ROWS * UNITS,
    },
    ...{
      da: ROWS * UNITS,
      dw: INPUTS * UNITS,
      db: UNITS,
      dx: ROWS * INPUTS,
      m: INPUTS * UNITS,
      v: INPUTS * UNITS,
    },
  };
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, backend.allocate(size)]));
}

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
  const create = async (threads: number, relaxed: boolean): Promise<Backend> => {
    const ready: Promise<unknown>[] = [];
    const backend = createWasmBackend(relaxed ? modules.relaxed : modules.plain, ELEMENTS, relaxed, {
      threads,
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

  for (const relaxed of [false, true]) {
    it(`gives the same bits with 1, 2 and 3 threads, ${relaxed ? 'relaxed' : 'plain'} build`, async () => {
      let expected: string | undefined;
      for (const threads of [1, 2, 3]) {
        const backend = await create(threads, relaxed);
        const tensors = allocateAll(backend);
        for (let call = 0; call < CALLS; call++) {
          const found = everyOperation(backend, tensors);
          expected ??= found;
          assert.ok(found === expected, `call ${String(call)} with ${String(threads)} threads differs`);
        }
      }
    });
  }

  it('goes on when a helper never comes', async () => {
    const backend = createWasmBackend(modules.plain, ELEMENTS, false, {
      threads: 2,
      startHelper: () => undefined,
    });
    const tensors = allocateAll(backend);
    const alone = await create(1, false);
    assert.ok(everyOperation(backend, tensors) === everyOperation(alone, allocateAll(alone)));
  });
});
