/** Pictures of what the network says: confusion, scatter, the plane of two inputs, and a sample's pixels. */
import type { Boundary, ImageView, Predictions } from '../../../src/run/predictions.ts';
import { RIGHT_PADDING, Y_AXIS_WIDTH } from '../../chart/timeChart.ts';
import { formatTick } from '../../../src/base/numbers.ts';
import { type Theme, faded, mix } from '../../look/theme.ts';
import { clearCanvas, pickShade, shadesOf } from '../chart/canvas.ts';

const FONT_SIZE = 10;
const AXIS_HEIGHT = 30;
const TOP = 6;

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Ranges {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Round values inside a range, about `wanted` of them. */
function roundTicks([low, high]: readonly [number, number], wanted: number): number[] {
  const raw = Math.abs(high - low) / wanted;
  if (!(raw > 0) || !Number.isFinite(raw)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= raw) ?? raw;
  const ticks: number[] = [];
  const [first, last] = low < high ? [low, high] : [high, low];
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) {
    ticks.push(Math.abs(tick) < step / 2 ? 0 : tick);
  }
  return ticks;
}

function at([low, high]: readonly [number, number], value: number): number {
  return (value - low) / (high - low);
}

/** Ticks and names around a frame. */
function paintAxes(
  context: CanvasRenderingContext2D,
  frame: Frame,
  ranges: Ranges,
  names: readonly [string, string],
  theme: Theme,
): void {
  context.font = `${FONT_SIZE}px ${theme.fontFamily}`;
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.strokeRect(frame.left + 0.5, frame.top + 0.5, frame.width - 1, frame.height - 1);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const tick of roundTicks(ranges.x, Math.max(2, frame.width / 70))) {
    context.fillText(
      formatTick(tick),
      frame.left + at(ranges.x, tick) * frame.width,
      frame.top + frame.height + 4,
    );
  }
  context.fillText(names[0], frame.left + frame.width / 2, frame.top + frame.height + 17);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of roundTicks(ranges.y, Math.max(2, frame.height / 40))) {
    context.fillText(formatTick(tick), frame.left - 5, frame.top + (1 - at(ranges.y, tick)) * frame.height);
  }
  context.save();
  context.translate(8, frame.top + frame.height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText(names[1], 0, 0, frame.height);
  context.restore();
}

/** A square frame in the width of the canvas, at most `most` high. */
function frameOf(width: number, most: number): Frame {
  const plot = Math.max(60, Math.min(most, width - Y_AXIS_WIDTH - RIGHT_PADDING));
  return { left: Y_AXIS_WIDTH, top: TOP, width: plot, height: plot };
}

/** Predicted against true numbers; on the diagonal they agree. `output` chooses one of several. */
export function paintScatter(
  canvas: HTMLCanvasElement,
  width: number,
  scatter: NonNullable<Predictions['scatter']>,
  output: number,
  names: readonly [string, string],
  theme: Theme,
): void {
  const frame = frameOf(width, 300);
  const context = clearCanvas(canvas, width, frame.height + TOP + AXIS_HEIGHT);
  if (context === null) return;
  const points = new Float32Array(scatter.points);
  const stride = scatter.names.length * 2;
  let low = Infinity;
  let high = -Infinity;
  for (let row = output * 2; row < points.length; row += stride) {
    for (const value of [points[row] ?? NaN, points[row + 1] ?? NaN]) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (!(low < high)) [low, high] = low === high ? [low - 1, low + 1] : [0, 1];
  const room = (high - low) * 0.04;
  const range = [low - room, high + room] as const;
  paintAxes(context, frame, { x: range, y: range }, names, theme);
  context.strokeStyle = theme.muted;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(frame.left, frame.top + frame.height);
  context.lineTo(frame.left + frame.width, frame.top);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = faded(classColor(theme, 0), theme.highContrast ? 1 : 0.55);
  for (let row = output * 2; row < points.length; row += stride) {
    const x = frame.left + at(range, points[row] ?? NaN) * frame.width;
    const y = frame.top + (1 - at(range, points[row + 1] ?? NaN)) * frame.height;
    context.beginPath();
    context.arc(x, y, 2, 0, Math.PI * 2);
    context.fill();
  }
}

/** The colour of a class, the same wherever the class is drawn. */
export function classColor(theme: Theme, index: number): string {
  return theme.classes[index % theme.classes.length] ?? theme.foreground;
}

/** The plane of two inputs, coloured by what the network says, with training samples on it. */
export function paintBoundary(
  canvas: HTMLCanvasElement,
  width: number,
  boundary: Boundary,
  theme: Theme,
): void {
  const frame = frameOf(width, 320);
  const context = clearCanvas(canvas, width, frame.height + TOP + AXIS_HEIGHT);
  if (context === null) return;
  const values = new Float32Array(boundary.values);
  const points = new Float32Array(boundary.points);
  const colorOf =
    boundary.classes === null ? numberColors(values, points, theme) : classColors(boundary, theme);
  const cellWidth = frame.width / boundary.columns;
  const cellHeight = frame.height / boundary.rows;
  for (let row = 0; row < boundary.rows; row += 1) {
    for (let column = 0; column < boundary.columns; column += 1) {
      context.fillStyle = colorOf.cell(row * boundary.columns + column);
      context.fillRect(
        frame.left + column * cellWidth,
        frame.top + (boundary.rows - 1 - row) * cellHeight,
        cellWidth + 0.5,
        cellHeight + 0.5,
      );
    }
  }
  context.lineWidth = 1;
  context.strokeStyle = theme.background;
  for (let point = 0; point < points.length; point += 3) {
    const x = frame.left + at(boundary.x, points[point] ?? NaN) * frame.width;
    const y = frame.top + (1 - at(boundary.y, points[point + 1] ?? NaN)) * frame.height;
    context.fillStyle = colorOf.point(points[point + 2] ?? NaN);
    context.beginPath();
    context.arc(x, y, 2.6, 0, Math.PI * 2);
    context.fill();
    context.stroke();
  }
  paintAxes(context, frame, boundary, boundary.names, theme);
}

interface Colors {
  readonly cell: (index: number) => string;
  readonly point: (value: number) => string;
}

/** A class's colour, paler where the network is less sure. */
function classColors({ classes, values }: Boundary, theme: Theme): Colors {
  const chosen = new Uint8Array(classes ?? new ArrayBuffer(0));
  const sure = new Float32Array(values);
  const shades = new Map<number, string>();
  return {
    cell(index) {
      const key = (chosen[index] ?? 0) * 32 + Math.round(Math.min(1, Math.max(0, sure[index] ?? 0)) * 31);
      const known = shades.get(key);
      if (known !== undefined) return known;
      const color = mix(
        theme.background,
        classColor(theme, chosen[index] ?? 0),
        0.1 + 0.55 * ((key % 32) / 31),
      );
      shades.set(key, color);
      return color;
    },
    point: (value) => classColor(theme, value),
  };
}

/** From the first class's colour for the lowest number to the second one's for the highest. */
function numberColors(values: Float32Array, points: Float32Array, theme: Theme): Colors {
  let low = Infinity;
  let high = -Infinity;
  const take = (value: number): void => {
    if (!Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  values.forEach(take);
  for (let point = 2; point < points.length; point += 3) take(points[point] ?? NaN);
  const ramp = Array.from({ length: 33 }, (_, index) =>
    mix(classColor(theme, 0), classColor(theme, 1), index / 32),
  );
  const color = (value: number): string => pickShade(ramp, (value - low) / (high - low || 1));
  return { cell: (index) => faded(color(values[index] ?? NaN), 0.6), point: color };
}

/** True classes down, predicted ones across, darker the larger the share of the true class. */
export function paintConfusion(
  canvas: HTMLCanvasElement,
  width: number,
  { classes, counts }: NonNullable<Predictions['confusion']>,
  theme: Theme,
): void {
  const size = classes.length;
  const frame = frameOf(width, 320);
  const context = clearCanvas(canvas, width, frame.height + TOP + AXIS_HEIGHT);
  if (context === null) return;
  const table = new Uint32Array(counts);
  const shades = shadesOf(theme);
  const cell = frame.width / size;
  for (let row = 0; row < size; row += 1) {
    const own = table.subarray(row * size, (row + 1) * size);
    const all = own.reduce((sum, count) => sum + count, 0);
    own.forEach((count, column) => {
      if (count === 0) return;
      context.fillStyle = pickShade(shades, Math.sqrt(count / all));
      context.fillRect(frame.left + column * cell, frame.top + row * cell, cell + 0.5, cell + 0.5);
    });
  }
  context.strokeStyle = theme.grid;
  context.strokeRect(frame.left + 0.5, frame.top + 0.5, frame.width - 1, frame.height - 1);
  context.font = `${FONT_SIZE}px ${theme.fontFamily}`;
  context.fillStyle = theme.muted;
  context.textBaseline = 'middle';
  const every = Math.max(1, Math.ceil((FONT_SIZE + 3) / cell));
  const wide = Math.max(...classes.map((name) => context.measureText(name).width)) + 8;
  const everyAcross = Math.max(1, Math.ceil(wide / cell));
  classes.forEach((name, index) => {
    if (index % every === 0) {
      context.textAlign = 'right';
      context.fillText(name, frame.left - 4, frame.top + (index + 0.5) * cell, Y_AXIS_WIDTH - 6);
    }
    if (index % everyAcross !== 0) return;
    context.textAlign = 'center';
    context.fillText(name, frame.left + (index + 0.5) * cell, frame.top + frame.height + 9);
  });
}

/** The pixels of a sample, dark ink on light paper as it was scanned or light on dark: as the values are. */
export function sampleCanvas({ width, height, channels, values }: ImageView): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const pixels = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = (channel: number): number =>
      Math.round((values[pixel * channels + Math.min(channel, channels - 1)] ?? 0) * 255);
    pixels.data.set([at(0), at(1), at(2), 255], pixel * 4);
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}
