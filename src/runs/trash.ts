/** Deleted runs wait in `.trash` of their runs folder until it is too late to undo. A rename, so nothing is copied. */
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { NnError } from '../base/errors.ts';
import { errorCode } from './files.ts';

const TRASH = '.trash';

export interface TrashedRun {
  /** Where it was, and where it goes back to. */
  readonly folder: string;
  /** Where it is. */
  readonly trashed: string;
}

/** Moves a run folder into the trash beside it. */
export async function trashRun(folder: string): Promise<TrashedRun> {
  const trash = join(dirname(folder), TRASH);
  await mkdir(trash, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const trashed = join(trash, attempt === 1 ? basename(folder) : `${basename(folder)}.${attempt}`);
    if ((await stat(trashed).catch(() => null)) !== null) continue;
    await rename(folder, trashed);
    return { folder, trashed };
  }
}

/** Brings a run back. Throws `NN-RUN-EXISTS` where another folder has taken its place. */
export async function restoreRun({ folder, trashed }: TrashedRun): Promise<void> {
  if ((await stat(folder).catch(() => null)) !== null) {
    throw new NnError('NN-RUN-EXISTS', `${folder} is there again; the deleted run is kept in ${trashed}.`);
  }
  await rename(trashed, folder);
}

/**
 * Folders that have been in the trash of a runs folder for longer than `age` milliseconds: their window was closed
 * before the undo ran out. Younger ones may be another window's.
 */
export async function leftInTrash(runsFolder: string, age: number): Promise<string[]> {
  const trash = join(runsFolder, TRASH);
  try {
    const folders = (await readdir(trash)).map((name) => join(trash, name));
    const found = await Promise.all(folders.map((folder) => stat(folder)));
    // The rename into the trash has set the time of the last change of the folder's own entry.
    return folders.filter((_, index) => Date.now() - (found[index]?.ctimeMs ?? Infinity) >= age);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
