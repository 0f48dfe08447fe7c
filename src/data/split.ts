/** The rows for training, validation and test: drawn from the seed, the same on every machine. */
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/data.ts';
import { RandomStream } from '../base/philox.ts';
import type { Labels } from './encoding/labels.ts';
import { specError } from './problems.ts';

export interface SplitOptions {
  /** Share of the rows, in [0, 1). */
  readonly validation: number;
  readonly test: number;
  /** Rows are drawn at random; otherwise validation and test are taken from the end, in that order. */
  readonly shuffle: boolean;
  readonly seed: number;
}

/** Row numbers of each split, ascending. */
export interface SplitRows {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

const TRAIN = 0;
const VALIDATION = 1;
const TEST = 2;

/**
 * Draws the splits. With `labels` each class is shared out in proportion, by largest remainder, and keeps at least one
 * row for training. Throws NN-DATA-EMPTY-SPLIT if none is left for training.
 */
export function splitRows(rows: number, labels: Labels | null, options: SplitOptions): SplitRows {
  const order = allRows(rows);
  const groups = labels === null ? [order] : rowsByLabel(labels, order);
  const random = new RandomStream(options.seed, 'split');
  if (options.shuffle) for (const group of groups) random.shuffle(group);

  const validationCounts = shareOut(groups, rows, options.validation, null);
  const testCounts = shareOut(groups, rows, options.test, validationCounts);
  const counts = [0, 0, 0];
  const splitOf = new Uint8Array(rows);
  groups.forEach((group, index) => {
    const testStart = group.length - (testCounts[index] ?? 0);
    const validationStart = testStart - (validationCounts[index] ?? 0);
    group.forEach((row, position) => {
      const split = position >= testStart ? TEST : position >= validationStart ? VALIDATION : TRAIN;
      splitOf[row] = split;
      counts[split] = (counts[split] ?? 0) + 1;
    });
  });
  const [train = 0, validation = 0, test = 0] = counts;
  refuseEmpty('training', train, rows, 1 - options.validation - options.test);
  // All of them in the array that has drawn them.
  const next = [0, train, train + validation];
  splitOf.forEach((split, row) => {
    const at = next[split] ?? 0;
    order[at] = row;
    next[split] = at + 1;
  });
  return {
    train: order.subarray(0, train),
    validation: order.subarray(train, train + validation),
    test: order.subarray(train + validation, train + validation + test),
  };
}

/** Throws NN-DATA-EMPTY-SPLIT if a share was asked for and got no row. */
export function refuseEmptySplits(
  split: SplitRows,
  options: Pick<SplitOptions, 'validation' | 'test'>,
): void {
  const rows = split.train.length + split.validation.length + split.test.length;
  if (options.validation > 0) refuseEmpty('validation', split.validation.length, rows, options.validation);
  if (options.test > 0) refuseEmpty('test', split.test.length, rows, options.test);
}

/** All row numbers, ascending. */
export function allRows(rows: number): Uint32Array {
  const all = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) all[row] = row;
  return all;
}

/**
 * Brings the rows in `order` together by their classes; the rows of each class. Classes stand in order of first
 * appearance, so the draws do not depend on how they are named.
 */
function rowsByLabel({ codes, names }: Labels, order: Uint32Array): Uint32Array[] {
  const next = new Uint32Array(names.length + 1);
  for (const code of codes) next[code + 1] = (next[code + 1] ?? 0) + 1;
  for (let code = 0; code < names.length; code++) next[code + 1] = (next[code + 1] ?? 0) + (next[code] ?? 0);
  const groups = names.map((_, code) => order.subarray(next[code], next[code + 1]));
  codes.forEach((code, row) => {
    const at = next[code] ?? 0;
    order[at] = row;
    next[code] = at + 1;
  });
  return groups;
}

/** Number of rows of each group that go to a split of the given share; `taken` of each are gone already. */
function shareOut(
  groups: readonly Uint32Array[],
  rows: number,
  share: number,
  taken: readonly number[] | null,
): number[] {
  const total = Math.round(rows * share);
  const room = groups.map(
    (group, index) => group.length - (taken?.[index] ?? 0) - (groups.length > 1 ? 1 : 0),
  );
  const exact = groups.map((group) => group.length * share);
  const counts = exact.map((value, index) => Math.min(Math.floor(value), Math.max(0, room[index] ?? 0)));
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    const count = counts[index] ?? 0;
    if (count >= (room[index] ?? 0)) continue;
    counts[index] = count + 1;
    left--;
  }
  return counts;
}

function refuseEmpty(name: string, count: number, rows: number, share: number): void {
  if (count > 0) return;
  throw specError(
    sentence('NN-DATA-EMPTY-SPLIT', {
      name,
      share: Number(share.toFixed(6)),
      rows: rows === 1 ? phrase('{count} row', { count: rows }) : phrase('{count} rows', { count: rows }),
    }),
    ['data', 'split'],
  );
}
