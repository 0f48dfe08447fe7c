/**
 * The one way to the folders and files of runs. A run folder may come from anyone (a repository, an archive), so
 * nothing in it is believed to be what its name says: links are not followed, and what is not an ordinary file is not
 * opened. A file with a second name elsewhere (a hard link) is read, but never written in place.
 */
import type { Text } from '../../base/problems/text.ts';
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/runs.ts';
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { NnError } from '../../base/errors.ts';
import { errorCode } from './files.ts';

/** Windows knows neither; there the file is looked at before it is opened. */
const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;
/** A pipe must not hold up its reader. */
const NO_WAIT = (constants.O_NONBLOCK as number | undefined) ?? 0;

const FLAGS = {
  read: constants.O_RDONLY,
  /** At its end; made where it is missing. */
  append: constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT,
  /** Of a file that is there. */
  change: constants.O_RDWR,
  /** Made where it is missing, emptied where it is there. */
  replace: constants.O_WRONLY | constants.O_CREAT,
} as const;

/** Folder that holds what NNSpec keeps of a project. */
const OWN_FOLDER = '.nnspec';

/**
 * Opens an ordinary file. Errors of the file system (`ENOENT`, …) pass through.
 * @throws NnError NN-RUN-LINK for a link, for what is no ordinary file, and (where it would be written) for a hard link
 */
export async function openPlain(path: string, mode: keyof typeof FLAGS): Promise<FileHandle> {
  if (NO_FOLLOW === 0 && (await isLink(path))) throw refused(path, phrase('is a link'));
  const file = await open(path, FLAGS[mode] | NO_FOLLOW | NO_WAIT).catch((error: unknown) => {
    const code = errorCode(error);
    // Linux and macOS, FreeBSD, a pipe without a reader.
    if (code === 'ELOOP' || code === 'EMLINK') throw refused(path, phrase('is a link'));
    if (code === 'ENXIO') throw refused(path, phrase('is not an ordinary file'));
    throw error;
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw refused(path, phrase('is not an ordinary file'));
    if (mode !== 'read' && facts.nlink > 1) throw refused(path, phrase('has a second name (a hard link)'));
    if (mode === 'replace') await file.truncate();
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The bytes of an ordinary file; as `openPlain`. */
export async function readPlain(path: string): Promise<Buffer<ArrayBuffer>> {
  const file = await openPlain(path, 'read');
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** As `readPlain`; null where nothing is there. */
export async function readPlainIfThere(path: string): Promise<Buffer<ArrayBuffer> | null> {
  try {
    return await readPlain(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The text of an ordinary file; as `openPlain`. */
export async function readPlainText(path: string): Promise<string> {
  return (await readPlain(path)).toString('utf8');
}

/** Appends to an ordinary file, or writes it anew; as `openPlain`. */
export async function writePlain(
  path: string,
  content: string | Uint8Array,
  mode: 'append' | 'replace',
): Promise<void> {
  const file = await openPlain(path, mode);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/**
 * Sees to it that no folder on the way from `root`, which may be a link itself, down to `folder` is a link. A folder
 * that is not inside `root` is one that the user has named, and is taken as it is. What is missing is no link.
 * @param root default: where the project begins that `folder` is kept in, else the folder around it
 * @throws NnError NN-RUN-LINK
 */
export async function requirePlainFolder(folder: string, root = rootOf(folder)): Promise<void> {
  const way = relative(root, folder);
  if (way === '' || isAbsolute(way) || way.split(sep)[0] === '..') return;
  let at = resolve(root);
  for (const name of way.split(sep)) {
    at = join(at, name);
    if (await isLink(at)) throw refused(at, phrase('is a link'));
  }
}

/** True if something is there, including a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

async function isLink(path: string): Promise<boolean> {
  const facts = await lstat(path).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  });
  return facts?.isSymbolicLink() === true;
}

function rootOf(folder: string): string {
  const parts = resolve(folder).split(sep);
  const own = parts.indexOf(OWN_FOLDER);
  return own > 0 ? parts.slice(0, own).join(sep) || sep : dirname(resolve(folder));
}

function refused(path: string, what: Text): NnError {
  return new NnError(sentence('NN-RUN-LINK', { path, what }));
}
