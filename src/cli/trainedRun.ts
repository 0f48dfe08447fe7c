/** Finds what a command needs in a run folder. */
import { resolve } from 'node:path';
import { decodeSafetensors } from '../engine/checkpoint.ts';
import { matchWeights } from '../engine/weights.ts';
import type { Plan } from '../plan/types.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import type { RunWeights } from '../run/run.ts';
import { infoOf, readRunFile, type RunFile } from '../runs/folder/runFile.ts';
import { findWeights, weightsText } from '../runs/weights.ts';
import { UsageError, type Args, type Option } from './args.ts';

export interface TrainedRun {
  readonly folder: string;
  readonly file: RunFile;
  readonly plan: Plan;
  /** The parameters in the plan's order. */
  readonly weights: CheckpointState['tensors'];
  /** The checkpoint file that they are from. */
  readonly bytes: ArrayBuffer;
  /** The kind of the run's weights. */
  readonly which: RunWeights;
}

/** Options of the commands that take a run's weights. */
export const WEIGHTS_OPTIONS: readonly Option[] = [
  { name: 'last', help: 'the last weights, not those of the run' },
  { name: 'best', help: 'the best checkpoint, also where early stopping has put other weights back' },
];

/**
 * A run and its weights, or those that `args` ask for.
 * Throws `NN-RUN-NOT-FOUND`, `NN-RUN-BROKEN` or `NN-RUN-NO-CHECKPOINT`.
 */
export async function readTrainedRun(place: string, args: Args): Promise<TrainedRun> {
  const [best, last] = [args.flag('best'), args.flag('last')];
  if (best && last) throw new UsageError('Only one of --best and --last.');
  const folder = resolve(place);
  const file = await readRunFile(folder);
  const { plan } = infoOf(file);
  const wanted = best ? 'best' : last ? 'last' : undefined;
  const { bytes, weights: which } = await findWeights(folder, file, wanted);
  const weights = matchWeights(plan, decodeSafetensors(bytes).tensors);
  return { folder, file, plan, weights, bytes: bytes.buffer, which };
}

/** The line that says whose weights follow. */
export function weightsLine(which: RunWeights): string {
  return `weights: ${weightsText(which)}\n`;
}
