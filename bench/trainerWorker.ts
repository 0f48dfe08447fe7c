/** The trainer alone in a worker thread, bundled as the real worker is: what bench/recording.ts compares with. */
import { parentPort, workerData } from 'node:worker_threads';

import { loadDataset } from '../src/data/load.ts';
import { createTrainer } from '../src/engine/trainer.ts';
import { makePlan } from '../src/plan/plan.ts';
import type { ResolvedSpec } from '../src/spec/types.ts';
import { chooseBackend } from '../src/worker/chooseBackend.ts';
import { fileHost } from '../src/worker/fileHost.ts';
import { type Rates, Stretch } from './stretch.ts';

export interface Alone {
  readonly spec: ResolvedSpec;
  readonly folder: string;
  readonly kernels: string;
  readonly seconds: number;
}

const LIMIT = 4 * 2 ** 30;

async function alone({ spec, folder, kernels, seconds }: Alone): Promise<Rates> {
  const signal = new AbortController().signal;
  const onProgress = (): void => undefined;
  const host = fileHost({ baseDir: folder, allowedRoots: null, memoryLimit: LIMIT, onProgress, signal });
  const dataset = await loadDataset(spec, host);
  const { plan } = makePlan(spec, dataset.shape, LIMIT);
  if (!plan) throw new Error(`${spec.name} has no plan.`);
  const inputs = [dataset.train.x, dataset.validation.x, dataset.test.x];
  const { backend } = await chooseBackend(kernels, plan, inputs, 1);
  const stretch = new Stretch(seconds);
  for (const event of createTrainer({ plan, dataset, backend, now: () => performance.now() }).run()) {
    if (event.kind === 'step' && event.step % 16 === 0 && stretch.at(event.step)) break;
  }
  return stretch.rates;
}

parentPort?.postMessage(await alone(workerData as Alone));
