/** The frameworks' ways to keep the logarithm of a probability finite. */

/** Keras' epsilon, and 1 − ε as float32 holds it: log(1 − o) of a saturated output depends on that rounding. */
export const CLIP_LOW = Math.fround(1e-7);
export const CLIP_HIGH = Math.fround(1 - 1e-7);
/** PyTorch's BCELoss does not let log fall below this. */
export const LOG_FLOOR = -100;

/** A probability as Keras' cross-entropies take it. */
export function clip(value: number): number {
  return Math.min(Math.max(value, CLIP_LOW), CLIP_HIGH);
}

/** A logarithm as PyTorch's cross-entropies take it. */
export function logWithFloor(value: number): number {
  return Math.max(Math.log(value), LOG_FLOOR);
}
