/** The way back of the gradient in a stored run. */
import { join } from 'node:path';
import { NnError } from '../base/errors.ts';
import { sentence } from '../base/problems/runs.ts';
import { headerOf } from '../base/seal.ts';
import type { Finding } from '../run/events/findings.ts';
import type { GradientFlow } from '../run/explain/gradientFlow.ts';
import { readRunFile } from '../runs/folder/runFile.ts';
import { JOURNAL_FILE } from '../runs/journal/journal.ts';
import { readJournal } from '../runs/journal/journalReader.ts';
import { openRunWorker, type RunWorkerOptions } from './runWorker.ts';

export interface WhyRun {
  readonly flow: GradientFlow;
  readonly findings: readonly Finding[];
}

/**
 * At `step` (from 1), to which the run is trained again if need be; null: at the step after its last state.
 * @throws NnError NN-WHY-STEP, NN-WHY-BEFORE, NN-RUN-NO-CHECKPOINT, or the first problem of the spec or the data
 */
export async function whyRun(
  folder: string,
  options: RunWorkerOptions,
  step: number | null,
): Promise<WhyRun> {
  const { parent } = await readRunFile(folder);
  const { interventions, planned, findings } = await readJournal(join(folder, JOURNAL_FILE));
  const { worker, checkpoint } = await openRunWorker(folder, options, 'last');
  try {
    const last = Number(headerOf(new Uint8Array(checkpoint))?.['step']);
    const goesOn = parent !== null && parent.kind !== 'replay';
    if (goesOn && step !== null && step <= last) throw new NnError(sentence('NN-WHY-BEFORE', { step: last }));
    const changes = [...interventions, ...planned];
    const flow = await worker.call({ type: 'why', checkpoint, interventions: changes, step });
    return { flow, findings };
  } finally {
    await worker.terminate();
  }
}
