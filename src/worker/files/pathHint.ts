/** The possible reason why a path leads to no file, as the end of an error; empty if nothing is known. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { readdirSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { allowedPath, type AllowedRoots } from '../../files/allowedPath.ts';

export interface Folders {
  readonly baseDir: string;
  /** No other folder is looked into. */
  readonly allowedRoots: AllowedRoots;
}

/** A hint for a path that is an address, begins with `~`, has backslashes, or is written like another file's. */
export function pathHint(path: string, folders: Folders): Text | '' {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(path))
    return phrase(' {advice}', {
      advice: phrase('Addresses are not read: download the file and name it here.'),
    });
  if (/^~[/\\]/.test(path)) return phrase(' “~” is not your home folder here: write the whole path.');
  const alike = fileLike(resolve(folders.baseDir, path.replaceAll('\\', '/')), folders);
  if (path.includes('\\') && sep === '/') {
    return alike === null
      ? phrase(' Write “/” between folders.')
      : phrase(' Write “/” between folders: {path}.', { path: path.replaceAll('\\', '/') });
  }
  if (alike === null) return '';
  const name = basename(path);
  return alike.normalize('NFC') === name.normalize('NFC')
    ? phrase(
        ' There is a file whose name looks the same but is made of other characters (macOS takes Korean and accented letters apart). Rename it.',
      )
    : phrase(' There is a file {name}: upper and lower case count.', { name: JSON.stringify(alike) });
}

/** The name of a file in the same folder that is the same but for case and the composition of characters. */
function fileLike(file: string, { allowedRoots }: Folders): string | null {
  const plain = (name: string): string => name.normalize('NFC').toLowerCase();
  try {
    const folder = allowedPath(dirname(file), allowedRoots);
    if (folder === null) return null;
    const wanted = plain(basename(file));
    return readdirSync(folder).find((name) => plain(name) === wanted) ?? null;
  } catch {
    return null;
  }
}
