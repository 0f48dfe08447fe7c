/** Predictions of a run that has ended: a worker of its own with the run's data and the run's weights. */
import type { Disposable } from '../base/disposable.ts';
import type { Predictions } from '../run/predictions.ts';
import { openRunWorker, type RunWorkerOptions } from './runWorker.ts';

export interface PredictionWorker extends Disposable {
  predictions(): Promise<Predictions>;
}

/**
 * Loads the data of a run folder's own spec. The worker lives until `dispose`. `wanted` as for `findWeights`.
 * @throws NnError NN-RUN-NO-CHECKPOINT, or the first problem of the spec or the data
 */
export async function openPredictionWorker(
  folder: string,
  options: RunWorkerOptions,
  wanted?: 'best' | 'last',
): Promise<PredictionWorker> {
  const { worker, checkpoint, weights } = await openRunWorker(folder, options, wanted);
  return {
    predictions: async () => ({ ...(await worker.call({ type: 'predictions', checkpoint })), weights }),
    dispose: () => {
      void worker.terminate();
    },
  };
}
