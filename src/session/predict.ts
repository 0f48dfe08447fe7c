/** A run's network on the rows of a file. */
import type { WorkerRequest, Prediction } from '../protocol/worker.ts';
import { WorkerClient } from './workerClient.ts';

type PredictOptions = Omit<Extract<WorkerRequest, { type: 'predict' }>, 'type'> & {
  readonly workerPath: string;
};

/** Reads, encodes and predicts in a worker of its own. Rejects with NnError; its problems say the place in the file. */
export async function predictFile({ workerPath, ...request }: PredictOptions): Promise<Prediction> {
  const { memoryLimit } = request;
  const nothing = (): void => undefined;
  const worker = new WorkerClient({ workerPath, memoryLimit, onEvents: nothing, onDeath: nothing });
  try {
    return await worker.call({ type: 'predict', ...request });
  } finally {
    await worker.terminate();
  }
}
