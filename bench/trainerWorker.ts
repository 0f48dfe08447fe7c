/**
 * The trainer alone in a worker thread, bundled as the real worker is: what bench/recording.ts compares with. It trains
 * for a stretch each time it is told to, and answers with how fast that was.
 */
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';

import { loadDataset } from '../src/data/load.ts';
import { createTrainer } from '../src/engine/trainer.ts';
import { makePlan } from '../src/plan/plan.ts';
import type { ResolvedSpec } from '../src/spec/types.ts';
import { chooseBackend } from '../src/worker/chooseBackend.ts';
import { fileHost } from '../src/worker/fileHost.ts';
import { Stretch } from './stretch.ts';

export interface Alone {
  readonly spec: ResolvedSpec;
  readonly folder: string;
  readonly kernels: string;
}

/** Asks for a stretch: arguments of `Stretch`. */
export interface Turn {
  readonly seconds: number;
  readonly warmUp: number;
}

const LIMIT = 4 * 2 ** 30;

const { spec, folder, kernels } = workerData as Alone;
const host = fileHost({
  baseDir: folder,
  allowedRoots: null,
  memoryLimit: LIMIT,
});
const dataset = await loadDataset(spec, host);
const { plan } = makePlan(spec, dataset.shape, LIMIT);
if (!plan) throw new Error(`${spec.name} has no plan.`);
const inputs = [dataset.train.x, dataset.validation.x, dataset.test.x];
const { backend } = await chooseBackend(kernels, plan, inputs, 1);
const trainer = createTrainer({ plan, dataset, backend, now: () => performance.now() });
const events = trainer.run();

parentPort?.on('message', ({ seconds, warmUp }: Turn) => {
  const stretch = new Stretch(seconds, warmUp);
  for (let next = events.next(); next.done !== true; next = events.next()) {
    const event = next.value;
    if (event.kind === 'step' && event.step % 16 === 0 && stretch.at(event.step)) break;
  }
  parentPort?.postMessage(stretch.rates);
});
