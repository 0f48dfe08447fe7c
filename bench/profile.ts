/**
 * Where the time of a step goes: microseconds of each operation of the backend, of bringing the batch in, and of the
 * rest, medians over the steps.
 * Usage: npm run bench:profile [-- --only reuters --threads 2 --seconds 3 --quantile 0.1]
 */
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { parseArgs } from 'node:util';

import { epochOrder } from '../src/data/batches.ts';
import { arenaElements, sparseRoom } from '../src/engine/wasm/arena.ts';
import type { Backend } from '../src/engine/backend.ts';
import { createWasmBackend } from '../src/engine/wasm/backend.ts';
import { loadBatch } from '../src/engine/network.ts';
import { createTrainer } from '../src/engine/trainer.ts';
import { bestModule, compiledBuilds } from './support/modules.ts';
import { datasetOf, planOf } from './support/network.ts';
import { goOnInRecentNode } from './support/recentNode.ts';
import { dataOf, type Work, WORKS } from './support/works.ts';

const HELPERS_START = 300;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '2' },
    quantile: { type: 'string', default: '0.5' },
  },
});
const quantile = Number(values.quantile);

/** The median, or on a busy machine what `--quantile` says. */
function typical(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * quantile)] ?? NaN;
}

/** `backend` with a clock around every operation; `times` receives milliseconds by name and place in the step. */
function clocked(
  backend: Backend,
  times: Map<string, number[]>,
): { backend: Backend; stepBegins: () => void } {
  let place = 0;
  const measured = Object.entries(backend).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function' || name === 'allocate' || name === 'view')
      return [name, member] as const;
    const call = (...args: unknown[]): unknown => {
      const start = performance.now();
      const result: unknown = Reflect.apply(member, backend, args);
      const taken = performance.now() - start;
      const sizes = args.filter((arg) => typeof arg === 'number').join('×');
      const key = `${String(++place).padStart(2)} ${name} ${name === 'dropout' ? '' : sizes}`;
      const list = times.get(key);
      if (list) list.push(taken);
      else times.set(key, [taken]);
      return result;
    };
    return [name, call] as const;
  });
  const stepBegins = (): void => {
    place = 0;
  };
  return { backend: Object.fromEntries(measured) as unknown as Backend, stepBegins };
}

async function profile(work: Work, threads: number, seconds: number): Promise<void> {
  const builds = await compiledBuilds();
  const dataset = datasetOf(work, await dataOf(work));
  const plan = planOf(work, dataset);
  const helpers: Worker[] = [];
  const times = new Map<string, number[]>();
  const { backend, stepBegins } = clocked(
    createWasmBackend(bestModule(builds), arenaElements(plan), builds.best, {
      threads,
      startHelper: (shared, helper) => {
        helpers.push(new Worker(builds.helper, { workerData: { shared, helper } }));
      },
      room: sparseRoom(plan, [dataset.train.x]),
    }),
    times,
  );
  if (threads > 1) await setTimeout(HELPERS_START);
  const trainer = createTrainer({ plan, dataset, backend, now: () => performance.now() });
  const run = trainer.run();
  const steps: number[] = [];
  const until = performance.now() + seconds * 1000;
  for (let start = performance.now(); start < until; start = performance.now()) {
    stepBegins();
    if (run.next().value?.kind === 'step') steps.push(performance.now() - start);
  }
  const step = typical(steps);
  let operations = 0;
  const line = (name: string, taken: number): string =>
    `  ${name.padEnd(56)} ${(taken * 1000).toFixed(1).padStart(9)} µs ${((100 * taken) / step).toFixed(1).padStart(5)} %`;
  console.log(`${work.name}, ${String(threads)} threads: ${(step * 1000).toFixed(1)} µs a step`);
  for (const [name, list] of [...times].filter(([, all]) => all.length > steps.length / 2)) {
    operations += typical(list);
    console.log(line(name, typical(list)));
  }
  const loads: number[] = [];
  trainer.inspect(({ network, pass }) => {
    const order = epochOrder(work.samples, 1, 1, true);
    for (let index = 0; index < steps.length && index < 1000; index++) {
      const at = (index * work.batchSize) % (work.samples - work.batchSize + 1);
      const start = performance.now();
      loadBatch(network, pass, dataset.train, order, at, work.batchSize);
      loads.push(performance.now() - start);
    }
  });
  console.log(line('bringing the batch in', typical(loads)));
  console.log(line('the rest', step - operations - typical(loads)));
  for (const helper of helpers) await helper.terminate();
}

goOnInRecentNode();
for (const work of WORKS) {
  if (work.name.includes(values.only)) await profile(work, Number(values.threads), Number(values.seconds));
}
