/** Gradient norms as a layer × time picture, first layer at the bottom, sick cells hatched and named. */
import { drawMarks, pixelOfX, placeMarks } from '../../chart/marks.ts';
import type { Mark } from '../../chart/model.ts';
import { RIGHT_PADDING, Y_AXIS_WIDTH } from '../../chart/timeChart.ts';
import type { PanelContext, XExtent } from '../../context.ts';
import { type HeatRow, decadesOf, heatRows, widestStretch, type CellClass } from '../../data/heatCells.ts';
import type { XWindow } from '../../data/sampling.ts';
import { element, setAttribute, setText } from '../../look/dom.ts';
import { formatTick, formatValue } from '../../../src/base/numbers.ts';
import { marksOf } from '../../marks.ts';
import { extentOf } from '../../models/learning.ts';
import type { RunState } from '../../runState.ts';
import { t } from '../../strings.ts';
import { type Theme, faded } from '../../look/theme.ts';
import { clearCanvas, pickShade, shadeOf, shadesOf } from './canvas.ts';
import { chartKeys } from './chartKeys.ts';
import { goByClick } from './goByClick.ts';
import { Section } from '../section.ts';
import type { RunSection } from '../sections/runSection.ts';

const CELL_WIDTH = 3;
const MIN_HEIGHT = 72;
const MAX_HEIGHT = 300;
const ROW_HEIGHT = 18;
const FONT_SIZE = 10;
/** Room for half of the topmost name, where rows are lower than a line of text, and for the signs on the axis. */
const TOP = 6;
const BOTTOM = 7;

interface Picture {
  readonly rows: readonly HeatRow[];
  readonly cellWidth: number;
  readonly rowHeight: number;
  /** Of all rows together; the picture is higher by `TOP` and `BOTTOM`. */
  readonly height: number;
  /** Width of the cells. */
  readonly plot: number;
  readonly window: XWindow;
  readonly low: number;
  readonly high: number;
}

export class HeatMap implements RunSection {
  readonly frame: Section;
  readonly #context: PanelContext;
  readonly #canvas = element('canvas', { role: 'img', tabindex: '0' });
  readonly #titleAt: (x: number, state: RunState) => string;
  readonly #frame = element('div', { class: 'heat' }, this.#canvas);
  readonly #readout = element('div', { class: 'heat-readout', 'aria-live': 'polite' });
  readonly #scaleLow = element('span', {});
  readonly #scaleHigh = element('span', {});
  readonly #ramp = element('span', { class: 'ramp', 'aria-hidden': 'true' });
  #picture: Picture | null = null;
  /** The inputs of the last picture. */
  #drawn = '';
  /** The row under the pointer or chosen by keyboard, counted from the first layer; null while the pointer is elsewhere. */
  #row: number | null = null;
  #extent: XExtent = { min: 0, max: 1, positive: 1 };

  /** `titleAt` says where an x is. */
  constructor(context: PanelContext, titleAt: (x: number, state: RunState) => string) {
    this.#context = context;
    this.#titleAt = titleAt;
    this.frame = new Section(context, 'heat', t('Gradient flow by layer'));
    this.#canvas.setAttribute('aria-label', t('Gradient flow by layer'));
    const key = (name: string, label: string, meaning: string): HTMLElement =>
      element(
        'span',
        { class: 'heat-key', title: meaning },
        element('span', { class: `hatch ${name}` }),
        label,
      );
    this.frame.body.append(
      this.#frame,
      element(
        'div',
        { class: 'heat-legend' },
        this.#scaleLow,
        this.#ramp,
        this.#scaleHigh,
        key(
          'low',
          t('vanishing'),
          t('Norm under 1e-4 and under a thousandth of the last layer’s for several steps'),
        ),
        key('high', t('exploding'), t('A rule of training health says so, or the norm is not finite')),
      ),
      this.#readout,
    );
    this.#listen();
  }

  #listen(): void {
    const context = this.#context;
    this.#frame.addEventListener('pointermove', (event) => {
      const picture = this.#picture;
      if (picture === null) return;
      const box = this.#canvas.getBoundingClientRect();
      const x = event.clientX - box.left;
      const fromTop = Math.floor((event.clientY - box.top - TOP) / picture.rowHeight);
      this.#row = Math.min(picture.rows.length - 1, Math.max(0, picture.rows.length - 1 - fromTop));
      context.cursor.pointerX = xOfPixel(picture, x);
      context.refresh();
    });
    const leave = (): void => {
      this.#row = null;
      context.cursor.pointerX = null;
      context.refresh();
    };
    this.#frame.addEventListener('pointerleave', leave);
    goByClick(this.#canvas, context, (pixel) =>
      this.#picture === null ? NaN : xOfPixel(this.#picture, pixel),
    );
    this.#canvas.addEventListener('blur', leave);
    this.#canvas.addEventListener('dblclick', () => {
      context.resetZoom();
    });
    this.#canvas.addEventListener('keydown', (event) => {
      const rows = this.#picture?.rows.length ?? 0;
      const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
      if (step === 0 && !chartKeys(event, context, this.#extent)) return;
      event.preventDefault();
      if (step !== 0) this.#row = Math.min(rows - 1, Math.max(0, (this.#row ?? -1) + step));
      this.#row ??= 0;
      context.refresh();
    });
  }

  /** Redraws if the section is in view. */
  draw(state: RunState): void {
    const { data } = state;
    const layers = data.layers();
    this.frame.root.hidden = layers.length === 0;
    this.frame.sync();
    if (layers.length === 0 || !this.frame.visible) return;
    const drawn = [this.#context.revision, this.#context.cursor.x, this.#row].join();
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { settings, theme } = this.#context;
    const extent = extentOf(data, settings.xAxis);
    this.#extent = extent;
    const width = this.#frame.clientWidth;
    const plot = Math.max(30, width - Y_AXIS_WIDTH - RIGHT_PADDING);
    const columns = Math.floor(plot / CELL_WIDTH);
    const window: XWindow = { ...this.#context.windowOf(extent), columns, log: settings.logX };
    const rows = heatRows(data, settings.xAxis, window);
    const height = Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, layers.length * ROW_HEIGHT));
    this.#picture = {
      rows,
      cellWidth: plot / columns,
      rowHeight: height / rows.length,
      height,
      plot,
      window,
      ...decadesOf(rows),
    };
    this.#paint(this.#picture, width, theme, marksOf(data, settings.xAxis));
    setText(this.#scaleLow, formatTick(10 ** this.#picture.low));
    setText(this.#scaleHigh, formatTick(10 ** this.#picture.high));
    this.#ramp.style.setProperty('--from', shadeOf(0, theme));
    this.#ramp.style.setProperty('--to', shadeOf(1, theme));
    setAttribute(this.#canvas, 'aria-label', summary(rows));
    this.#drawReadout(this.#picture, state);
  }

  #paint(picture: Picture, width: number, theme: Theme, marks: readonly Mark[]): void {
    const context = clearCanvas(this.#canvas, width, picture.height + TOP + BOTTOM);
    if (context === null) return;
    context.font = `${FONT_SIZE}px ${theme.fontFamily}`;
    context.translate(0, TOP);
    paintCells(context, picture, theme);
    paintNames(context, picture, theme);
    const strip = { left: Y_AXIS_WIDTH, right: Y_AXIS_WIDTH + picture.plot, top: 0, bottom: picture.height };
    const pixelOf = (x: number): number => pixelOfX(x, picture.window, picture.window.log, strip);
    const placed = placeMarks(marks, pixelOf, strip, width, () => Infinity);
    drawMarks(context, { marks, placed, theme }, pixelOf, strip);
    this.#paintCursor(context, picture, theme, pixelOf);
  }

  #paintCursor(
    context: CanvasRenderingContext2D,
    picture: Picture,
    theme: Theme,
    pixelOf: (x: number) => number,
  ): void {
    const { x: at } = this.#context.cursor;
    const x = at === null ? NaN : pixelOf(at) - Y_AXIS_WIDTH;
    if (!(x >= 0 && x <= picture.plot)) return;
    const left = Y_AXIS_WIDTH + Math.floor(x / picture.cellWidth) * picture.cellWidth;
    context.strokeStyle = theme.foreground;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, 0.5, picture.cellWidth + 1, picture.height - 1);
    if (this.#row === null) return;
    const top = (picture.rows.length - 1 - this.#row) * picture.rowHeight;
    context.lineWidth = 2;
    context.strokeRect(left - 1.5, top, picture.cellWidth + 3, Math.max(3, picture.rowHeight - 1));
  }

  #drawReadout(picture: Picture, state: RunState): void {
    const { x: at } = this.#context.cursor;
    const row = this.#row === null ? undefined : picture.rows[this.#row];
    let text = '';
    if (row !== undefined && at !== null) {
      const { window } = picture;
      const x = pixelOfX(at, window, window.log, { left: 0, right: picture.plot });
      const cell = Math.floor(x / picture.cellWidth);
      const norm = row.norms[cell];
      if (norm !== undefined && !Number.isNaN(norm)) {
        const verdict = row.classes[cell];
        const named =
          verdict === 'vanishing' ? t('vanishing') : verdict === 'exploding' ? t('exploding') : '';
        text = [this.#titleAt(at, state), row.layer, formatValue(norm), named]
          .filter((part) => part !== '')
          .join(' · ');
      }
    }
    setText(this.#readout, text === '' ? t('Point at a cell to read its gradient norm.') : text);
  }
}

/** The x value at a pixel of the canvas. */
function xOfPixel({ window, plot }: Picture, pixel: number): number {
  const share = Math.min(1, Math.max(0, (pixel - Y_AXIS_WIDTH) / plot));
  if (!window.log) return window.min + share * (window.max - window.min);
  return window.min * (window.max / window.min) ** share;
}

/** Slanted lines that go on from cell to cell, rising (1) or falling (−1). */
function hatch(context: CanvasRenderingContext2D, slope: 1 | -1, theme: Theme): CanvasPattern | null {
  const size = 8;
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.strokeStyle = faded(theme.background, 0.55);
  pen.lineWidth = 1.5;
  for (const shift of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(shift - 1, slope > 0 ? size + 1 : -1);
    pen.lineTo(shift + size + 1, slope > 0 ? -1 : size + 1);
    pen.stroke();
  }
  return context.createPattern(tile, 'repeat');
}

function paintCells(context: CanvasRenderingContext2D, picture: Picture, theme: Theme): void {
  const { rows, cellWidth, rowHeight, low, high } = picture;
  const gap = rowHeight > 6 ? 1 : 0;
  const shades = shadesOf(theme);
  const hatches = [hatch(context, 1, theme), hatch(context, -1, theme)];
  rows.forEach((row, index) => {
    const top = (rows.length - 1 - index) * rowHeight;
    row.norms.forEach((norm, cell) => {
      const verdict = row.classes[cell] ?? 'empty';
      if (verdict === 'empty') return;
      const share = norm > 0 && norm !== Infinity ? (Math.log10(norm) - low) / (high - low) : 0;
      context.fillStyle = pickShade(shades, share);
      if (verdict !== 'healthy') context.fillStyle = verdict === 'vanishing' ? theme.low : theme.high;
      const left = Y_AXIS_WIDTH + cell * cellWidth;
      context.fillRect(left, top, cellWidth + 0.5, rowHeight - gap);
      // Hatching as well as colour: the classes must be told apart without seeing colours.
      if (verdict === 'healthy') return;
      context.fillStyle = hatches[verdict === 'vanishing' ? 0 : 1] ?? theme.grid;
      context.fillRect(left, top, cellWidth + 0.5, rowHeight - gap);
    });
  });
}

function paintNames(context: CanvasRenderingContext2D, picture: Picture, theme: Theme): void {
  const { rows, cellWidth, rowHeight } = picture;
  context.fillStyle = theme.muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const every = Math.ceil((FONT_SIZE + 3) / rowHeight);
  rows.forEach((row, index) => {
    if (index % every !== 0 && index !== rows.length - 1) return;
    if (index !== rows.length - 1 && rows.length - 1 - index < every) return;
    const middle = (rows.length - 1 - index + 0.5) * rowHeight;
    context.fillText(shortened(context, row.layer, Y_AXIS_WIDTH - 6), Y_AXIS_WIDTH - 5, middle);
  });
  const named: readonly (readonly [CellClass, string])[] = [
    ['vanishing', t('vanishing')],
    ['exploding', t('exploding')],
  ];
  context.textAlign = 'center';
  for (const [wanted, name] of named) {
    const stretch = widestStretch(rows, wanted);
    if (stretch === null) continue;
    const width = context.measureText(name).width + 8;
    if ((stretch.to - stretch.from) * cellWidth < width) continue;
    const x = Y_AXIS_WIDTH + ((stretch.from + stretch.to) / 2) * cellWidth;
    const middle = (rows.length - 1 - stretch.row + 0.5) * rowHeight;
    const y = Math.min(picture.height - FONT_SIZE, Math.max(FONT_SIZE, middle));
    context.fillStyle = theme.background;
    context.fillRect(x - width / 2, y - FONT_SIZE / 2 - 2, width, FONT_SIZE + 4);
    context.fillStyle = theme.foreground;
    context.fillText(name, x, y);
  }
}

function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  // The end of a layer's name tells it from its neighbours: dense10, dense11.
  let kept = text.length;
  while (kept > 1 && context.measureText(`…${text.slice(-kept)}`).width > width) kept -= 1;
  return `…${text.slice(-kept)}`;
}

/** The picture in words. */
function summary(rows: readonly HeatRow[]): string {
  const sick = (wanted: CellClass): string =>
    rows
      .filter((row) => row.classes.at(-1) === wanted)
      .map((row) => row.layer)
      .join(', ');
  const parts = [t('Gradient norm of {0} layers over time', rows.length.toString())];
  if (sick('vanishing') !== '') parts.push(t('vanishing now: {0}', sick('vanishing')));
  if (sick('exploding') !== '') parts.push(t('exploding now: {0}', sick('exploding')));
  return parts.join('; ');
}
