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

/** Values above this share of all are peaks. */
const USUAL_SHARE = 0.98;
/** Peaks are left out only if that gives the other values at least so many times the room. */
const LEAST_GAIN = 2;
/** The last part of the x axis is never left out: a loss that rises has to be seen. */
const RECENT_SHARE = 0.1;

/** A drawn line: its points in the order of x, and `behind` if it is the noise behind its own average. */
interface DrawnLine {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly behind: boolean;
}

/** The range of the usual values of `lines`; null if nothing is gained by leaving peaks out. Recent noise may be a peak. */
export function usualRange(lines: readonly DrawnLine[]): YRange | null {
  const points = lines.flatMap((line) => line.points).filter(({ y }) => Number.isFinite(y));
  const values = Float64Array.from(points, ({ y }) => y).sort();
  const low = values[0] ?? NaN;
  const highest = values.at(-1) ?? NaN;
  let high = values[Math.floor((values.length - 1) * USUAL_SHARE)] ?? NaN;
  let first = Infinity;
  let last = -Infinity;
  for (const { x } of points) {
    first = Math.min(first, x);
    last = Math.max(last, x);
  }
  const recent = last - (last - first) * RECENT_SHARE;
  for (const line of lines) {
    if (line.behind) continue;
    for (const { x, y } of line.points) if (x >= recent && y > high) high = y;
  }
  return highest - low > (high - low) * LEAST_GAIN && high > low ? { low, high } : null;
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
