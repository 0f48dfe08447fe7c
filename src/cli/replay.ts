/** Compares a repeated run with the original: weights and optimizer state, bit for bit. */
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/runs.ts';
import { NnError } from '../base/errors.ts';
import { decodeCheckpoint } from '../engine/checkpoint.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import { readCheckpointFile } from '../runs/folder/checkpointFiles.ts';
import { readRunFile } from '../runs/folder/runFile.ts';

export interface ReplayComparison {
  readonly equal: boolean;
  /** Steps of the original that were compared. */
  readonly steps: number;
  readonly message: string;
}

/** Compares the last checkpoints. One of a run that was cut off lies behind: there is nothing to compare then. */
export async function compareReplay(original: string, replay: string): Promise<ReplayComparison> {
  const [before, after] = await Promise.all([lastCheckpoint(original), lastCheckpoint(replay)]);
  const { step } = before;
  if (step !== after.step) {
    const message = `The last checkpoint of the original is that of step ${step}, and of the replay ${after.step}: their weights cannot be compared.`;
    return { equal: false, steps: step, message };
  }
  const different = before.tensors.find(({ name, values }) => {
    const other = after.tensors.find((tensor) => tensor.name === name);
    return !other || !sameBits(values, other.values);
  });
  if (!different && before.tensors.length === after.tensors.length) {
    const message = `All ${before.tensors.length} tensors after step ${step} equal the original's, bit for bit.`;
    return { equal: true, steps: step, message };
  }
  const [{ backend: own }, { backend: other }] = await Promise.all([
    readRunFile(original),
    readRunFile(replay),
  ]);
  const cause = own === other ? '' : ` The original was computed by ${own}, the replay by ${other}.`;
  const message = `${different?.name ?? 'The set of tensors'} differs from the original after step ${step}.${cause}`;
  return { equal: false, steps: step, message };
}

async function lastCheckpoint(folder: string): Promise<CheckpointState> {
  const bytes = await readCheckpointFile(folder, 'last', () => phrase('Only the last ones can be compared.'));
  if (bytes) return decodeCheckpoint(new Uint8Array(bytes));
  throw new NnError(sentence('NN-RUN-NO-CHECKPOINT.last', { folder }));
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}
