/** The sample that is asked for. */
import { NnError } from '../../base/errors.ts';
import { sentence } from '../../base/problems/runs.ts';
import type { Dataset } from '../../data/types.ts';

/** @throws NnError NN-EXPLAIN-SAMPLE if the training split has no such row */
export function checkSample(sample: number, { train: { count } }: Dataset): void {
  if (Number.isInteger(sample) && sample >= 0 && sample < count) return;
  throw new NnError(sentence('NN-EXPLAIN-SAMPLE', { sample, last: count - 1 }));
}
