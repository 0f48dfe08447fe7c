/** Writes checkpoints into a run folder piece by piece; each takes its place at once when its last piece has come. */
import { createHash, type Hash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findSeal } from '../../base/seal.ts';
import type { CheckpointKind, CheckpointPiece } from '../../run/checkpoints.ts';
import { AtomicFile, linkAtomically } from './files.ts';

interface Hooks {
  /** Runs before a whole checkpoint takes its place. */
  readonly beforeFinish: () => Promise<void>;
  /** Runs when a checkpoint has taken its place under one of its names. */
  readonly written: (kind: CheckpointKind, step: number) => Promise<void>;
}

export class CheckpointWriter {
  readonly #folder: string;
  readonly #keep: number;
  readonly #hooks: Hooks;
  /** The checkpoint whose pieces are coming. */
  #unfinished: { readonly file: AtomicFile; readonly hash: Hash; readonly sealAt: number | null } | null =
    null;

  /** `keep`: how many checkpoints of epochs stay. */
  constructor(folder: string, keep: number, hooks: Hooks) {
    this.#folder = folder;
    this.#keep = keep;
    this.#hooks = hooks;
  }

  /** The next piece. Until the last one of its checkpoint the older checkpoints stay. */
  async write({ kinds, step, epoch, bytes, whole }: CheckpointPiece): Promise<void> {
    const pathOf = (kind: CheckpointKind): string =>
      join(this.#folder, `${kind === 'epoch' ? `epoch-${epoch}` : kind}.safetensors`);
    const [first = 'last', ...others] = kinds;
    const piece = new Uint8Array(bytes);
    if (this.#unfinished === null) {
      const seal = findSeal(piece);
      const sealAt = seal === null || seal === 'broken' ? null : seal.at;
      const file = await AtomicFile.create(pathOf(first));
      this.#unfinished = { file, hash: createHash('sha256'), sealAt };
    }
    const { file, hash, sealAt } = this.#unfinished;
    const written = file.write(piece);
    // Meanwhile: training of a large network waits for both.
    hash.update(piece);
    await written;
    if (!whole) return;
    if (sealAt !== null) await file.writeAt(sealAt, hash.digest('hex'));
    await this.#hooks.beforeFinish();
    this.#unfinished = null;
    await file.finish();
    for (const kind of others) await linkAtomically(pathOf(first), pathOf(kind));
    for (const kind of kinds) {
      await this.#hooks.written(kind, step);
      if (kind === 'epoch') await pruneEpochs(this.#folder, this.#keep);
    }
  }

  /** Removes what has come of a checkpoint that is not whole. */
  async discard(): Promise<void> {
    await this.#unfinished?.file.discard();
  }
}

async function pruneEpochs(folder: string, keep: number): Promise<void> {
  const epochs = (await readdir(folder))
    .map((name) => /^epoch-(\d+)\.safetensors$/.exec(name)?.[1])
    .filter((epoch) => epoch !== undefined)
    .map(Number)
    .sort((a, b) => b - a);
  for (const epoch of epochs.slice(keep)) await rm(join(folder, `epoch-${epoch}.safetensors`));
}
