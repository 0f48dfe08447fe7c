/** Drawing how values are distributed: scales, one layer at a moment, labels. */
import type { Distribution } from '../../../src/run/tensorSnapshots.ts';
import { Y_AXIS_WIDTH } from '../../chart/timeChart.ts';
import { formatTick } from '../../../src/base/numbers.ts';
import type { Theme } from '../../look/theme.ts';
import { pickShade } from './canvas.ts';

export const FONT_SIZE = 10;
/** Of the ranges of all times this share must fit into the picture: a single burst must not flatten the rest. */
const RANGE_SHARE = 0.95;

/** Between values and positions: a scale that is linear around 0 and logarithmic far from it. */
interface ValueScale {
  readonly unit: number;
  readonly low: number;
  readonly high: number;
}

export function shareOf(scale: ValueScale, value: number): number {
  const into = (x: number): number => Math.asinh(x / scale.unit);
  return (into(value) - into(scale.low)) / (into(scale.high) - into(scale.low));
}

/** A scale on which the narrowest layer still has a width. */
export function scaleOfLayers(histograms: readonly Distribution[]): ValueScale {
  const deviations = histograms.map(({ deviation }) => deviation).filter((value) => value > 0);
  const unit = Math.min(...deviations, Infinity);
  const low = Math.min(...histograms.map((histogram) => histogram.low));
  const high = Math.max(...histograms.map((histogram) => histogram.high));
  if (!Number.isFinite(unit) || !(high > low)) return { unit: 1, low: -1, high: 1 };
  return { unit, low, high };
}

/** Values worth a label: 0 and, where there is room, round values to both sides. */
export function scaleTicks(scale: ValueScale, pixels: number): number[] {
  const ticks: number[] = [];
  const decades = [1, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10];
  const largest = Math.max(Math.abs(scale.low), Math.abs(scale.high));
  const top = 10 ** Math.floor(Math.log10(largest));
  const wanted = [0, ...decades.flatMap((decade) => [top * decade, -top * decade])];
  for (const value of wanted) {
    const at = shareOf(scale, value) * pixels;
    if (!(at >= 0 && at <= pixels)) continue;
    if (ticks.every((tick) => Math.abs(shareOf(scale, tick) * pixels - at) > 46)) ticks.push(value);
  }
  return ticks;
}

export function paintRow(
  context: CanvasRenderingContext2D,
  { counts, low, high }: Distribution,
  scale: ValueScale,
  plot: number,
  top: number,
  height: number,
  shades: readonly string[],
): void {
  const most = Math.max(1, ...counts);
  const bin = (high - low) / counts.length;
  counts.forEach((count, index) => {
    if (count === 0) return;
    const from = shareOf(scale, low + index * bin) * plot;
    const to = shareOf(scale, low + (index + 1) * bin) * plot;
    context.fillStyle = pickShade(shades, Math.sqrt(count / most));
    context.fillRect(Y_AXIS_WIDTH + from, top, Math.max(1, to - from + 0.5), height);
  });
}

export function shortName(context: CanvasRenderingContext2D, name: string): string {
  let kept = name;
  // The end of a layer's name tells it from its neighbours.
  while (kept.length > 1 && context.measureText(`…${kept}`).width > Y_AXIS_WIDTH - 6) kept = kept.slice(1);
  return kept === name || context.measureText(name).width <= Y_AXIS_WIDTH - 6 ? name : `…${kept}`;
}

/** The range that most of the histograms fit into, 0 included if it is near. */
export function robustRange(histograms: readonly Distribution[]): { low: number; high: number } {
  const pick = (values: number[], share: number): number =>
    values.sort((a, b) => a - b)[Math.round(share * (values.length - 1))] ?? 0;
  const low = pick(
    histograms.map((histogram) => histogram.low),
    1 - RANGE_SHARE,
  );
  const high = pick(
    histograms.map((histogram) => histogram.high),
    RANGE_SHARE,
  );
  return high > low ? { low, high } : { low: low - 1, high: low + 1 };
}

export function paintValueTicks(
  context: CanvasRenderingContext2D,
  range: { low: number; high: number },
  yOf: (value: number) => number,
  theme: Theme,
  right: number,
): void {
  const raw = (range.high - range.low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= raw) ?? raw;
  context.font = `${FONT_SIZE}px ${theme.fontFamily}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  for (let tick = Math.ceil(range.low / step) * step; tick <= range.high; tick += step) {
    const y = yOf(tick);
    context.fillStyle = theme.muted;
    context.fillText(formatTick(Math.abs(tick) < step / 2 ? 0 : tick), Y_AXIS_WIDTH - 5, y);
    context.strokeStyle = theme.grid;
    context.beginPath();
    context.moveTo(Y_AXIS_WIDTH, y);
    context.lineTo(right, y);
    context.stroke();
  }
}
