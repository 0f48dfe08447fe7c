/** The size and the length of a comparison before it starts, and what the page shows to choose it. */
import type { CompareSpec } from '../../format/types.ts';

/** Factors of the grid: half decades around each optimizer's default. */
export const GRID = [0.1, 10 ** -0.5, 1, 10 ** 0.5, 10] as const;
/** Factors of the search: decades first, then half decades around the best. */
export const COARSE = [0.01, 0.1, 1, 10, 100] as const;
export const FINE = [10 ** -0.5, 1, 10 ** 0.5] as const;
/** Runs of one comparison. */
export const MOST_RUNS = 1000;

/** Nothing beside the spec itself, once. */
export const SPEC_ALONE: CompareSpec = {
  optimizers: [],
  learningRates: 'default',
  seeds: 1,
  budget: null,
  target: null,
  vary: [],
};

/** The speed of a spec on this machine. */
export interface Speed {
  readonly stepsPerEpoch: number;
  /** Those of the spec. */
  readonly epochs: number;
  /** Wall time of a step, with its share of evaluations and recording. */
  readonly secondsPerStep: number;
}

/** The page that asks what to compare. */
export interface CompareSetup {
  /** The same while only what is known of the speed, or the problem, has changed. */
  readonly id: string;
  readonly name: string;
  readonly specPath: string;
  readonly choice: CompareSpec;
  /** Optimizers with the rate that each begins with. */
  readonly optimizers: readonly { readonly name: string; readonly rate: number }[];
  /** The spec's own optimizer. */
  readonly own: string;
  readonly epochs: number;
  readonly metrics: readonly string[];
  /** Keys that may be varied, with their present values. */
  readonly settings: readonly { readonly path: string; readonly value: string }[];
  /** Runs at once. */
  readonly parallel: number;
  /** Null while it is being measured, and where that failed. */
  readonly speed: Speed | null;
  /** The page begins with settings rather than optimizers. */
  readonly ofSettings: boolean;
  /** The reason why the choice could not be started. */
  readonly problem: string | null;
}

/** The number of runs. */
export function runCount({ optimizers, learningRates, seeds, vary }: CompareSpec): number {
  const combined = vary.reduce((count, { values }) => count * values.length, 1);
  const families = Math.max(1, optimizers.length) * combined;
  if (learningRates === 'tune') return families * (COARSE.length + FINE.length * seeds - 1);
  if (learningRates === 'default') return families * seeds;
  return families * seeds * (learningRates === 'grid' ? GRID.length : new Set(learningRates).size);
}

/** Seconds of one run under a budget. */
export function secondsOfRun(
  { stepsPerEpoch, epochs, secondsPerStep }: Speed,
  budget: CompareSpec['budget'],
): number {
  const full = stepsPerEpoch * epochs * secondsPerStep;
  if (budget === null) return full;
  if (budget.unit === 'seconds') return Math.min(budget.amount, full);
  const steps =
    budget.unit === 'epochs'
      ? budget.amount * stepsPerEpoch
      : Math.ceil(budget.amount / stepsPerEpoch) * stepsPerEpoch;
  return steps * secondsPerStep;
}

/** One value as JSON, or else a text as it is. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The parts of a list with commas, without empty ones. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Values of a setting: `16, 64, full`; those that hold commas are JSON. */
export function valuesOf(text: string): readonly unknown[] {
  const whole = valueOf(`[${text}]`);
  return Array.isArray(whole) ? whole : listOf(text).map(valueOf);
}
