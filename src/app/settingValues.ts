/** The values of the extension's settings: a user may have written any number. */
import { availableParallelism } from 'node:os';

const BYTES_PER_MIB = 1024 * 1024;

/** Threads of a run; 0: the engine chooses. */
export const threadsFrom = (value: number): number => Math.max(0, Math.trunc(value));

/** Number of runs that train at the same time; 0 or less: one a processor. */
export function runsAtOnceFrom(value: number): number {
  const wanted = Math.trunc(value);
  return wanted > 0 ? wanted : availableParallelism();
}

/** Bytes from a number of MiB, at least `least` MiB. */
export const bytesFrom = (mebibytes: number, least: number): number =>
  Math.max(least, mebibytes) * BYTES_PER_MIB;
