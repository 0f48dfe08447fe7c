/** The run folder's knowledge of the data that its run was trained on. */
import { phrase } from '../base/problems/phrase.ts';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { coded } from '../base/problems/data.ts';
import type { KnownData } from '../plan/dataFacts.ts';
import { SPLIT_FILE, type RunFile } from '../runs/folder/runFile.ts';
import { readPlainIfThere } from '../runs/folder/safePaths.ts';
import type { LocatedProblem } from './types.ts';

export async function knownData(
  folder: string,
  { encoder, data }: Pick<RunFile, 'encoder' | 'data'>,
  accepted: boolean,
): Promise<KnownData> {
  const split = data ? await readPlainIfThere(join(folder, SPLIT_FILE)) : null;
  return { encoder, facts: data ?? null, split: split && new Uint8Array(split), accepted };
}

const MOVED =
  '{problem} The run was trained from {path}, which is no longer there: paths of its data start in that folder. Move it back, or train anew.';

/** Problems of a run that goes on; where its data is not found because its spec has moved, they say so. */
export async function withMovedSpec(
  problems: readonly LocatedProblem[],
  specPath: string,
): Promise<readonly LocatedProblem[]> {
  if (!problems.some(({ code }) => code === 'NN-DATA-NOT-FOUND')) return problems;
  if ((await stat(specPath).catch(() => null)) !== null) return problems;
  return problems.map((problem) => {
    if (problem.code !== 'NN-DATA-NOT-FOUND') return problem;
    const { text = { row: problem.message } } = problem;
    return { ...problem, ...coded('NN-DATA-NOT-FOUND', phrase(MOVED, { problem: text, path: specPath })) };
  });
}
