/** The end of a training that failed. */
import { NnError, toldBy } from '../base/errors.ts';
import { sentence } from '../base/problems/runs.ts';
import type { RunEnd } from '../run/run.ts';

/** With the error's own code, or the resource that the engine ran out of. */
export function trainFailure(error: unknown, steps: number, seconds: number): RunEnd {
  const end = { reason: 'failed', epochs: 0, steps, seconds } as const;
  if (NnError.is(error)) return { ...end, ...toldBy(error) };
  if (error instanceof RangeError) {
    return { ...end, ...sentence('NN-TRAIN-MEMORY.more', { message: error.message }) };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { ...end, ...sentence('NN-INTERNAL.fault', { text }) };
}
