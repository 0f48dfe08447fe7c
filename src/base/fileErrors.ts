/** Errors of the file system as sentences that name the remedy. */
import { phrase } from './problems/phrase.ts';
import { sentence } from './problems/runs.ts';
import { NnError } from './errors.ts';

const FULL: readonly string[] = ['ENOSPC', 'EDQUOT'];
const DENIED: readonly string[] = ['EACCES', 'EPERM', 'EROFS'];
/** As all of Node's errors of the system have, such as `ENOENT`; its other errors have codes with `ERR_`. */
const CODE = /^E[A-Z0-9]+$/;

/**
 * An error of the file system as one with a stable code, what was done to which file, and how to mend it; null if it is
 * none. `place`: what was written or read, where the error itself does not say.
 * @returns NN-DISK-FULL, NN-DISK-DENIED or NN-DISK-ERROR
 */
export function fileError(error: unknown, place?: string): NnError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code } = error;
  if (typeof code !== 'string' || !CODE.test(code)) return null;
  const where = 'path' in error && typeof error.path === 'string' ? error.path : (place ?? phrase('A file'));
  if (FULL.includes(code)) {
    return new NnError(sentence('NN-DISK-FULL', { where, code }));
  }
  if (DENIED.includes(code)) {
    return new NnError(sentence('NN-DISK-DENIED', { where, code }));
  }
  return new NnError(sentence('NN-DISK-ERROR', { where, message: error.message }));
}
