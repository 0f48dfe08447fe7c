/** Noisy lines as a median with a band around it, where all their values would be a solid bar. */
import type { Plugin } from 'chart.js';
import { type Point, type XWindow, valueRange } from '../data/sampling.ts';
import { type Spread, thicknessOf } from '../data/spread.ts';
import { type Theme, faded } from '../look/theme.ts';
import type { LineSource } from './model.ts';

/** Bands that are thinner than this share of the chart are the lines themselves. */
const LEAST_THICKNESS = 0.03;
/** The opacity of up to three bands; more of them share it. */
const OPACITY = 0.22;
const LEAST_OPACITY = 0.06;
const FULL_BANDS = 3;

export interface DrawnLine {
  readonly line: LineSource;
  readonly points: readonly Point[] & Point[];
  /** Null: all values are drawn. */
  readonly spread: Spread | null;
  /** The points, and whatever else takes room on the y axis. */
  readonly outline: readonly (readonly Point[])[];
}

/** A band in the coordinates of the axes. */
export interface NoiseBand {
  readonly spread: Spread;
  readonly color: string;
}

interface NoiseLook {
  readonly theme: Theme;
  readonly logY: boolean;
  readonly raw: boolean;
  readonly strong: string | null;
}

function withSpread(line: LineSource, spread: Spread): DrawnLine {
  const { medians, low, high, spikes } = spread;
  const edge = (values: readonly number[]): Point[] =>
    medians.map(({ x }, index) => ({ x, y: values[index] ?? NaN }));
  return { line, points: [...medians], spread, outline: [medians, edge(low), edge(high), spikes] };
}

function withAll(line: LineSource, window: XWindow, logY: boolean): DrawnLine {
  const points = line.sample(window, logY);
  return { line, points, spread: null, outline: [points] };
}

/**
 * The points of each line; those of noisy lines are medians. `noisy` also where `raw` asks for all values: there is then a
 * choice. A line that is drawn over its own noise is an average already.
 */
export function drawnLines(
  lines: readonly LineSource[],
  window: XWindow,
  { logY, raw }: Pick<NoiseLook, 'logY' | 'raw'>,
): { readonly lines: readonly DrawnLine[]; readonly noisy: boolean } {
  const averaged = new Set(lines.filter(({ behind }) => behind).map(({ id }) => id));
  const drawn = lines.map((line) => {
    // An average has no band of its own, and with all values asked for nothing has one.
    const spread = raw || (averaged.has(line.id) && !line.behind) ? null : line.spread(window, logY);
    return spread === null ? withAll(line, window, logY) : withSpread(line, spread);
  });
  const range = valueRange(drawn.flatMap(({ outline }) => outline.slice(0, 3)));
  const span = range === null ? 0 : logY ? Math.log(range.high / range.low) : range.high - range.low;
  const noisy =
    raw || drawn.some(({ spread }) => spread !== null && thicknessOf(spread, span, logY) > LEAST_THICKNESS);
  if (noisy) return { lines: drawn, noisy };
  return {
    lines: drawn.map((one) => (one.spread === null ? one : withAll(one.line, window, logY))),
    noisy,
  };
}

/** The bands of the lines that have one; a stressed line's stands out. */
export function noiseBands(lines: readonly DrawnLine[], { theme, strong }: NoiseLook): NoiseBand[] {
  const banded = lines.flatMap(({ line, spread }) => (spread === null ? [] : [{ line, spread }]));
  const shared = Math.max(LEAST_OPACITY, OPACITY * Math.min(1, FULL_BANDS / banded.length));
  const base = theme.highContrast ? shared * 1.5 : shared;
  return banded.map(({ line, spread }) => {
    const opacity = strong === null ? base : strong === line.id ? Math.max(base, OPACITY) : base * 0.4;
    return { spread, color: faded(line.color, opacity) };
  });
}

/** Draws the bands behind all lines. */
export function noisePlugin(read: () => readonly NoiseBand[]): Plugin<'line'> {
  return {
    id: 'noise',
    beforeDatasetsDraw({ ctx, chartArea: { left, right, top, bottom }, scales: { x, y } }) {
      const bands = read();
      if (x === undefined || y === undefined || bands.length === 0) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, right - left, bottom - top);
      ctx.clip();
      for (const { spread, color } of bands) {
        ctx.fillStyle = color;
        for (const [from, to] of stretchesOf(spread)) {
          ctx.beginPath();
          for (let at = from; at < to; at += 1) corner(ctx, x, y, spread.medians[at], spread.high[at]);
          for (let at = to - 1; at >= from; at -= 1) corner(ctx, x, y, spread.medians[at], spread.low[at]);
          ctx.closePath();
          ctx.fill();
        }
      }
      ctx.restore();
    },
  };
}

interface Pixels {
  getPixelForValue(value: number): number;
}

function corner(ctx: CanvasRenderingContext2D, x: Pixels, y: Pixels, at?: Point, value = NaN): void {
  ctx.lineTo(x.getPixelForValue(at?.x ?? NaN), y.getPixelForValue(value));
}

/** The slices between two gaps: the first, and the one behind the last. */
function stretchesOf({ medians }: Spread): [number, number][] {
  const stretches: [number, number][] = [];
  let from = 0;
  for (let at = 0; at <= medians.length; at += 1) {
    if (at < medians.length && !Number.isNaN(medians[at]?.y)) continue;
    if (at - from > 1) stretches.push([from, at]);
    from = at + 1;
  }
  return stretches;
}
