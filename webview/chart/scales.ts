/** Ranges and ticks of the axes. */
import type { YRange } from './model.ts';

const PADDING = 0.06;

/** A y range with air around what is drawn; on a linear axis 0 is included when it is near. */
export function paddedRange(drawn: YRange | null, log: boolean, ceiling: number | null): YRange {
  if (drawn === null) return log ? { low: 1e-3, high: 1 } : { low: 0, high: 1 };
  if (log) return { low: drawn.low / 1.25, high: drawn.high * 1.25 };
  const span = drawn.high - drawn.low || Math.abs(drawn.high) || 1;
  const low = drawn.low - span * PADDING;
  const high = drawn.high + span * PADDING;
  const nearZero = drawn.low >= 0 && drawn.low < span * 0.35;
  return {
    low: nearZero || (drawn.low >= 0 && low < 0) ? 0 : low,
    // A perfect score must not stick to the frame, hence a little more than the ceiling itself.
    high: ceiling !== null && drawn.high <= ceiling ? Math.min(high, ceiling + span * 0.02) : high,
  };
}

/** Ticks of a log axis: powers of ten, with 2 and 5 between them where the range is short; at most `limit`. */
export function logTicks(low: number, high: number, limit: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = last - first;
  const mantissas = Math.log10(high / low) <= 2 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil((decades * mantissas.length) / limit / mantissas.length));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += 1) {
    if (power % stride !== 0) continue;
    for (const mantissa of mantissas) {
      const tick = mantissa * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}
