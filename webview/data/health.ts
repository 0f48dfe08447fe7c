/**
 * The thresholds of vanishing and exploding gradients (of AUTOTRAINER and of the project's own median rule; see
 * docs/panel.md). The judge of `verdicts.ts` applies them; charts and heat map show its verdicts and no other.
 */

/** Vanishing: below this norm, and below this share of the last layer's norm. */
export const VANISHING_NORM = 1e-4;
export const VANISHING_RATIO = 1e-3;
/**
 * Exploding: this many times the layer's own recent norm and that of its beginning. A network that has learnt its samples
 * has norms of nearly 0, of which a single hard batch is easily ten times as much.
 */
export const EXPLODING_FACTOR = 10;
/** So many times as much is a leap, which one step is enough to show. */
export const LEAP_FACTOR = 100;

/** The classes of a cell. */
export type CellClass = 'empty' | 'healthy' | 'vanishing' | 'exploding';

/** The upper of the middle values; NaN if there are none. */
export function middle(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? NaN;
}
