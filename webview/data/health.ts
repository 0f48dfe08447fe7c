/**
 * When a gradient counts as vanishing or exploding (thresholds of AUTOTRAINER and of the project's own median rule;
 * see docs/panel.md). The chart, the heat map and its legend use the same numbers.
 */
import type { Column } from './column.ts';

/** Vanishing: below this norm, and below this share of the last layer's norm. */
export const VANISHING_NORM = 1e-4;
export const VANISHING_RATIO = 1e-3;
/** Exploding: this many times the layer's own recent norm, or not finite. */
export const EXPLODING_FACTOR = 10;
const RECENT_STEPS = 100;
const RECENT_CELLS = 32;
const FIRST_CELLS = 8;

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

/** The norm from which the largest layer's gradient would count as exploding; null if nothing is recorded. */
export function explodingFrom(columns: readonly Column[], to: number): number | null {
  const largest = Math.max(...columns.map((column) => median(column, to)).filter((value) => value > 0));
  return Number.isFinite(largest) ? largest * EXPLODING_FACTOR : null;
}

/**
 * Classes of a layer's cells. `values` are its largest norms by time (NaN: nothing recorded, Infinity: not finite),
 * `lastLayer` those of the last layer.
 */
export function classifyCells(values: ArrayLike<number>, lastLayer: ArrayLike<number>): CellClass[] {
  const classes: CellClass[] = [];
  const before: number[] = [];
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell] ?? NaN;
    if (Number.isNaN(value)) {
      classes.push('empty');
      continue;
    }
    const usual = before.length >= FIRST_CELLS ? middle(before.slice(-RECENT_CELLS)) : NaN;
    const last = lastLayer[cell] ?? NaN;
    if (!Number.isFinite(value) || (usual > 0 && value > usual * EXPLODING_FACTOR)) classes.push('exploding');
    else if (value < VANISHING_NORM && !(value >= last * VANISHING_RATIO && last > 0))
      classes.push('vanishing');
    else classes.push('healthy');
    if (Number.isFinite(value)) before.push(value);
  }
  return classes;
}
