/** Specs by their path. Free of vscode. */
import { basename } from 'node:path';
import { NnError } from '../base/errors.ts';
import { sentence } from '../base/problems/host.ts';
import { allowedPath, type AllowedRoots } from '../files/allowedPath.ts';

export const SPEC_SUFFIX = '.nnspec.json';

/** File name without the suffix, as runs and charts show it until the spec's own name is known. */
export function specName(file: string): string {
  return basename(file, SPEC_SUFFIX);
}

/** The paths (with `/` between folders) with the fewest folders first, else by name. */
export function byDepth(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || a.localeCompare(b);
}

/**
 * Refuses a spec that may not be read: a repository may name any file as its spec, by a link or in a run that it brings
 * along.
 * @throws NnError NN-HOST-UNTRUSTED
 */
export function requireAllowedSpec(file: string, roots: AllowedRoots): void {
  if (roots === null) return;
  let real: string | null = null;
  try {
    real = allowedPath(file, roots);
  } catch {
    // A file that cannot be reached is refused as well.
  }
  if (real === null) throw new NnError(sentence('NN-HOST-UNTRUSTED.spec', { name: specName(file) }));
}
