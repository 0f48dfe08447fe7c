/**
 * A noisy series as the eye reads it: the median of each slice of the x axis, the range that holds most of its values, and the
 * spikes that lie far outside of it. Of long slices evenly spaced rows are ranked; a spike is found among all of them.
 */
import type { Axis } from './axis.ts';
import { type Column, type Extremes, NO_ROW } from './column.ts';
import type { Point } from './sampling.ts';

export interface Spread {
  /** The median of each slice; NaN breaks the line. */
  readonly medians: readonly Point[];
  /** The range of each median's slice. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Recorded values far outside of the range of their slice. */
  readonly spikes: readonly Point[];
}

/** The range holds what lies between these shares of the values. */
const LOW = 0.1;
const HIGH = 0.9;
/** Pixel columns of a slice: usually, and at the most where rows are few. Wider ones would not look like a curve. */
const COLUMNS = 3;
const MOST_COLUMNS = 8;
/** Rows that a slice holds: fewer tell nothing of the noise. */
const LEAST_ROWS = 8;
/** Rows of a slice that are ranked. */
const RANKED = 33;
/** A spike is so many widths of its slice's range away from it. */
const SPIKE_WIDTHS = 4;

/** Sorted in place: fewer numbers than it would take a library's sort to begin. */
function sort(values: Float64Array, count: number): void {
  for (let index = 1; index < count; index += 1) {
    const value = values[index] ?? NaN;
    let place = index;
    for (; place > 0 && (values[place - 1] ?? NaN) > value; place -= 1)
      values[place] = values[place - 1] ?? NaN;
    values[place] = value;
  }
}

const ranked = new Float64Array(RANKED);

/** Ranks rows `from … to − 1`, evenly spaced; the number of values found. On a log axis only positive ones count. */
function rank(column: Column, from: number, to: number, logY: boolean): number {
  // Rows that are multiples of the stride: while a run grows, a slice keeps most of those it had.
  const stride = 2 ** Math.ceil(Math.log2(Math.max(1, (to - from) / RANKED)));
  let count = 0;
  for (let row = Math.ceil(from / stride) * stride; row < to && count < RANKED; row += stride) {
    const value = column.at(row);
    if (!Number.isFinite(value) || (logY && value <= 0)) continue;
    ranked[count] = value;
    count += 1;
  }
  sort(ranked, count);
  return count;
}

/**
 * The spread of `column` over the pixel columns that begin at `edges` (see `pixelRows`); null if they hold too few rows to
 * tell noise from shape.
 */
export function spreadOf(axis: Axis, column: Column, edges: Uint32Array, logY: boolean): Spread | null {
  const first = edges[0] ?? 0;
  const end = Math.min(edges[edges.length - 1] ?? 0, column.length);
  const columns = Math.max(1, edges.length - 1);
  const width = Math.max(COLUMNS, Math.ceil((LEAST_ROWS * columns) / Math.max(1, end - first)));
  if (width > MOST_COLUMNS) return null;
  const slices = Math.ceil(columns / width);
  const medians: Point[] = [];
  const low: number[] = [];
  const high: number[] = [];
  const spikes: Point[] = [];
  const found: Extremes = { low: NO_ROW, high: NO_ROW, gap: NO_ROW };
  const into = (value: number): number => (logY ? Math.log(value) : value);
  const add = (x: number, median: number, from: number, to: number): void => {
    medians.push({ x, y: median });
    low.push(from);
    high.push(to);
  };
  for (let slice = 0; slice < slices; slice += 1) {
    const from = edges[slice * width] ?? 0;
    const to = Math.min(edges[Math.min((slice + 1) * width, edges.length - 1)] ?? 0, column.length);
    if (to <= from) continue;
    const count = rank(column, from, to, logY);
    const at = (share: number): number => ranked[Math.round((count - 1) * share)] ?? NaN;
    column.extremes(from, to, found);
    if (count > 0) {
      const [bottom, median, top] = [at(LOW), at(0.5), at(HIGH)];
      // The middle of its rows; of the last slice the end, where the line stops.
      const row = slice === 0 ? from : to === end ? to - 1 : (from + to) >> 1;
      add(axis.at(row), median, bottom, top);
      const reach = (into(top) - into(bottom)) * SPIKE_WIDTHS;
      for (const spike of [found.low, found.high]) {
        const y = column.at(spike);
        if (!Number.isFinite(y) || (logY && y <= 0)) continue;
        if (into(y) > into(top) + reach || into(y) < into(bottom) - reach)
          spikes.push({ x: axis.at(spike), y });
      }
    }
    if (found.gap !== NO_ROW) add(axis.at(found.gap), NaN, NaN, NaN);
  }
  return { medians, low, high, spikes };
}

/** The usual height of a spread's range as a share of `span`, both on the y axis that is drawn. */
export function thicknessOf({ low, high }: Spread, span: number, logY: boolean): number {
  let sum = 0;
  let count = 0;
  low.forEach((bottom, index) => {
    const top = high[index] ?? NaN;
    if (Number.isNaN(bottom)) return;
    sum += logY ? Math.log(top / bottom) : top - bottom;
    count += 1;
  });
  return count === 0 || span <= 0 ? 0 : sum / count / span;
}
