/** Finds what a command needs in a run folder. */
import { join, resolve } from 'node:path';
import { NnError } from '../base/errors.ts';
import { decodeSafetensors } from '../engine/checkpoint.ts';
import { matchWeights } from '../engine/weights.ts';
import type { Plan } from '../plan/types.ts';
import type { CheckpointState } from '../protocol/types.ts';
import { CHECKPOINTS, infoOf, readRunFile, type RunFile } from '../runs/runFile.ts';
import { isThere, readPlain } from '../runs/safePaths.ts';

export interface TrainedRun {
  readonly folder: string;
  readonly file: RunFile;
  readonly plan: Plan;
  /** The parameters in the plan's order. */
  readonly weights: CheckpointState['tensors'];
  /** The checkpoint file that they are from. */
  readonly bytes: ArrayBuffer;
}

/**
 * A run and the weights of its best checkpoint, or its last one with `last` or where there is no best.
 * Throws `NN-RUN-NOT-FOUND`, `NN-RUN-BROKEN` or `NN-RUN-NO-CHECKPOINT`.
 */
export async function readTrainedRun(place: string, last: boolean): Promise<TrainedRun> {
  const folder = resolve(place);
  const file = await readRunFile(folder);
  const { plan } = infoOf(file);
  const bytes = new Uint8Array(await readPlain(await checkpointPath(folder, last)));
  const weights = matchWeights(plan, decodeSafetensors(bytes).tensors);
  return { folder, file, plan, weights, bytes: bytes.buffer };
}

async function checkpointPath(folder: string, last: boolean): Promise<string> {
  for (const kind of last ? ['last'] : ['best', 'last']) {
    const path = join(folder, CHECKPOINTS, `${kind}.safetensors`);
    if (await isThere(path)) return path;
  }
  throw new NnError('NN-RUN-NO-CHECKPOINT', `${folder} has no checkpoint yet: it has no weights to use.`);
}
