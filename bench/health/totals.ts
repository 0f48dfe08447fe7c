/** What the rules got right and wrong, in all and each: of the verdicts of many trainings. */
import { median } from '../support/median.ts';
import type { Pair, Verdict } from './judgement.ts';
import { isHeldOut } from './program.ts';

export interface PairResult extends Pair {
  readonly name: string;
  readonly kind: string;
  readonly seed: number;
}

export interface HealthyResult extends Verdict {
  readonly name: string;
  readonly seed: number;
}

export interface Results {
  readonly pairs: readonly PairResult[];
  readonly healthy: readonly HealthyResult[];
  /** Faulty programs that are refused before their first step, so that no rule sees them. */
  readonly refused: readonly string[];
}

export interface Totals {
  /** Runs of faulty programs that did worse than their repairs; those that did not are left out. */
  readonly harmed: number;
  /** Shares of them: something was found; something in a right place; the first finding was in a right place. */
  readonly recall: number;
  readonly rightPlace: number;
  readonly firstRight: number;
  /** Median step of the first finding in a right place. */
  readonly steps: number;
  /** Runs of repaired and of healthy programs, and those in which anything was found. */
  readonly sound: number;
  readonly falseAlarms: number;
}

/** One rule by itself; `precision`: of the runs in which it found something, the share that is harmed. */
export interface RuleTotals {
  readonly rule: string;
  readonly harmed: number;
  readonly falseAlarms: number;
  readonly precision: number;
  /** Of the harmed runs in which it found something, the share with a right place. */
  readonly rightPlace: number;
  readonly steps: number;
}

export type Part = 'all' | 'tuning' | 'heldOut';

export function partOf({ pairs, healthy, refused }: Results, part: Part): Results {
  const isIn = ({ name }: { readonly name: string }): boolean =>
    part === 'all' || isHeldOut(name) === (part === 'heldOut');
  return { pairs: pairs.filter(isIn), healthy: healthy.filter(isIn), refused };
}

function soundRuns({ pairs, healthy }: Results): Verdict[] {
  return [...pairs.map(({ repaired }) => repaired), ...healthy];
}

const firstStep = (verdict: Verdict): number | undefined => verdict.found.find(({ right }) => right)?.step;
const isNumber = (value: number | undefined): value is number => value !== undefined;

export function totalsOf(results: Results): Totals {
  const harmed = results.pairs.filter((pair) => pair.harmed).map(({ faulty }) => faulty);
  const share = (test: (verdict: Verdict) => boolean): number => harmed.filter(test).length / harmed.length;
  const sound = soundRuns(results);
  return {
    harmed: harmed.length,
    recall: share(({ found }) => found.length > 0),
    rightPlace: share(({ found }) => found.some(({ right }) => right)),
    firstRight: share(({ found }) => found[0]?.right === true),
    steps: median(harmed.map(firstStep).filter(isNumber)),
    sound: sound.length,
    falseAlarms: sound.filter(({ found }) => found.length > 0).length,
  };
}

export function ruleTotals(results: Results, rule: string): RuleTotals {
  const only = (verdict: Verdict): Verdict => ({
    ...verdict,
    found: verdict.found.filter((one) => one.rule === rule),
  });
  const fired = ({ found }: Verdict): boolean => found.length > 0;
  const harmed = results.pairs
    .filter((pair) => pair.harmed)
    .map(({ faulty }) => only(faulty))
    .filter(fired);
  const falseAlarms = soundRuns(results).map(only).filter(fired).length;
  return {
    rule,
    harmed: harmed.length,
    falseAlarms,
    precision: harmed.length / (harmed.length + falseAlarms),
    rightPlace: harmed.filter(({ found }) => found.some(({ right }) => right)).length / harmed.length,
    steps: median(harmed.map(({ found }) => found[0]?.step).filter(isNumber)),
  };
}
