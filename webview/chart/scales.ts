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

/** Of the drawn values, in the order of their size; kept between drawings. */
let sorted = new Float64Array(4096);

function sortedValues(lines: readonly DrawnLine[]): Float64Array {
  const room = lines.reduce((sum, line) => sum + line.points.length, 0);
  if (room > sorted.length) sorted = new Float64Array(room * 2);
  let count = 0;
  for (const { points } of lines) {
    for (const { y } of points) {
      if (!Number.isFinite(y)) continue;
      sorted[count] = y;
      count += 1;
    }
  }
  return sorted.subarray(0, count).sort();
}

/** The range of the usual values of `lines`; null if nothing is gained by leaving peaks out. Recent noise may be a peak. */
export function usualRange(lines: readonly DrawnLine[]): YRange | null {
  const values = sortedValues(lines);
  const low = values[0] ?? NaN;
  const highest = values.at(-1) ?? NaN;
  let high = values[Math.floor((values.length - 1) * USUAL_SHARE)] ?? NaN;
  if (!(highest - low > (high - low) * LEAST_GAIN)) return null;
  let first = Infinity;
  let last = -Infinity;
  for (const { points } of lines) {
    first = Math.min(first, points[0]?.x ?? Infinity);
    last = Math.max(last, points.at(-1)?.x ?? -Infinity);
  }
  const recent = last - (last - first) * RECENT_SHARE;
  for (const { behind, points } of lines) {
    if (behind) continue;
    for (let index = points.length - 1; index >= 0 && (points[index]?.x ?? NaN) >= recent; index -= 1)
      if ((points[index]?.y ?? NaN) > high) high = points[index]?.y ?? high;
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
