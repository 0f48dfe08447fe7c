/**
 * The thresholds of vanishing and exploding gradients (of AUTOTRAINER and of the project's own median rule; see
 * docs/panel.md). The chart, the heat map and its legend use the same numbers.
 */
import type { Column } from './column.ts';

/** Vanishing: below this norm, and below this share of the last layer's norm. */
export const VANISHING_NORM = 1e-4;
export const VANISHING_RATIO = 1e-3;
/**
 * Exploding: this many times the layer's own recent norm and that of its beginning, or not finite. A network that has learnt its
 * samples has norms of nearly 0, of which a single hard batch is easily ten times as much.
 */
export const EXPLODING_FACTOR = 10;
/** While fewer norms than these are known, nothing is usual yet: a norm must be this many times those before it. */
const FIRST_NORMS = 8;
const EXPLODING_EARLY = 100;
const RECENT_STEPS = 100;
const RECENT_CELLS = 32;

export type CellClass = 'empty' | 'healthy' | 'vanishing' | 'exploding';

function middle(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? NaN;
}

/** Median of the last 100 finite values before row `to`; NaN if there are none. */
export function median(column: Column | undefined, to: number): number {
  const values: number[] = [];
  for (let row = Math.max(0, to - RECENT_STEPS); row < to; row += 1) {
    const value = column?.at(row) ?? NaN;
    if (Number.isFinite(value)) values.push(value);
  }
  return middle(values);
}

/** The usual norm of a layer before row `to`: recently or in the beginning, whichever is more. */
export function usualNorm(column: Column | undefined, to: number): number {
  const recent = median(column, to);
  const first = median(column, Math.min(to, RECENT_STEPS));
  return first > recent ? first : recent;
}

/** The norm from which the largest layer's gradient would count as exploding; null if nothing is recorded. */
export function explodingFrom(columns: readonly Column[], to: number): number | null {
  const largest = Math.max(...columns.map((column) => usualNorm(column, to)).filter((value) => value > 0));
  return Number.isFinite(largest) ? largest * EXPLODING_FACTOR : null;
}

/** The norm above which a run that has just begun explodes, by the few norms that it had; NaN once there are more. */
export function explodingEarly(before: readonly number[]): number {
  if (before.length === 0) return Infinity;
  return before.length < FIRST_NORMS ? middle(before) * EXPLODING_EARLY : NaN;
}

/** As `usualNorm`, of cells. */
function usualOf(before: readonly number[]): number {
  return Math.max(middle(before.slice(-RECENT_CELLS)), middle(before.slice(0, RECENT_CELLS)));
}

/**
 * Classes of a layer's cells. `values` are its largest norms by time (NaN: nothing recorded, Infinity: not finite),
 * `lastLayer` those of the last layer. A cell that `continues` holds no step of its own: it is what the one before it is.
 */
export function classifyCells(
  values: ArrayLike<number>,
  lastLayer: ArrayLike<number>,
  continues: ArrayLike<number> = [],
): CellClass[] {
  const classes: CellClass[] = [];
  const before: number[] = [];
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell] ?? NaN;
    if (Number.isNaN(value)) {
      classes.push('empty');
      continue;
    }
    const same = continues[cell] === 1 ? classes.at(-1) : undefined;
    if (same !== undefined) {
      classes.push(same);
      continue;
    }
    const early = explodingEarly(before);
    const limit = Number.isNaN(early) ? usualOf(before) * EXPLODING_FACTOR : early;
    const last = lastLayer[cell] ?? NaN;
    if (!Number.isFinite(value) || (limit > 0 && value > limit)) classes.push('exploding');
    else if (value < VANISHING_NORM && !(value >= last * VANISHING_RATIO && last > 0))
      classes.push('vanishing');
    else classes.push('healthy');
    if (Number.isFinite(value)) before.push(value);
  }
  return classes;
}
