/** A run's network on the rows of a file. */
import type { WorkerRequest } from '../protocol/worker.ts';
import type { Prediction } from '../run/predictions.ts';
import { alone } from './worker/alone.ts';

type PredictOptions = Omit<Extract<WorkerRequest, { type: 'predict' }>, 'type'> & {
  readonly workerPath: string;
};

/** Reads, encodes and predicts in a worker of its own. Rejects with NnError; its problems say the place in the file. */
export async function predictFile({ workerPath, ...request }: PredictOptions): Promise<Prediction> {
  const { memoryLimit } = request;
  return alone({ workerPath, memoryLimit }, (worker) => worker.call({ type: 'predict', ...request }));
}
