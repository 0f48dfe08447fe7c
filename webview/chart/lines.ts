/** Lines from recorded columns: a value per step, per epoch, or of a few points. */
import { Axis, type XAxisName } from '../data/axis.ts';
import { Column } from '../data/column.ts';
import { type Point, type XWindow, pixelRows, samplePoints } from '../data/sampling.ts';
import { type Spread, spreadOf } from '../data/spread.ts';
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

/** A line with a value for each row of its axis. */
export function columnLine(
  { axes }: { readonly axes: Readonly<Record<XAxisName, Axis>> },
  axisName: XAxisName,
  column: Column,
  style: LineStyle,
): LineSource {
  return lineOver(axes[axisName], column, style);
}

/** A line through a few points in the order of x, each with a dot. */
export function pointLine(points: readonly Point[], style: LineStyle): LineSource {
  const axis = new Axis(points.length);
  const column = new Column(points.length);
  for (const { x } of points) axis.push(x);
  column.append(
    points.map(({ y }) => y),
    0,
    1,
    points.length,
  );
  return lineOver(axis, column, { dots: true, ...style });
}

/** A line over an axis of its own or one that it shares. */
function lineOver(axis: Axis, column: Column, style: LineStyle): LineSource {
  return {
    ...PLAIN,
    ...style,
    sample: (window, logY) => samplePoints(axis, column, cachedRows(axis, window), logY),
    spread: (window, logY) => spreadOf(axis, column, cachedRows(axis, window), logY),
    values(min, max) {
      const [from, to] = axis.rowsIn({ min, max });
      return { count: to - from, points: rowsBetween(axis, column, from, to) };
    },
    at(x) {
      const row = axis.nearest(x);
      if (row < 0) return null;
      // A usual distance of two points beyond its last one a line is over: another run may go on.
      const reach = axis.length > 1 ? (axis.last - axis.at(0)) / (axis.length - 1) : Infinity;
      return x > axis.last + reach ? null : { x: axis.at(row), y: column.at(row) };
    },
    upTo(x) {
      const row = axis.rowUpTo(x);
      return row < 0 ? null : { x: axis.at(row), y: column.at(row) };
    },
    latest() {
      const row = Math.min(axis.length, column.length) - 1;
      return row < 0 ? null : { x: axis.at(row), y: column.at(row) };
    },
  };
}

/** The part of a line from an x on. */
export function lineFrom(line: LineSource, from: number): LineSource {
  const within = (window: XWindow): XWindow | null =>
    window.max > from ? { ...window, min: Math.max(window.min, from) } : null;
  return {
    ...line,
    sample(window, logY) {
      const part = within(window);
      // A sample begins with the point before its window.
      return part === null ? [] : line.sample(part, logY).filter(({ x }) => x >= from);
    },
    spread(window, logY) {
      const part = within(window);
      return part === null ? null : line.spread(part, logY);
    },
    values: (min, max) => line.values(Math.max(min, from), max),
    at: (x) => (x < from ? null : line.at(x)),
    upTo: (x) => (x < from ? null : line.upTo(x)),
  };
}

/** A line through medians with the range of the values that each stands for; `low` and `high` as long as `points`. */
export function bandLine(
  points: readonly Point[],
  low: readonly number[],
  high: readonly number[],
  style: LineStyle,
): LineSource {
  const line = pointLine(points, { ...style, dots: false });
  const spread = (window: XWindow, logY: boolean): Spread | null => {
    const rows = points.flatMap(({ x, y }, row) =>
      x >= window.min && x <= window.max && (!logY || (low[row] ?? 0) > 0) && Number.isFinite(y) ? [row] : [],
    );
    return {
      medians: rows.flatMap((row) => points[row] ?? []),
      low: rows.map((row) => low[row] ?? NaN),
      high: rows.map((row) => high[row] ?? NaN),
      spikes: [],
    };
  };
  return { ...line, spread };
}
