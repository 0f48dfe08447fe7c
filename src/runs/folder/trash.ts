/**
 * Deleted runs wait in `.trash` of their runs folder until it is too late to undo. A rename, so nothing is copied. What
 * lies in `.trash` may have come with the workspace: only what `trashRun` has put there, and its caller remembers, is
 * ever removed.
 */
import { sentence } from '../../base/problems/runs.ts';
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { NnError } from '../../base/errors.ts';
import { writeAtomically } from './files.ts';
import { RUN_FILE } from './runFile.ts';
import { isThere, readPlainText, requirePlainFolder } from './safePaths.ts';

const TRASH = '.trash';
/** Holds the mark of the deletion, in the run's folder. */
const MARK_FILE = 'deleted';

export interface TrashedRun {
  /** The folder before deletion, to which undo moves it back. */
  readonly folder: string;
  /** The folder in the trash. */
  readonly trashed: string;
  /** Random; also written into the folder, so that another one in its place is not taken for it. */
  readonly mark: string;
  /** The time of deletion, in milliseconds of Date.now(). */
  readonly at: number;
}

/** Moves a run folder into the trash beside it. Throws `NN-RUN-LINK` where one of them is a link. */
export async function trashRun(folder: string): Promise<TrashedRun> {
  const trash = join(dirname(folder), TRASH);
  await requirePlainFolder(folder);
  await requirePlainFolder(trash);
  await mkdir(trash, { recursive: true });
  const mark = randomBytes(16).toString('hex');
  await writeAtomically(join(folder, MARK_FILE), mark);
  for (let attempt = 1; ; attempt++) {
    const trashed = join(trash, attempt === 1 ? basename(folder) : `${basename(folder)}.${attempt}`);
    if (await isThere(trashed)) continue;
    await rename(folder, trashed);
    return { folder, trashed, mark, at: Date.now() };
  }
}

/** Brings a run back. Throws `NN-RUN-EXISTS` where another folder has taken its place, `NN-RUN-LINK` as `trashRun`. */
export async function restoreRun({ folder, trashed }: TrashedRun): Promise<void> {
  if (await isThere(folder)) {
    throw new NnError(sentence('NN-RUN-EXISTS.trash', { folder, trashed }));
  }
  await requirePlainFolder(trashed);
  await rename(trashed, folder);
  await rm(join(folder, MARK_FILE), { force: true });
}

/** True if the folder in the trash is the one that `trashRun` has put there: with its mark, a run's, and no link. */
export async function isTrashed({ folder, trashed, mark }: TrashedRun): Promise<boolean> {
  if (dirname(trashed) !== join(dirname(folder), TRASH)) return false;
  try {
    await requirePlainFolder(trashed);
    const run = await lstat(join(trashed, RUN_FILE));
    return run.isFile() && (await readPlainText(join(trashed, MARK_FILE))) === mark;
  } catch {
    return false;
  }
}
