/** Predictions of a run that has ended: a worker of its own with the run's data and the run's weights. */
import { sentence } from '../base/problems/runs.ts';
import { join } from 'node:path';
import { NnError } from '../base/errors.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Predictions } from '../run/predictions.ts';
import { SPEC_FILE, readRunFile } from '../runs/folder/runFile.ts';
import { readPlainText } from '../runs/folder/safePaths.ts';
import { findWeights } from '../runs/weights.ts';
import { knownData } from './knownData.ts';
import { prepareWorker, type CheckOptions } from './prepare.ts';

export interface PredictionWorker extends Disposable {
  predictions(): Promise<Predictions>;
}

/**
 * Loads the data of a run folder's own spec. The worker lives until `dispose`.
 * @throws NnError NN-RUN-NO-CHECKPOINT, or the first problem of the spec or the data
 */
export async function openPredictionWorker(
  folder: string,
  options: Pick<CheckOptions, 'workerPath' | 'memoryLimit' | 'allowedRoots' | 'background'>,
): Promise<PredictionWorker> {
  const run = await readRunFile(folder);
  const { specPath, overrides } = run;
  const known = await knownData(folder, run, false);
  const { bytes, weights } = await findWeights(folder, run);
  const checkpoint = bytes.buffer;
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
  return {
    predictions: async () => ({ ...(await worker.call({ type: 'predictions', checkpoint })), weights }),
    dispose: () => {
      void worker.terminate();
    },
  };
}
