/**
 * The one sentence about a comparison: whether the best is better by more than chance. Runs of a seed share weights, batches and
 * masks, so they are compared in pairs. The interval is a bootstrap of the mean difference, widened for few seeds and for the number
 * of rivals, so that repeats with other seeds come to the same sentence.
 */
import { RandomStream } from '../../base/philox.ts';
import { formatValue } from '../../base/numbers.ts';
import { VERDICTS } from './verdictTexts.ts';
import type { ComparedRun } from './state.ts';
import { bestRow, bestRows, isLost, leaderboard, type LeaderRow } from './leaderboard.ts';

/** Chance of a winner among equals. */
const LEVEL = 0.02;
const RESAMPLES = 2000;
/** With fewer pairs than these nothing is known of chance. */
const LEAST_SEEDS = 3;

export type Verdict =
  | { readonly kind: 'none' }
  /** One optimizer or setting alone. */
  | { readonly kind: 'alone'; readonly best: LeaderRow }
  | { readonly kind: 'fewSeeds'; readonly best: LeaderRow; readonly seeds: number }
  | {
      /** `open`: the interval of at least one rival holds "no difference". */
      readonly kind: 'winner' | 'open';
      readonly best: LeaderRow;
      readonly rival: LeaderRow;
      readonly seeds: number;
      /** Factors between the losses of rival and best; differences where a loss is not positive. */
      readonly scale: 'factor' | 'difference';
      readonly low: number;
      readonly high: number;
    };

/** The value that a share `p` of a normal distribution lies below (Acklam's approximation, error below 1.2e-9). */
function normalQuantile(p: number): number {
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716];
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  ];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const poly = (factors: readonly number[], last: number, x: number): number =>
    factors.reduce((sum, factor) => sum * x + factor, 0) * x + last;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return poly(c, 2.938163982698783, q) / poly(d, 1, q);
  }
  const q = p - 0.5;
  return (poly(a, 2.506628277459239, q * q) * q) / poly(b, 1, q * q);
}

/** The quantile of Student's t with `freedom` degrees of freedom, by bisection of its distribution. */
function studentQuantile(p: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (studentTail(high, freedom) > 1 - p) high *= 2;
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The share of Student's t above `t`, for whole degrees of freedom (Abramowitz & Stegun 26.7.3 and 26.7.4). */
function studentTail(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const cosine = Math.cos(angle);
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let n = odd ? 3 : 2; n <= freedom - 2; n += 2) {
    term *= ((n - 1) / n) * cosine * cosine;
    sum += term;
  }
  const inside = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return (1 - inside) / 2;
}

/**
 * The interval of the mean of paired differences: the bootstrap's, stretched as Student's t is against the normal distribution and by
 * the bias of a standard deviation of few. `level` is the share outside of it.
 */
export function pairedInterval(differences: readonly number[], level: number): { low: number; high: number } {
  const count = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / count;
  const draws = new RandomStream(0, 'shuffle', count);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += differences[draws.below(count)] ?? 0;
    return sum / count;
  }).sort();
  const spread = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / RESAMPLES);
  const unbiased = spread * Math.sqrt(count / (count - 1));
  const student = studentQuantile(1 - level / 2, count - 1);
  const stretch = (student / -normalQuantile(level / 2)) * Math.sqrt(count / (count - 1));
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] ?? mean;
  // Few pairs have few different means, whose quantiles end too early: the wider of the two counts.
  return {
    low: Math.min(mean - student * unbiased, mean + (at(level / 2) - mean) * stretch),
    high: Math.max(mean + student * unbiased, mean + (at(1 - level / 2) - mean) * stretch),
  };
}

/** The verdict once every run has ended. */
export function verdictOf(runs: readonly ComparedRun[]): Verdict {
  const rows = bestRows(leaderboard(runs));
  const best = bestRow(rows);
  if (!best) return { kind: 'none' };
  const rivals = rows.filter((row) => row !== best);
  if (rivals.length === 0) return { kind: 'alone', best };
  const seeds = best.runs.filter((run) => !isLost(run) && run.finalLoss !== null).length;
  if (seeds < LEAST_SEEDS) return { kind: 'fewSeeds', best, seeds };
  const losses = runs.flatMap(({ finalLoss }) => (Number.isFinite(finalLoss) ? [finalLoss ?? 0] : []));
  const positive = losses.every((loss) => loss > 0);
  const worst = Math.max(...losses);
  const scaled = (loss: number): number => (positive ? Math.log(loss) : loss);
  const level = LEVEL / rivals.length;
  const intervals = rivals.map((rival) => {
    const differences = best.runs.flatMap((run) => {
      const other = rival.runs.find(({ seed }) => seed === run.seed);
      if (!other || run.finalLoss === null || !Number.isFinite(run.finalLoss)) return [];
      // A lost run of a rival counts as the worst loss of all.
      const loss = isLost(other) || !Number.isFinite(other.finalLoss) ? worst : (other.finalLoss ?? worst);
      return [scaled(loss) - scaled(run.finalLoss)];
    });
    const known = differences.length < LEAST_SEEDS ? { low: -Infinity, high: Infinity } : null;
    return {
      rival,
      allLost: rival.lost === rival.runs.length,
      ...(known ?? pairedInterval(differences, level)),
    };
  });
  const isOpen = intervals.some(({ low, allLost }) => low <= 0 && !allLost);
  // The rival that comes closest, judged like the best one.
  const [nearest] = intervals.sort((a, b) => Number(a.allLost) - Number(b.allLost) || a.low - b.low);
  if (!nearest) return { kind: 'alone', best };
  const told = (value: number): number => (positive ? Math.exp(value) : value);
  return {
    kind: isOpen ? 'open' : 'winner',
    best,
    rival: nearest.rival,
    seeds,
    scale: positive ? 'factor' : 'difference',
    low: told(nearest.low),
    high: told(nearest.high),
  };
}

/** The sentence of a verdict as a template and its values. */
export function verdictText(verdict: Verdict): {
  readonly template: (typeof VERDICTS)[number];
  readonly values: readonly string[];
} {
  switch (verdict.kind) {
    case 'none':
      return { template: VERDICTS[0], values: [] };
    case 'alone':
      return { template: VERDICTS[1], values: [verdict.best.group, formatValue(verdict.best.loss?.median)] };
    case 'fewSeeds': {
      const loss = formatValue(verdict.best.loss?.median);
      return { template: VERDICTS[2], values: [verdict.best.group, loss, String(LEAST_SEEDS)] };
    }
    case 'winner':
    case 'open': {
      const { kind, best, rival, low, high, seeds, scale } = verdict;
      const first = kind === 'winner' ? 3 : 5;
      return {
        template: VERDICTS[scale === 'factor' ? first : ((first + 1) as 4 | 6)],
        values: [best.group, rival.group, formatValue(low), formatValue(high), String(seeds)],
      };
    }
  }
}

/** `template` with its values, in English. */
export function filled(template: string, values: readonly string[]): string {
  return template.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? '');
}
