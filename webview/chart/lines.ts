/** Lines from recorded columns (a value per step) and from epochs (a value per epoch). */
import type { Axis } from '../data/axis.ts';
import type { Column } from '../data/column.ts';
import type { RunData, XAxisName } from '../data/runData.ts';
import { type Point, type XWindow, pixelRows, samplePoints } from '../data/sampling.ts';
import type { LineSource } from './model.ts';

export type LineStyle = Pick<LineSource, 'id' | 'label' | 'color'> & Partial<LineSource>;

const PLAIN = { width: 1.5, dash: [], behind: false, dots: false, startsHidden: false } as const;

/** The rows of each pixel column are the same for all lines of a run: kept for the window asked for last. */
const rowsCache = new WeakMap<Axis, { key: string; rows: Uint32Array }>();

function cachedRows(axis: Axis, window: XWindow): Uint32Array {
  const key = [axis.length, window.min, window.max, window.columns, window.log].join();
  const cached = rowsCache.get(axis);
  if (cached?.key === key) return cached.rows;
  const rows = pixelRows(axis, window);
  rowsCache.set(axis, { key, rows });
  return rows;
}

function* rowsBetween(axis: Axis, column: Column, from: number, to: number): Generator<Point> {
  for (let row = from; row < to; row += 1) yield { x: axis.at(row), y: column.at(row) };
}

/** A line with a value per step. */
export function columnLine(run: RunData, axisName: XAxisName, column: Column, style: LineStyle): LineSource {
  const axis = run.axes[axisName];
  return {
    ...PLAIN,
    ...style,
    sample: (window, logY) => samplePoints(axis, column, cachedRows(axis, window), logY),
    values(min, max) {
      const from = axis.lowerBound(min);
      let to = axis.lowerBound(max);
      while (to < axis.length && axis.at(to) <= max) to += 1;
      return { count: to - from, points: rowsBetween(axis, column, from, to) };
    },
    at(x) {
      const row = axis.nearest(x);
      if (row < 0) return null;
      const reach = (axis.last - axis.at(0)) / Math.max(1, axis.length - 1);
      return x > axis.last + 1.5 * reach ? null : { x: axis.at(row), y: column.at(row) };
    },
  };
}

/** Index of the first point at or after `x`. */
function firstAt(points: readonly Point[], x: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.x ?? NaN) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The points in view with a neighbour on either side; of very many the extremes of every few, so no peak is lost. */
function thinned(points: readonly Point[], { min, max, columns }: XWindow): readonly Point[] {
  const from = Math.max(0, firstAt(points, min) - 1);
  const to = Math.min(points.length, firstAt(points, max) + 2);
  const size = Math.ceil((to - from) / columns);
  if (size <= 3) return points.slice(from, to);
  const shown: Point[] = [];
  for (let start = from; start < to; start += size) {
    const bucket = points.slice(start, Math.min(to, start + size));
    const gap = bucket.find(({ y }) => !Number.isFinite(y));
    const finite = bucket.filter(({ y }) => Number.isFinite(y));
    const low = finite.reduce<Point | undefined>(
      (best, point) => (best && best.y <= point.y ? best : point),
      undefined,
    );
    const high = finite.reduce<Point | undefined>(
      (best, point) => (best && best.y >= point.y ? best : point),
      undefined,
    );
    const kept = new Set([low, high, gap].filter((point) => point !== undefined));
    shown.push(...[...kept].sort((a, b) => a.x - b.x));
  }
  return shown;
}

/** By halving: a comparison looks one up for each run with every move of the pointer. */
function nearestPoint(points: readonly Point[], x: number): Point | null {
  const low = firstAt(points, x);
  const right = points[low];
  const left = points[low - 1];
  if (left === undefined || right === undefined) return right ?? left ?? null;
  return x - left.x <= right.x - x ? left : right;
}

/** A line with a value per epoch; `points` in the order of x. */
export function pointLine(points: readonly Point[], style: LineStyle): LineSource {
  return {
    ...PLAIN,
    dots: true,
    ...style,
    sample: (window, logY) => {
      const shown = thinned(points, window);
      return shown.map(({ x, y }) => ({ x, y: Number.isFinite(y) && (!logY || y > 0) ? y : NaN }));
    },
    values(min, max) {
      const inside = points.filter(({ x }) => x >= min && x <= max);
      return { count: inside.length, points: inside };
    },
    at(x) {
      const nearest = nearestPoint(points, x);
      const last = points.at(-1);
      if (nearest === null || nearest !== last) return nearest;
      // A usual distance of two points beyond its last one a line is over: another run may go on.
      const reach = points.length > 1 ? (last.x - (points[0]?.x ?? 0)) / (points.length - 1) : Infinity;
      return x > last.x + reach ? null : nearest;
    },
  };
}
