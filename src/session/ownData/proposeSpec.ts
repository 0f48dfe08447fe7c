/** A spec for a data file, read in a worker of its own. */
import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { Proposal, ProposalFormat } from '../../plan/proposal.ts';
import { formatOf } from '../../format/keys/sources.ts';
import { alone } from '../worker/alone.ts';

export interface ProposeOptions {
  readonly dataPath: string;
  readonly format: ProposalFormat;
  /** The file that the spec will be in; its `source` is relative to it. */
  readonly specPath: string;
  /** The column to predict; null: the likeliest one. */
  readonly target: string | null;
  readonly workerPath: string;
  readonly memoryLimit: number;
  readonly allowedRoots: readonly string[] | null;
}

/** The path of the spec beside a data file: `wine.csv` gives `wine.nnspec.json`. */
export function specBeside(dataPath: string): string {
  return resolve(dirname(dataPath), `${stem(dataPath)}.nnspec.json`);
}

function stem(dataPath: string): string {
  return basename(dataPath)
    .replace(/\.gz$/i, '')
    .replace(/(?<=.)\.[^.]*$/, '');
}

/** The format of a file by its name, `pictures` for a folder; undefined if its name tells none. */
export function formatAt(dataPath: string): ProposalFormat | undefined {
  const isFolder = statSync(dataPath, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? 'pictures' : formatOf(dataPath);
}

/** Rejects with NnError as reading the file does, or NN-DATA-PROPOSE. */
export async function proposeSpec(options: ProposeOptions): Promise<Proposal> {
  const { dataPath, specPath, format, target, workerPath, memoryLimit, allowedRoots } = options;
  const baseDir = dirname(resolve(specPath));
  const path = relative(baseDir, resolve(dataPath)).replaceAll(sep, '/');
  const name = stem(dataPath);
  return alone({ workerPath, memoryLimit }, (worker) =>
    worker.call({ type: 'propose', path, format, name, target, baseDir, allowedRoots, memoryLimit }),
  );
}
