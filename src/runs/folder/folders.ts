/** Makes run folders: whole or not at all, whenever the process dies. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/runs.ts';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { NnError } from '../../base/errors.ts';
import { errorCode, syncFolder } from './files.ts';
import { RUN_FILE } from './runFile.ts';
import { isAbandoned } from './runLock.ts';
import { isThere, requirePlainFolder } from './safePaths.ts';

/**
 * A new folder inside `runsFolder`, or exactly `folder`. No folder below `root` may be a link (default: that of
 * `requirePlainFolder`).
 */
export type Place = { readonly runsFolder: string; readonly root?: string } | { readonly folder: string };

interface Made<T> {
  readonly folder: string;
  readonly filled: T;
}

/** Names of folders that are still being made, as `putFolder` gives them. */
const TEMPORARY = /^\.new-[0-9a-f]{12}$/;

/** Codes of a rename onto a folder that is there: Linux, macOS, Windows. */
const TAKEN: readonly (string | undefined)[] = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'];

/**
 * Makes the folder of a new run. `fill` writes into a temporary folder, which then gets its name; it may be called
 * again with another name. `runsFolder` gets its own `.gitignore`; a `folder` must be empty or new.
 * @returns the folder, and what `fill` has made for it
 * @throws NnError NN-RUN-EXISTS, NN-RUN-FOLDER, NN-RUN-LINK
 */
export async function makeRunFolder<T>(
  place: Place,
  startedAt: string,
  name: string,
  fill: (temporary: string, folder: string) => Promise<T>,
): Promise<Made<T>> {
  if ('folder' in place) {
    const folder = resolve(place.folder);
    await requirePlainFolder(folder);
    await requireFree(folder);
    await makeFolder(dirname(folder));
    await removeLeftovers(dirname(folder));
    for (;;) {
      const made = await putFolder(folder, fill);
      if (made) return made;
      await requireFree(folder);
    }
  }
  const { runsFolder, root } = place;
  await requirePlainFolder(runsFolder, root);
  await makeFolder(runsFolder);
  await removeLeftovers(runsFolder);
  const ignore = join(runsFolder, '.gitignore');
  if (!(await isThere(ignore))) await writeFile(ignore, '*\n');
  const time = startedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const stem = join(runsFolder, `${time}-${safeName(name)}`);
  for (let attempt = 1; ; attempt++) {
    const folder = attempt === 1 ? stem : `${stem}-${attempt}`;
    const made = (await isThere(folder)) ? null : await putFolder(folder, fill);
    if (made) return made;
  }
}

/** The folder of the run `id` beside the run in `folder`; null if it is not the name of a folder there. */
export function folderBeside(folder: string, id: string): string | null {
  const plain = id === basename(id) && !id.startsWith('.') && id !== '' && !/[\\/\0]/.test(id);
  return plain ? join(dirname(folder), id) : null;
}

/** Removes what processes that died while they made a run have left in `parent`; a link is none of it. */
async function removeLeftovers(parent: string): Promise<void> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory() || !TEMPORARY.test(entry.name)) continue;
    const folder = join(parent, entry.name);
    if (!(await isAbandoned(folder).catch(() => false))) continue;
    // A folder that cannot be removed does no harm.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Null if another process has taken the name meanwhile. */
async function putFolder<T>(
  folder: string,
  fill: (temporary: string, folder: string) => Promise<T>,
): Promise<Made<T> | null> {
  const temporary = join(dirname(folder), `.new-${randomBytes(6).toString('hex')}`);
  try {
    await makeFolder(temporary);
    const filled = await fill(temporary, folder);
    await syncFolder(temporary);
    // An empty folder may stand there; Windows renames onto none.
    await rmdir(folder).catch(() => undefined);
    await rename(temporary, folder);
    await syncFolder(dirname(folder));
    return { folder, filled };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (TAKEN.includes(errorCode(error)) && (await isThere(folder))) return null;
    throw error;
  }
}

async function requireFree(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (errorCode(error) === 'ENOENT') return [];
    throw folderError(folder, error);
  });
  if (names.length === 0) return;
  const what = names.includes(RUN_FILE) ? phrase('holds a run already') : phrase('is not empty');
  throw new NnError(sentence('NN-RUN-EXISTS.folder', { folder, what }));
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw folderError(folder, error);
  }
}

function folderError(folder: string, error: unknown): NnError {
  return new NnError(
    sentence('NN-RUN-FOLDER', { folder, error: errorCode(error) ?? phrase('unknown error') }),
  );
}

/** Letters and digits of any script; nothing that a file system or a shell takes for its own. */
function safeName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return Array.from(safe).slice(0, 48).join('') || 'run';
}
