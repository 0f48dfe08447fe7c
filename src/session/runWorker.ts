/** A worker with the data of a run that has ended or is paused, for looks at its network. */
import { sentence } from '../base/problems/runs.ts';
import { join } from 'node:path';
import { NnError } from '../base/errors.ts';
import type { RunWeights } from '../run/run.ts';
import { SPEC_FILE, readRunFile } from '../runs/folder/runFile.ts';
import { readPlainText } from '../runs/folder/safePaths.ts';
import { findWeights } from '../runs/weights.ts';
import { knownData } from './knownData.ts';
import { prepareWorker, type CheckOptions } from './prepare.ts';
import type { WorkerClient } from './worker/workerClient.ts';

export type RunWorkerOptions = Pick<
  CheckOptions,
  'workerPath' | 'memoryLimit' | 'allowedRoots' | 'background'
>;

export interface RunWorker {
  readonly worker: WorkerClient;
  /** Bytes of the checkpoint file, and what it holds. */
  readonly checkpoint: ArrayBuffer;
  readonly weights: RunWeights;
}

/**
 * Loads the data of a run folder's own spec. The caller ends the worker. `wanted` as for `findWeights`.
 * @throws NnError NN-RUN-NO-CHECKPOINT, or the first problem of the spec or the data
 */
export async function openRunWorker(
  folder: string,
  options: RunWorkerOptions,
  wanted?: 'best' | 'last',
): Promise<RunWorker> {
  const run = await readRunFile(folder);
  const { specPath, overrides } = run;
  const known = await knownData(folder, run, false);
  const { bytes, weights } = await findWeights(folder, run, wanted);
  const specText = await readPlainText(join(folder, SPEC_FILE));
  const { worker, problems } = await prepareWorker(
    { ...options, specPath, specText, overrides, known },
    'process',
    () => undefined,
  );
  if (!worker) {
    const first = problems.find(({ severity }) => severity === 'error');
    throw new NnError(first ?? sentence('NN-INTERNAL.noData'));
  }
  return { worker, checkpoint: bytes.buffer, weights };
}
