/** The table that ranks a comparison: one row for the runs that differ in their seed only. */
import { isGoing } from '../status.ts';
import type { ComparedRun } from './state.ts';

/** A number over the seeds of a row. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface LeaderRow {
  readonly group: string;
  readonly family: string;
  /** Its runs, by seed; the first stands for all where they are the same. */
  readonly runs: readonly ComparedRun[];
  readonly first: ComparedRun;
  /** Over the runs that have a finite result; null while there is none. */
  readonly loss: Spread | null;
  readonly metric: Spread | null;
  readonly seconds: Spread | null;
  /** Over the runs that have reached the target. */
  readonly stepsToTarget: Spread | null;
  readonly secondsToTarget: Spread | null;
  readonly reached: number;
  /** Runs that have failed or were ended as hopeless. */
  readonly lost: number;
  readonly going: boolean;
}

/** Middle, lowest and highest of the finite numbers; null if there is none. */
export function spreadOf(numbers: readonly (number | null | undefined)[]): Spread | null {
  const sorted = numbers
    .filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
    .sort((a, b) => a - b);
  const [low] = sorted;
  const high = sorted.at(-1);
  if (low === undefined || high === undefined) return null;
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? low) + (sorted[Math.ceil(middle)] ?? low)) / 2;
  return { median, low, high };
}

function rowOf(group: string, runs: readonly ComparedRun[], first: ComparedRun): LeaderRow {
  const reached = runs.flatMap((run) => run.reached ?? []);
  return {
    group,
    family: first.family,
    runs,
    first,
    loss: spreadOf(runs.map(({ finalLoss }) => finalLoss)),
    metric: spreadOf(runs.map(({ finalMetric }) => finalMetric)),
    seconds: spreadOf(runs.map(({ seconds }) => seconds)),
    stepsToTarget: spreadOf(reached.map(({ step }) => step)),
    secondsToTarget: spreadOf(reached.map(({ seconds }) => seconds)),
    reached: reached.length,
    lost: runs.filter(isLost).length,
    going: runs.some(({ status }) => isGoing(status)),
  };
}

/** True of a run without a result that counts: it has failed, or was ended as hopeless. */
export function isLost({ status, cut }: ComparedRun): boolean {
  return status === 'failed' || cut === 'hopeless';
}

/** The rows in the order in which their first runs stand. */
export function leaderboard(runs: readonly ComparedRun[]): LeaderRow[] {
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const group = groups.get(run.group);
    if (group) group.push(run);
    else groups.set(run.group, [run]);
  }
  return [...groups].flatMap(([group, members]) => {
    const [first] = members;
    return first ? [rowOf(group, members, first)] : [];
  });
}

/** The rows that stand higher have smaller numbers, the first that differs counts: more seeds, fewer lost runs, a lower median loss. */
const standing = ({ runs, lost, loss }: LeaderRow): readonly number[] => [
  -runs.length,
  lost,
  loss?.median ?? Infinity,
];

function isBetter(row: LeaderRow, other: LeaderRow): boolean {
  const others = standing(other);
  const differing = standing(row).findIndex((value, place) => value !== others[place]);
  return differing >= 0 && (standing(row)[differing] ?? 0) < (others[differing] ?? 0);
}

/**
 * The row with the lowest median loss among those with the most seeds and the fewest lost runs, the first of equal ones; null if
 * none has a loss. A rate that was only tried with one seed has been lucky, perhaps.
 */
export function bestRow(rows: readonly LeaderRow[]): LeaderRow | null {
  let best: LeaderRow | null = null;
  for (const row of rows) if (row.loss && (best === null || isBetter(row, best))) best = row;
  return best;
}

/** The best row of each family, in the order of the rows; a family without any result has its first row. */
export function bestRows(rows: readonly LeaderRow[]): LeaderRow[] {
  const families = new Map<string, LeaderRow[]>();
  for (const row of rows) families.set(row.family, [...(families.get(row.family) ?? []), row]);
  return [...families.values()].flatMap((family) => bestRow(family) ?? family[0] ?? []);
}

/**
 * Compares the losses of step 1 of runs that must begin alike: those of one seed with the same varied values. They are the same
 * bits where weights, batch and masks are.
 */
export function sameStart(runs: readonly ComparedRun[]): {
  readonly compared: number;
  readonly differ: number;
} {
  const first = new Map<string, number>();
  let compared = 0;
  let differ = 0;
  for (const { seed, values, startLoss } of runs) {
    if (startLoss === null) continue;
    const key = JSON.stringify([seed, values]);
    const known = first.get(key);
    if (known === undefined) {
      first.set(key, startLoss);
      continue;
    }
    compared++;
    if (!Object.is(known, startLoss)) differ++;
  }
  return { compared, differ };
}
