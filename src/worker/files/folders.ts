/** Folders that a spec names, and nothing outside of the allowed ones. */
import { sentence } from '../../base/problems/data.ts';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NnError, type SpecPath } from '../../base/errors.ts';
import { allowedPath } from '../../files/allowedPath.ts';
import { problemAt, unreadable, type FileLimits } from './allowedFile.ts';

const SOURCE: SpecPath = ['data', 'source'];

export function isFolder(path: string, limits: FileLimits): boolean {
  return statSync(resolve(limits.baseDir, path), { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * The names of the files and folders in a folder. A link that leads nowhere is left out; one that leads out of the allowed
 * folders is refused when it is read.
 * @throws NnError NN-DATA-NOT-FOUND, NN-DATA-UNREADABLE or NN-DATA-OUTSIDE
 */
export function listed(
  path: string,
  limits: FileLimits,
): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    const real = allowedPath(resolve(limits.baseDir, path), limits.allowedRoots);
    if (real === null) throw problemAt(SOURCE, sentence('NN-DATA-OUTSIDE', { path }));
    for (const entry of readdirSync(real, { withFileTypes: true })) {
      const facts = entry.isSymbolicLink()
        ? statSync(join(real, entry.name), { throwIfNoEntry: false })
        : entry;
      if (facts?.isDirectory()) folders.push(entry.name);
      else if (facts?.isFile()) files.push(entry.name);
    }
  } catch (error) {
    throw NnError.is(error) ? error : unreadable(path, limits, SOURCE, error);
  }
  return { files, folders };
}
