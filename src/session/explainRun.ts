/** The next step of a stored run, on one sample alone. */
import type { Explanation } from '../run/explain/explanation.ts';
import { openRunWorker, type RunWorkerOptions } from './runWorker.ts';

/**
 * Explains the step after the last stored one, with the weights, the optimizer's memory and the settings of that state.
 * @param sample row of the training split, from 0
 * @throws NnError NN-RUN-NO-CHECKPOINT, NN-EXPLAIN-SAMPLE, or the first problem of the spec or the data
 */
export async function explainRun(
  folder: string,
  options: RunWorkerOptions,
  sample: number,
): Promise<Explanation> {
  const { worker, checkpoint } = await openRunWorker(folder, options, 'last');
  try {
    return await worker.call({ type: 'explain', sample, checkpoint });
  } finally {
    await worker.terminate();
  }
}
