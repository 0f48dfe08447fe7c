/**
 * Performance profiles (Dolan & Moré 2002) as in AlgoPerf (Dahl et al. 2023): over several specs, the share of them on which a
 * contender reaches the target within a multiple of what the fastest one takes.
 */
import { bestRows, leaderboard, type LeaderRow } from './leaderboard.ts';
import type { ComparisonState } from './state.ts';

/** Multiples up to which the score counts. */
export const MOST_MULTIPLE = 4;

/** A contender's results on each spec, and their profile. */
export interface ProfiledContender {
  readonly family: string;
  /** Of each spec: steps (or seconds) to the target, the median over the seeds; null where fewer than half of them reach it. */
  readonly takes: readonly (number | null)[];
  /** The same as multiples of the fastest contender's; null where the target is not reached. */
  readonly multiples: readonly (number | null)[];
  /** The steps of the profile: from this multiple on, this share of the specs. */
  readonly curve: readonly { readonly multiple: number; readonly share: number }[];
  /** The mean share for multiples from 1 to `MOST_MULTIPLE`: 1 for the fastest on every spec. */
  readonly score: number;
}

type Measure = 'steps' | 'seconds';

/** Middle of what the runs of a row take, those that do not reach the target taking forever. */
function takenBy(row: LeaderRow, measure: Measure): number | null {
  const sorted = row.runs
    .map(({ reached }) => (reached ? reached[measure === 'steps' ? 'step' : 'seconds'] : Infinity))
    .sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? Infinity) + (sorted[Math.ceil(middle)] ?? Infinity)) / 2;
  return Number.isFinite(median) ? median : null;
}

/** The share of specs within `multiple`. */
export function shareWithin({ multiples }: Pick<ProfiledContender, 'multiples'>, multiple: number): number {
  return multiples.filter((one) => one !== null && one <= multiple).length / multiples.length;
}

function profileOf(
  family: string,
  takes: ProfiledContender['takes'],
  fastest: readonly number[],
): ProfiledContender {
  const multiples = takes.map((taken, spec) => (taken === null ? null : taken / (fastest[spec] ?? NaN)));
  const places = [...new Set(multiples.filter((one) => one !== null))].sort((a, b) => a - b);
  const area = multiples.reduce<number>(
    (sum, one) => sum + (one === null ? 0 : Math.max(0, MOST_MULTIPLE - one)),
    0,
  );
  return {
    ...{ family, takes, multiples },
    curve: places.map((multiple) => ({ multiple, share: shareWithin({ multiples }, multiple) })),
    score: area / (MOST_MULTIPLE - 1) / multiples.length,
  };
}

/**
 * The contenders of comparisons that have the same target each and ended, by their names, the best score first. Of a contender with
 * several rates the best one counts. One that is not in a comparison does not reach its target.
 */
export function profilesOf(comparisons: readonly ComparisonState[], measure: Measure): ProfiledContender[] {
  const rows = comparisons.map(({ runs }) => bestRows(leaderboard(runs)));
  const families = [...new Set(rows.flat().map(({ family }) => family))];
  const takes = families.map((family) =>
    rows.map((own) => {
      const row = own.find((one) => one.family === family);
      return row ? takenBy(row, measure) : null;
    }),
  );
  const fastest = rows.map((_, spec) => Math.min(...takes.map((own) => own[spec] ?? Infinity)));
  return families
    .map((family, index) => profileOf(family, takes[index] ?? [], fastest))
    .sort((a, b) => b.score - a.score);
}
