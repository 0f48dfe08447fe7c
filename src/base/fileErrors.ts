/** Errors of the file system as sentences that name the remedy. */
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
export function fileError(error: unknown, place = 'A file'): NnError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code } = error;
  if (typeof code !== 'string' || !CODE.test(code)) return null;
  const where = 'path' in error && typeof error.path === 'string' ? error.path : place;
  if (FULL.includes(code)) {
    return new NnError(
      'NN-DISK-FULL',
      `${where} cannot be written: the disk is full or your share of it is used up (${code}). Free some space, or choose another ` +
        'place (--run-dir, the setting nnspec.runsFolder); a run that was cut off can be resumed.',
    );
  }
  if (DENIED.includes(code)) {
    return new NnError(
      'NN-DISK-DENIED',
      `${where} cannot be read or written: the system does not allow it (${code}). Change the permissions of the file and its folder, or ` +
        'choose another place (--run-dir, the setting nnspec.runsFolder).',
    );
  }
  return new NnError('NN-DISK-ERROR', `${where} cannot be read or written: ${error.message}.`);
}
