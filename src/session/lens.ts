/** A step that stays open for questions: of a spec, of a stored run, or of a run in training. */
import type { Lens, LocatedProblem } from './types.ts';
import { prepareWorker, type CheckOptions } from './prepare.ts';
import type { WorkerClient } from './worker/workerClient.ts';
import { openRunWorker, type RunWorkerOptions } from './runWorker.ts';

/** A lens over a worker. The step after `checkpoint`, or the first or next one. */
export function lensOf(
  worker: Pick<WorkerClient, 'call'>,
  checkpoint: ArrayBuffer | null,
  dispose: () => void,
): Lens {
  return {
    look: (sample, find) => worker.call({ type: 'lens', look: { sample, checkpoint }, find }),
    async ask(question) {
      const { asked } = await worker.call({ type: 'ask', look: null, questions: [question] });
      const [answer] = asked;
      if (!answer) throw new Error('A question has no answer.');
      return answer;
    },
    dispose,
  };
}

/** The first step of a spec; without a lens if a problem is an error. */
export async function openSpecLens(
  options: CheckOptions,
): Promise<{ readonly problems: readonly LocatedProblem[]; readonly lens?: Lens }> {
  const { worker, problems } = await prepareWorker(options, 'process', () => undefined);
  if (!worker) return { problems };
  return {
    problems,
    lens: lensOf(worker, null, () => void worker.terminate()),
  };
}

/**
 * The step after the last stored one of a run.
 * @throws NnError NN-RUN-NO-CHECKPOINT, or the first problem of the spec or the data
 */
export async function openRunLens(folder: string, options: RunWorkerOptions): Promise<Lens> {
  const { worker, checkpoint } = await openRunWorker(folder, options, 'last');
  return lensOf(worker, checkpoint, () => void worker.terminate());
}
