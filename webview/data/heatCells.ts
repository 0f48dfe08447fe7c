/** The layer × time grid of gradient norms: the largest norm of each layer in each slice of the visible window. */
import type { XAxisName } from './axis.ts';
import { type CellClass, classifyCells } from './health.ts';
import { type Extremes, NO_ROW } from './column.ts';
import type { RunData } from './runData.ts';
import { type XWindow, pixelRows } from './sampling.ts';

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

/** Rows in the order of the layers, first layer first. A slice between two steps shows the nearer one. */
export function heatRows(data: RunData, axisName: XAxisName, window: XWindow): HeatRow[] {
  const edges = pixelRows(data.axes[axisName], window);
  const found: Extremes = { low: NO_ROW, high: NO_ROW, gap: NO_ROW };
  const layers = data.layers();
  const filled = Array.from(
    { length: window.columns },
    (_, cell) => (edges[cell + 1] ?? 0) > (edges[cell] ?? 0),
  );
  const continues = Uint8Array.from(filled, (is) => (is ? 0 : 1));
  const owner = nearestFilled(filled);
  const grids = layers.map((layer) => {
    const column = data.column(`${layer}/gradientNorm`);
    const norms = new Float64Array(window.columns).fill(NaN);
    if (column === undefined) return norms;
    let previous = NaN;
    for (let cell = 0; cell < window.columns; cell += 1) {
      const from = edges[cell] ?? 0;
      const to = edges[cell + 1] ?? 0;
      if (to > from) {
        column.extremes(from, to, found);
        previous = found.gap !== NO_ROW ? Infinity : column.at(found.high);
        norms[cell] = previous;
      } else if (from < column.length) norms[cell] = previous;
    }
    return norms;
  });
  const last = grids.at(-1) ?? new Float64Array(0);
  return layers.map((layer, index) => {
    const norms = grids[index] ?? new Float64Array(0);
    const classes = classifyCells(norms, last, continues);
    const shown = (cell: number): number => (Number.isNaN(norms[cell]) ? cell : (owner[cell] ?? cell));
    return {
      layer,
      norms: norms.map((_, cell) => norms[shown(cell)] ?? NaN),
      classes: classes.map((_, cell) => classes[shown(cell)] ?? 'empty'),
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
