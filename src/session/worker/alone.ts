/** One question to a worker of its own, which lives no longer. */
import { whileLoading } from '../prepare.ts';
import { Patience } from './patience.ts';
import { WorkerClient } from './workerClient.ts';

/** The answer to `ask`. A worker that shows no sign of life while it reads is ended, with NN-DATA-TIMEOUT. */
export async function alone<Answer>(
  { workerPath, memoryLimit }: { readonly workerPath: string; readonly memoryLimit: number },
  ask: (worker: WorkerClient) => Promise<Answer>,
): Promise<Answer> {
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
    return await ask(worker);
  } catch (error) {
    throw whileLoading(error);
  } finally {
    patience.end();
    await worker.terminate();
  }
}
