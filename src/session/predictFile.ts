/** A run's network on the rows of a file. */
import type { WorkerRequest } from '../protocol/worker.ts';
import type { Prediction } from '../run/predictions.ts';
import { Patience } from './worker/patience.ts';
import { whileLoading } from './prepare.ts';
import { WorkerClient } from './worker/workerClient.ts';

type PredictOptions = Omit<Extract<WorkerRequest, { type: 'predict' }>, 'type'> & {
  readonly workerPath: string;
};

/** Reads, encodes and predicts in a worker of its own. Rejects with NnError; its problems say the place in the file. */
export async function predictFile({ workerPath, ...request }: PredictOptions): Promise<Prediction> {
  const { memoryLimit } = request;
  const patience = new Patience((reason) => void worker.terminate(reason));
  const worker = new WorkerClient({
    workerPath,
    home: 'process',
    memoryLimit,
    onEvents: (events) => {
      patience.hear(events);
    },
    onDeath: () => undefined,
  });
  try {
    return await worker.call({ type: 'predict', ...request });
  } catch (error) {
    throw whileLoading(error);
  } finally {
    patience.end();
    await worker.terminate();
  }
}
