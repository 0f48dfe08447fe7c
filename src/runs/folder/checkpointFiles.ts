/** The checkpoints of a run folder: which there are, and whether they are what was written. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/runs.ts';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NnError } from '../../base/errors.ts';
import { headerOf, isIntact } from '../../base/seal.ts';
import { CHECKPOINTS } from './runFile.ts';
import { readPlainIfThere } from './safePaths.ts';

const SUFFIX = '.safetensors';

/** `last`, `best` or `epoch-N`: never a path. */
export function isCheckpointName(name: string): boolean {
  return /^(?:last|best|epoch-[1-9]\d{0,15})$/.test(name);
}

/** Names of those that are there: the last, the best, then those of epochs, the newest first. */
export async function checkpointNames(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, CHECKPOINTS)).catch(() => []);
  const names = files.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length));
  const rank = (name: string): number =>
    name === 'last' ? Infinity : name === 'best' ? Number.MAX_VALUE : Number(name.slice('epoch-'.length));
  return names.filter(isCheckpointName).sort((a, b) => (rank(a) < rank(b) ? 1 : -1));
}

/**
 * The bytes of a checkpoint; null if there is none of that name. `how` tells how another one would be used instead.
 * @throws NnError NN-RUN-CHECKPOINT-BROKEN with the names of those that are intact, NN-RUN-LINK
 */
export async function readCheckpointFile(
  folder: string,
  name: string,
  how: (other: string) => Text,
): Promise<ArrayBuffer | null> {
  const bytes = await read(folder, name);
  if (bytes === null) return null;
  if (isIntact(bytes, sha256)) return bytes.buffer;
  const others = (await checkpointNames(folder)).filter((other) => other !== name);
  const intact: { name: string; text: Text }[] = [];
  for (const other of others) {
    const found = await read(folder, other);
    if (found === null || !isIntact(found, sha256)) continue;
    const { step, epoch } = headerOf(found) ?? {};
    intact.push({
      name: other,
      text: phrase('{name} (epoch {epoch}, step {step})', {
        name: other,
        epoch: Number(epoch),
        step: Number(step),
      }),
    });
  }
  const [first] = intact;
  const mend = first
    ? phrase('Intact: {names}. {how}', { names: intact.map(({ text }) => text), how: how(first.name) })
    : phrase('None of the others is intact either: train anew, or bring the file back from a copy.');
  throw new NnError(sentence('NN-RUN-CHECKPOINT-BROKEN', { name, folder, mend }));
}

async function read(folder: string, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!isCheckpointName(name)) return null;
  const bytes = await readPlainIfThere(join(folder, CHECKPOINTS, `${name}${SUFFIX}`));
  return bytes && new Uint8Array(bytes);
}

function sha256(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
