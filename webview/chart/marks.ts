/**
 * Marks of a run's steps, on every picture over time: changed settings as named lines, kept checkpoints as signs and
 * verdicts as bars on the axis, ends of epochs as faint lines if there is room for them.
 */
import type { Plugin } from 'chart.js';
import { type Theme, faded } from '../look/theme.ts';
import type { Mark } from './model.ts';

const LABEL_ROWS = 2;
/** Of a row of labels: the upper one stands above the lines, the lower one over them. */
export const ROW_HEIGHT = 16;
const LABEL_HEIGHT = 14;
const LABEL_PADDING = 4;
const GAP = 3;
/** Ends of epochs nearer to each other than this are left out: they would be a grey field. */
const EPOCH_SPACING = 14;
const SIGN_SIZE = 4;
/** Height of the bar of what lasts. */
const BAR_HEIGHT = 3;
/** Bars of one kind that are nearer to each other are one. */
const BAR_GAP = 16;

/** The x axis of a picture over time, in CSS pixels. */
export interface Strip {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A label of a change: `row` 0 is the upper one. */
export interface PlacedMark {
  readonly mark: Mark;
  readonly x: number;
  readonly text: string;
  readonly row: number;
  readonly left: number;
  readonly width: number;
}

/** The pixel of an x value between `left` and `right`. */
export function pixelOfX(
  x: number,
  window: { readonly min: number; readonly max: number },
  log: boolean,
  strip: Pick<Strip, 'left' | 'right'>,
): number {
  const into = (value: number): number => (log ? Math.log(value) : value);
  const share = (into(x) - into(window.min)) / (into(window.max) - into(window.min));
  return strip.left + share * (strip.right - strip.left);
}

/**
 * Places the labels of the changes in view: in words where there is room in one of the rows, else by the number that
 * the list of changes gives it, else not at all (the read-out names it). `width` in pixels of the whole picture;
 * `measure` gives that of a text.
 */
export function placeMarks(
  marks: readonly Mark[],
  pixelOf: (x: number) => number,
  strip: Pick<Strip, 'left' | 'right'>,
  width: number,
  measure: (text: string) => number,
): PlacedMark[] {
  const ends = Array.from({ length: LABEL_ROWS }, () => -Infinity);
  return marks
    .filter((mark) => mark.kind === 'change')
    .map((mark) => ({ mark, number: mark.number?.toString() ?? '', x: pixelOf(mark.x) }))
    .filter(({ x }) => x >= strip.left - 0.5 && x <= strip.right + 0.5)
    .sort((a, b) => a.x - b.x)
    .map(({ mark, number, x }): PlacedMark => {
      for (const text of [mark.label, number].filter((text) => text !== '')) {
        const wide = measure(text) + 2 * LABEL_PADDING;
        const left = Math.min(Math.max(0, x - wide / 2), width - wide);
        const row = ends.findIndex((end) => left >= end + GAP);
        if (row < 0 || wide > width) continue;
        ends[row] = left + wide;
        return { mark, x, text, row, left, width: wide };
      }
      return { mark, x, text: '', row: 0, left: x, width: 0 };
    });
}

export interface MarkDrawing {
  readonly marks: readonly Mark[];
  readonly placed: readonly PlacedMark[];
  readonly theme: Theme;
}

/** Faint lines at the ends of epochs; drawn below everything else. */
function drawEpochs(
  context: CanvasRenderingContext2D,
  { marks, theme }: MarkDrawing,
  pixelOf: (x: number) => number,
  strip: Strip,
): void {
  const at = marks
    .filter((mark) => mark.kind === 'epoch')
    .map((mark) => pixelOf(mark.x))
    .filter((x) => x > strip.left && x < strip.right);
  if (at.length > 1 && (strip.right - strip.left) / at.length < EPOCH_SPACING) return;
  context.save();
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const x of at) {
    context.moveTo(Math.round(x) + 0.5, strip.top);
    context.lineTo(Math.round(x) + 0.5, strip.bottom);
  }
  context.stroke();
  context.restore();
}

/** Corners of a sign and the colour that fills it; null for marks that have none. */
function signOf({ kind }: Mark, theme: Theme): { points: number; color: string } | null {
  switch (kind) {
    case 'best':
      return { points: 5, color: theme.mark };
    case 'checkpoint':
      return { points: 2, color: theme.muted };
    case 'vanishing':
      return { points: 3, color: theme.low };
    case 'exploding':
      return { points: 3, color: theme.high };
    case 'finding':
      return { points: 4, color: theme.high };
    case 'change':
    case 'epoch':
      return null;
  }
}

/**
 * A star for the best checkpoint, a diamond for one of an epoch, a triangle where a verdict begins (pointing down where
 * gradients vanish, up where they explode), another star for other findings: sitting on the axis.
 */
function drawSign(context: CanvasRenderingContext2D, mark: Mark, x: number, y: number, theme: Theme): void {
  const sign = signOf(mark, theme);
  if (sign === null) return;
  const { points, color } = sign;
  const turn = mark.kind === 'vanishing' ? Math.PI / 2 : -Math.PI / 2;
  context.beginPath();
  for (let corner = 0; corner < points * 2; corner += 1) {
    const radius =
      corner % 2 === 0 ? SIGN_SIZE + (points === 2 ? 0 : 1.5) : SIGN_SIZE * (points === 2 ? 0.7 : 0.5);
    const angle = turn + (corner * Math.PI) / points;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
  context.fillStyle = color;
  context.fill();
  context.strokeStyle = theme.background;
  context.lineWidth = 0.75;
  context.stroke();
}

/** A bar in pixels: where something begins and ends. */
export interface Bar {
  readonly mark: Mark;
  readonly from: number;
  readonly to: number;
}

/** The bars in view of what lasts, in the order of their kinds and beginnings; many in little room are one. */
export function barsOf(
  marks: readonly Mark[],
  pixelOf: (x: number) => number,
  strip: Pick<Strip, 'left' | 'right'>,
): Bar[] {
  const bars: Bar[] = [];
  const inView = marks
    .filter((mark) => mark.to !== undefined)
    .map((mark) => ({ mark, from: pixelOf(mark.x), to: pixelOf(mark.to ?? mark.x) }))
    .filter(({ from, to }) => to >= strip.left - 0.5 && from <= strip.right + 0.5)
    .map((bar) => ({ ...bar, from: Math.max(strip.left, bar.from), to: Math.min(strip.right, bar.to) }))
    .sort((a, b) => a.mark.kind.localeCompare(b.mark.kind) || a.from - b.from);
  for (const bar of inView) {
    const before = bars.at(-1);
    if (before?.mark.kind === bar.mark.kind && bar.from - before.to < BAR_GAP)
      bars[bars.length - 1] = { ...before, to: Math.max(before.to, bar.to) };
    else bars.push(bar);
  }
  return bars;
}

/** A bar along the axis with the sign of its kind where it begins. */
function drawBar(context: CanvasRenderingContext2D, bar: Bar, y: number, theme: Theme): void {
  const color = signOf(bar.mark, theme)?.color;
  if (color === undefined) return;
  context.fillStyle = color;
  // One above the other: a layer near the input may vanish while another explodes.
  const top = bar.mark.kind === 'vanishing' ? y - BAR_HEIGHT : y;
  context.fillRect(bar.from, top, Math.max(1, bar.to - bar.from), BAR_HEIGHT);
  drawSign(context, bar.mark, bar.from, y, theme);
}

/** Lines and labels of what was changed, bars of what lasts, and the signs of checkpoints; drawn over the lines. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  drawing: MarkDrawing,
  pixelOf: (x: number) => number,
  strip: Strip,
): void {
  const { marks, placed, theme } = drawing;
  context.save();
  for (const bar of barsOf(marks, pixelOf, strip)) drawBar(context, bar, strip.bottom, theme);
  for (const mark of marks.filter(({ to }) => to === undefined)) {
    const x = pixelOf(mark.x);
    if (x >= strip.left - 0.5 && x <= strip.right + 0.5) drawSign(context, mark, x, strip.bottom, theme);
  }
  const first = strip.top - ROW_HEIGHT;
  context.font = `10px ${theme.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  for (const { x, text, row } of placed) {
    context.strokeStyle = faded(theme.mark, theme.highContrast ? 1 : 0.8);
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(Math.round(x) + 0.5, text === '' ? strip.top : first + row * ROW_HEIGHT + LABEL_HEIGHT);
    context.lineTo(Math.round(x) + 0.5, strip.bottom);
    context.stroke();
  }
  context.setLineDash([]);
  for (const { text, row, left, width } of placed) {
    if (text === '') continue;
    const top = first + row * ROW_HEIGHT;
    context.beginPath();
    context.roundRect(left + 0.5, top + 0.5, width - 1, LABEL_HEIGHT - 1, 3);
    context.fillStyle = theme.background;
    context.fill();
    context.strokeStyle = theme.mark;
    context.stroke();
    context.fillStyle = theme.foreground;
    context.fillText(text, left + width / 2, top + LABEL_HEIGHT / 2 + 0.5);
  }
  context.restore();
}

/** Draws what `read` gives on a chart: ends of epochs behind the lines, the rest over them. */
export function marksPlugin(read: () => MarkDrawing | null): Plugin<'line'> {
  return {
    id: 'marks',
    beforeDatasetsDraw(chart) {
      const drawing = read();
      const { x } = chart.scales;
      if (drawing === null || x === undefined) return;
      drawEpochs(chart.ctx, drawing, (value) => x.getPixelForValue(value), chart.chartArea);
    },
    afterDatasetsDraw(chart) {
      const drawing = read();
      const { x } = chart.scales;
      if (drawing === null || x === undefined) return;
      drawMarks(chart.ctx, drawing, (value) => x.getPixelForValue(value), chart.chartArea);
    },
  };
}
