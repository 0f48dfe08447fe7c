/** The file at a path of a spec, and the check that it may be read. */
import type { CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import { statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { problemError, specProblem, type NnError, type SpecPath } from '../../base/errors.ts';
import { allowedPath, type AllowedRoots } from '../../files/allowedPath.ts';
import { pathHint } from './pathHint.ts';

export interface FileLimits {
  /** Absolute folder where relative paths start. */
  readonly baseDir: string;
  readonly allowedRoots: AllowedRoots;
}

export interface AllowedFile {
  /** Links followed. */
  readonly real: string;
  /** Bytes. */
  readonly size: number;
  /** Time of the last writing, in milliseconds. */
  readonly written: number;
}

/**
 * The ordinary file behind `path`, links followed. It does not wait, so that readers that cannot wait look as well.
 * @throws NnError NN-DATA-NOT-FOUND, NN-DATA-UNREADABLE or NN-DATA-OUTSIDE, at `key` of the spec
 */
export function allowedFile(path: string, limits: FileLimits, key: SpecPath): AllowedFile {
  let real: string | null;
  let facts: Stats | null;
  try {
    real = allowedPath(resolve(limits.baseDir, path), limits.allowedRoots);
    facts = real === null ? null : statSync(real);
  } catch (error) {
    throw unreadable(path, limits, key, error);
  }
  if (real === null || facts === null) throw problemAt(key, sentence('NN-DATA-OUTSIDE', { path }));
  if (facts.isDirectory()) {
    throw problemAt(key, sentence('NN-DATA-UNREADABLE.folder', { path }));
  }
  // A device or a pipe may never end.
  if (!facts.isFile()) throw problemAt(key, sentence('NN-DATA-UNREADABLE.special', { path }));
  return { real, size: facts.size, written: facts.mtimeMs };
}

/** An error of the file system as a problem of the spec. */
export function unreadable(path: string, limits: FileLimits, key: SpecPath, error: unknown): NnError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return problemAt(
      key,
      sentence('NN-DATA-NOT-FOUND', { path, baseDir: limits.baseDir, hint: pathHint(path, limits) }),
    );
  }
  return problemAt(key, sentence('NN-DATA-UNREADABLE.read', { path, code }));
}

/** An error at a value of the spec. */
export function problemAt(path: SpecPath, told: CodedText): NnError {
  return problemError(specProblem(told, 'error', path));
}
