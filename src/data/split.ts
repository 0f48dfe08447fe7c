/** Which rows are for training, validation and test: drawn from the seed, the same on every machine. */
import { RandomStream } from '../base/philox.ts';
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

/**
 * Draws the splits. With `labels` (a class per row) each class is shared out in proportion, by largest
 * remainder, and keeps at least one row for training. Throws NN-DATA-EMPTY-SPLIT if none is left for training.
 */
export function splitRows(rows: number, labels: readonly string[] | null, options: SplitOptions): SplitRows {
  const groups = labels === null ? [allRows(rows)] : rowsByLabel(labels);
  const random = new RandomStream(options.seed, 'split');
  if (options.shuffle) for (const group of groups) random.shuffle(group);

  const validationCounts = shareOut(groups, rows, options.validation, null);
  const testCounts = shareOut(groups, rows, options.test, validationCounts);
  const train: number[] = [];
  const validation: number[] = [];
  const test: number[] = [];
  groups.forEach((group, index) => {
    const testStart = group.length - (testCounts[index] ?? 0);
    const validationStart = testStart - (validationCounts[index] ?? 0);
    group.forEach((row, position) => {
      if (position >= testStart) test.push(row);
      else if (position >= validationStart) validation.push(row);
      else train.push(row);
    });
  });
  refuseEmpty('training', train.length, rows, 1 - options.validation - options.test);
  return { train: ascending(train), validation: ascending(validation), test: ascending(test) };
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

function ascending(rows: readonly number[]): Uint32Array {
  return Uint32Array.from(rows).sort();
}

/** All row numbers, ascending. */
export function allRows(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, index) => index);
}

/** Groups in order of first appearance, so the draws do not depend on how classes are named. */
function rowsByLabel(labels: readonly string[]): Uint32Array[] {
  const groups = new Map<string, number[]>();
  labels.forEach((label, row) => {
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [row]);
    else group.push(row);
  });
  return [...groups.values()].map((group) => Uint32Array.from(group));
}

/** How many rows of each group go to a split of the given share; `taken` of each are gone already. */
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
    'NN-DATA-EMPTY-SPLIT',
    `The ${name} split is empty: a share of ${String(Number(share.toFixed(6)))} of ${String(rows)} ` +
      `${rows === 1 ? 'row' : 'rows'}. Change data.split or bring more data.`,
    ['data', 'split'],
  );
}
