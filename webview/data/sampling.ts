/**
 * From recorded rows to the points of a line: at most a lowest, a highest and a gap per pixel column, each a
 * recorded value. Exact for any x scale because the rows of a pixel column are found by their x.
 */
import type { Axis } from './axis.ts';
import { type Column, type Extremes, NO_ROW } from './column.ts';

export interface Point {
  readonly x: number;
  /** NaN breaks the line. */
  readonly y: number;
}

/** The visible part of the x axis, cut into `columns` pixel columns. */
export interface XWindow {
  readonly min: number;
  readonly max: number;
  readonly columns: number;
  readonly log: boolean;
}

/** Rows up to this many per pixel column are drawn as they are. */
const RAW_ROWS = 3;
/** Pixel columns of fewer rows are cut exactly. */
const ALIGN_FROM = 64;

/**
 * Row borders between pixel columns, moved by less than half a pixel onto the borders of large buckets: each
 * pixel column is then the union of a few buckets, and every row is still in exactly one.
 */
function alignEdges(edges: Uint32Array): void {
  for (let column = 1; column < edges.length - 1; column += 1) {
    const edge = edges[column] ?? 0;
    const rows = (edges[column + 1] ?? 0) - edge;
    if (rows < ALIGN_FROM) continue;
    const size = 1 << (30 - Math.clz32(rows));
    edges[column] = Math.max(edges[column - 1] ?? 0, edge - (edge % size));
  }
}

/** First row of each pixel column, and the end of the last: `[columns + 1]`. */
export function pixelRows(axis: Axis, window: XWindow): Uint32Array {
  const edges = new Uint32Array(window.columns + 1);
  const log = window.log && window.min > 0;
  const start = log ? Math.log(window.min) : window.min;
  const step = ((log ? Math.log(window.max) : window.max) - start) / window.columns;
  for (let column = 0; column < window.columns; column += 1) {
    const at = start + column * step;
    edges[column] = axis.lowerBound(column === 0 ? window.min : log ? Math.exp(at) : at);
  }
  let end = axis.lowerBound(window.max);
  while (end < axis.length && axis.at(end) <= window.max) end += 1;
  edges[window.columns] = end;
  alignEdges(edges);
  return edges;
}

function ascending(a: number, b: number): number {
  return a - b;
}

/**
 * The points of `column` in a window whose pixel columns start at `edges` (see `pixelRows`), with the neighbour
 * on either side so that the line reaches the border. On a log y axis values that are not positive are gaps.
 */
export function samplePoints(axis: Axis, column: Column, edges: Uint32Array, logY: boolean): Point[] {
  const points: Point[] = [];
  const found: Extremes = { low: NO_ROW, high: NO_ROW, gap: NO_ROW };
  const rows: number[] = [0, 0, 0];
  const add = (row: number): void => {
    const y = column.at(row);
    points.push({ x: axis.at(row), y: Number.isFinite(y) && (!logY || y > 0) ? y : NaN });
  };
  const begin = edges[0] ?? 0;
  if (begin > 0) add(begin - 1);
  const buckets = edges.length - 1;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = edges[bucket] ?? 0;
    const to = Math.min(edges[bucket + 1] ?? 0, column.length);
    if (to - from <= RAW_ROWS) {
      for (let row = from; row < to; row += 1) add(row);
      continue;
    }
    column.extremes(from, to, found);
    rows[0] = found.low;
    rows[1] = found.high;
    rows[2] = found.gap;
    rows.sort(ascending);
    let previous = NO_ROW;
    for (const row of rows) {
      if (row !== NO_ROW && row !== previous) add(row);
      previous = row;
    }
  }
  const end = edges[buckets] ?? 0;
  if (end < column.length) add(end);
  return points;
}

/** Lowest and highest drawn value; null if nothing is drawn. */
export function valueRange(lines: readonly (readonly Point[])[]): { low: number; high: number } | null {
  let low = Infinity;
  let high = -Infinity;
  for (const points of lines) {
    for (const { y } of points) {
      if (y < low) low = y;
      if (y > high) high = y;
    }
  }
  return low <= high ? { low, high } : null;
}

/** Points between two gaps (or ends): no line passes through them, so they are drawn as dots. */
export function lonePoints(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    if (Number.isNaN(point.y)) return false;
    return Number.isNaN(points[index - 1]?.y ?? NaN) && Number.isNaN(points[index + 1]?.y ?? NaN);
  });
}
