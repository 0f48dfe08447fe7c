/** The next step of a stored run, in numbers. */
import type { Explanation } from '../run/explain/explanation.ts';
import type { Answers } from '../run/microscope/asked.ts';
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

/**
 * Answers questions about that step: of one sample alone, or with null of the batch that training takes.
 * @throws NnError as `explainRun`; NN-EXPLAIN-NUMBER
 */
export async function askRun(
  folder: string,
  options: RunWorkerOptions,
  sample: number | null,
  questions: readonly string[],
): Promise<Answers> {
  const { worker, checkpoint } = await openRunWorker(folder, options, 'last');
  try {
    return await worker.call({ type: 'ask', look: { sample, checkpoint }, questions });
  } finally {
    await worker.terminate();
  }
}
