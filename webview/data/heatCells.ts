/** The layer × time grid of gradient norms: the largest norm of each layer in each slice of the visible window. */
import { layerSeries } from '../../src/run/series.ts';
import type { XAxisName } from './axis.ts';
import { type Extremes, NO_ROW } from './column.ts';
import type { RunData } from './runData.ts';
import { type XWindow, pixelRows } from './sampling.ts';
import type { Verdict } from './verdicts.ts';

/** The classes of a cell. */
export type CellClass = 'empty' | 'healthy' | 'vanishing' | 'exploding';

export interface HeatRow {
  readonly layer: string;
  /** Largest norm of each cell; NaN if it holds no step, Infinity if one was not finite. */
  readonly norms: Float64Array;
  readonly classes: readonly CellClass[];
}

/**
 * The cell whose step a cell shows: its own, or of the steps on either side the nearer one, so that each of few steps is as
 * wide as it is near. After the last it is the last; a cell before the first is empty (-1).
 */
function nearestFilled(filled: readonly boolean[]): Int32Array {
  const owner = new Int32Array(filled.length).fill(-1);
  let before = -1;
  for (let cell = 0; cell < filled.length; cell += 1) {
    if (!filled[cell]) {
      owner[cell] = before;
      continue;
    }
    if (before >= 0) owner.fill(cell, Math.ceil((before + cell) / 2), cell);
    owner[cell] = cell;
    before = cell;
  }
  return owner;
}

/** Classes of cells that hold the steps `first` to `last` each, by the verdicts on their layer in the order of steps. */
function classesOf(
  first: Float64Array,
  last: Float64Array,
  norms: Float64Array,
  verdicts: readonly Verdict[],
): CellClass[] {
  const classes = Array.from(norms, (norm): CellClass =>
    Number.isNaN(norm) ? 'empty' : norm === Infinity ? 'exploding' : 'healthy',
  );
  for (const { kind, from, to } of verdicts) {
    classes.forEach((before, cell) => {
      const inside = (first[cell] ?? NaN) <= to && (last[cell] ?? NaN) >= from;
      if (inside && before !== 'empty') classes[cell] = kind === 'vanishing' ? kind : 'exploding';
    });
  }
  return classes;
}

/** Rows in the order of the layers, first layer first. A slice between two steps shows the nearer one. */
export function heatRows(data: RunData, axisName: XAxisName, window: XWindow): HeatRow[] {
  const edges = pixelRows(data.axes[axisName], window);
  const found: Extremes = { low: NO_ROW, high: NO_ROW, gap: NO_ROW };
  const filled = Array.from(
    { length: window.columns },
    (_, cell) => (edges[cell + 1] ?? 0) > (edges[cell] ?? 0),
  );
  const owner = nearestFilled(filled);
  const stepAt = (row: number): number => data.axes.step.at(row);
  const first = Float64Array.from(filled, (is, cell) => (is ? stepAt(edges[cell] ?? 0) : NaN));
  const last = Float64Array.from(filled, (is, cell) => (is ? stepAt((edges[cell + 1] ?? 0) - 1) : NaN));
  const verdicts = data.verdicts.upTo(data.lastStep).filter(({ kind }) => kind !== 'other');
  return data.layers().map((layer) => {
    const column = data.column(layerSeries(layer, 'gradientNorm'));
    const norms = Float64Array.from(filled, (is, cell) => {
      if (!is || column === undefined) return NaN;
      column.extremes(edges[cell] ?? 0, edges[cell + 1] ?? 0, found);
      return found.gap !== NO_ROW ? Infinity : column.at(found.high);
    });
    const own = verdicts.filter((verdict) => verdict.layer === layer);
    const classes = classesOf(first, last, norms, own);
    // After the last step there is nothing to show.
    const shown = (cell: number): number => ((edges[cell] ?? 0) < data.length ? (owner[cell] ?? -1) : -1);
    return {
      layer,
      norms: norms.map((norm, cell) => (filled[cell] ? norm : (norms[shown(cell)] ?? NaN))),
      classes: classes.map((own, cell) => (filled[cell] ? own : (classes[shown(cell)] ?? 'empty'))),
    };
  });
}

/** Powers of ten that hold the finite, positive norms of the grid. */
export function decadesOf(rows: readonly HeatRow[]): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const { norms } of rows) {
    for (const norm of norms) {
      if (!(norm > 0) || norm === Infinity) continue;
      low = Math.min(low, norm);
      high = Math.max(high, norm);
    }
  }
  if (low > high) return { low: -4, high: 0 };
  const floor = Math.floor(Math.log10(low));
  return { low: floor, high: Math.max(Math.ceil(Math.log10(high)), floor + 1) };
}

/** The widest stretch of a class: where its name is written. Null if there is none. */
export function widestStretch(
  rows: readonly HeatRow[],
  wanted: CellClass,
): { row: number; from: number; to: number } | null {
  let best: { row: number; from: number; to: number } | null = null;
  rows.forEach(({ classes }, row) => {
    let from = 0;
    for (let cell = 0; cell <= classes.length; cell += 1) {
      if (classes[cell] === wanted) continue;
      if (cell - from > (best === null ? 0 : best.to - best.from)) best = { row, from, to: cell };
      from = cell + 1;
    }
  });
  return best;
}
