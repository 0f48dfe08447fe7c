/** NNSpec's side of the bench: the trainer as the worker drives it, every step's metrics computed. */
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { arenaElements, sparseRoom } from '../../src/engine/wasm/arena.ts';
import { createWasmBackend } from '../../src/engine/wasm/backend.ts';
import { createTrainer } from '../../src/engine/trainer.ts';
import { bestModule, type Builds } from './modules.ts';
import { datasetOf, planOf } from './network.ts';
import type { Work, WorkData } from './works.ts';

/** Steps after which the team has measured what each operation is worth. */
const WARM_STEPS = 15;
/** Milliseconds that helpers may take to start. */
const HELPERS_START = 300;

/**
 * Steps a second of `work` with `threads` threads over about `seconds`, after a fifth of that to warm up. The evaluation
 * that ends an epoch is not counted: the peers do none.
 */
export async function measureOwn(
  builds: Builds,
  threads: number,
  work: Work,
  data: WorkData,
  seconds: number,
): Promise<number> {
  const dataset = datasetOf(work, data);
  const plan = planOf(work, dataset);
  const helpers: Worker[] = [];
  const backend = createWasmBackend(bestModule(builds), arenaElements(plan), builds.best, {
    threads,
    startHelper: (shared, helper) => {
      helpers.push(new Worker(builds.helper, { workerData: { shared, helper } }));
    },
    room: sparseRoom(plan, [dataset.train.x]),
  });
  if (threads > 1) await setTimeout(HELPERS_START);
  const run = createTrainer({ plan, dataset, backend, now: () => performance.now() }).run();
  const stepsIn = (milliseconds: number, least: number): number => {
    let start = performance.now();
    let now = start;
    let steps = 0;
    for (;;) {
      const { value } = run.next();
      const before = now;
      now = performance.now();
      if (!value || value.kind === 'end') throw new Error(`${work.name} ended: ${JSON.stringify(value)}`);
      if (value.kind === 'step') steps++;
      else start += now - before;
      const passed = now - start;
      if (passed >= milliseconds && steps >= least) return (steps * 1000) / passed;
    }
  };
  stepsIn(seconds * 200, WARM_STEPS);
  const rate = stepsIn(seconds * 1000, 1);
  for (const helper of helpers) await helper.terminate();
  return rate;
}
