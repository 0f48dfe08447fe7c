/**
 * The one check of trust: in a workspace that is not trusted, only what lies inside its folders is read. Links are
 * followed first, since a repository may bring along a link to any place.
 */
import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';

/** Folders outside of which nothing may be read; null in a trusted workspace: anywhere. */
export type AllowedRoots = readonly string[] | null;

/**
 * The file or folder behind the absolute `path`, links followed; null if it lies outside of `roots`. It does not wait, so
 * that readers that cannot wait look as well. Open what it returns, not `path`. Throws what the file system throws.
 */
export function allowedPath(path: string, roots: AllowedRoots): string | null {
  const real = realpathSync.native(path);
  return roots === null || roots.some((root) => isInside(real, root)) ? real : null;
}

function isInside(real: string, root: string): boolean {
  let from: string;
  try {
    from = realpathSync.native(root);
  } catch {
    return false;
  }
  const way = relative(from, real);
  return way.split(sep)[0] !== '..' && !isAbsolute(way);
}
