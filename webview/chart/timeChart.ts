/**
 * One Chart.js chart over time. Chart.js animates nothing, parses nothing and reacts to nothing here: it is handed
 * the points of the visible window, at most a few per pixel, once per animation frame.
 */
import type { ChartDataset, ChartOptions, Plugin } from 'chart.js';
import { type Point, type XWindow, lonePoints, valueRange } from '../data/sampling.ts';
import { formatTick } from '../../src/base/numbers.ts';
import { type Theme, faded } from '../look/theme.ts';
import { duration } from '../strings.ts';
import { annotationsOf } from './annotations.ts';
import { type MarkDrawing, ROW_HEIGHT, marksPlugin, pixelOfX, placeMarks } from './marks.ts';
import type { ChartModel, YRange } from './model.ts';
import { type DrawnLine, type NoiseBand, drawnLines, noiseBands, noisePlugin } from './noise.ts';
import { Chart } from './register.ts';
import { logTicks, paddedRange, usualRange } from './scales.ts';

/** Of every chart, so that all charts of the panel share their x positions. */
export const Y_AXIS_WIDTH = 46;
/** Room for the names and values beside the ends of the lines. */
export const RIGHT_PADDING = 62;
/** Always room for a row of marks' labels: the plot does not shrink when the first change comes. */
const TOP_PADDING = 4 + ROW_HEIGHT;
const DOTS_UP_TO = 60;

export interface Look {
  readonly theme: Theme;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly time: boolean;
  readonly window: { readonly min: number; readonly max: number };
  /** Lines that the legend has switched off are not in the model; this one is drawn stronger. */
  readonly strong: string | null;
  /** The y axis shows rare peaks, too. */
  readonly peaks: boolean;
  /** Noisy lines are drawn with every value. */
  readonly raw: boolean;
}

/** The outcome of a drawing. */
export interface Drawing {
  /** Lines are drawn as medians with bands, or would be if all values had not been asked for. */
  readonly noisy: boolean;
}

export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Line = ChartDataset<'line', Point[]> & {
  readonly lone: readonly Point[];
  readonly solid: string;
};

/** Dots where a value stands alone between two gaps, or far outside of a band, and no line can show it. */
const lonePlugin: Plugin<'line'> = {
  id: 'lonePoints',
  afterDatasetsDraw(chart) {
    const { ctx, scales } = chart;
    const { x, y } = scales;
    if (x === undefined || y === undefined) return;
    for (const dataset of chart.data.datasets as unknown as readonly Line[]) {
      ctx.fillStyle = dataset.solid;
      for (const point of dataset.lone) {
        const at = x.getPixelForValue(point.x);
        const height = y.getPixelForValue(point.y);
        const { left, right, top, bottom } = chart.chartArea;
        if (at < left || at > right || height < top || height > bottom) continue;
        ctx.beginPath();
        ctx.arc(at, height, 2, 0, Math.PI * 2);
        ctx.fill();
      }
    }
  },
};

/** The highest value that the y axis leaves out. */
interface Peak {
  readonly highest: number;
  readonly color: string;
}

/** Says at the upper end of the y axis how high the peaks are that it leaves out. */
function peakPlugin(read: () => Peak | null): Plugin<'line'> {
  return {
    id: 'peak',
    afterDraw({ ctx, chartArea }) {
      const peak = read();
      if (peak === null) return;
      ctx.save();
      ctx.fillStyle = peak.color;
      ctx.textAlign = 'left';
      ctx.textBaseline = 'top';
      ctx.fillText(
        `↑ ${formatTick(Number(peak.highest.toPrecision(3)))}`,
        chartArea.left + 4,
        chartArea.top + 2,
      );
      ctx.restore();
    },
  };
}

interface Handlers {
  /** Gets the x range the user has chosen by wheel, pinch, drag or pan. */
  readonly onZoom: (min: number, max: number) => void;
  /** The chart has another size: what stands beside it moves. */
  readonly onResize: () => void;
}

export class TimeChart {
  readonly #chart: Chart<'line', Point[]>;
  /** As handed to Chart.js, which answers `chart.options` with a slow proxy. */
  readonly #options: ChartOptions<'line'>;
  #marks: MarkDrawing | null = null;
  #peak: Peak | null = null;
  #noise: readonly NoiseBand[] = [];

  constructor(canvas: HTMLCanvasElement, handlers: Handlers) {
    const report = ({ chart }: { chart: { scales: Chart['scales'] } }): void => {
      const x = chart.scales['x'];
      if (x !== undefined) handlers.onZoom(x.min, x.max);
    };
    this.#options = {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      onResize: handlers.onResize,
      elements: { point: { radius: 0, hitRadius: 0 }, line: { tension: 0, borderJoinStyle: 'bevel' } },
      plugins: {
        zoom: {
          zoom: {
            mode: 'x',
            wheel: { enabled: true, modifierKey: 'ctrl' },
            pinch: { enabled: true },
            drag: { enabled: true, threshold: 6 },
            onZoom: report,
          },
          pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPan: report },
        },
      },
    };
    this.#chart = new Chart<'line', Point[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [
        noisePlugin(() => this.#noise),
        lonePlugin,
        marksPlugin(() => this.#marks),
        peakPlugin(() => this.#peak),
      ],
      options: this.#options,
    });
  }

  /** The area of the lines, in CSS pixels of the canvas. */
  get area(): PlotArea {
    return this.#chart.chartArea;
  }

  /** The x value at a pixel of the canvas, and back. */
  xAt(pixel: number): number {
    return this.#chart.scales['x']?.getValueForPixel(pixel) ?? NaN;
  }
  pixelOf(x: number): number {
    return this.#chart.scales['x']?.getPixelForValue(x) ?? NaN;
  }
  /** The pixel of a y value. */
  yPixelOf(y: number): number {
    return this.#chart.scales['y']?.getPixelForValue(y) ?? NaN;
  }

  /** Draws the model. */
  draw(model: ChartModel, look: Look): Drawing {
    const columns = Math.max(50, Math.floor(this.#chart.width - Y_AXIS_WIDTH - RIGHT_PADDING));
    // Lines share the width's pixels: two pixels for a column are as good to the eye and half the work.
    const density = model.lines.length > 1 ? 2 : 1;
    const window: XWindow = { ...look.window, columns: Math.ceil(columns / density), log: look.logX };
    const { lines, noisy } = drawnLines(model.lines, window, look);
    const drawn = valueRange(lines.flatMap(({ outline }) => outline));
    const usual =
      model.mayClip === true && !look.logY && !look.peaks
        ? usualRange(
            lines.flatMap(({ line, outline: [points = [], ...range] }) => [
              { behind: line.behind, points },
              ...range.map((edge) => ({ behind: true, points: edge })),
            ]),
          )
        : null;
    this.#peak = usual === null ? null : { highest: drawn?.high ?? NaN, color: look.theme.muted };
    const fitted = usual ?? (drawn !== null && model.fitY !== null ? model.fitY(drawn) : drawn);
    const range = paddedRange(fitted, look.logY, model.ceiling);
    this.#noise = noiseBands(lines, look);
    this.#chart.data.datasets = lines.map((line) => dataset(line, look));
    this.#setOptions(model, look, range);
    this.#chart.update('none');
    return { noisy };
  }

  #setOptions(model: ChartModel, look: Look, range: YRange): void {
    const { theme, logX, logY } = look;
    const options = this.#options;
    const font = { family: theme.fontFamily, size: 10 };
    const common = {
      border: { display: false },
      grid: { color: theme.grid, drawTicks: false },
    };
    options.scales = {
      x: {
        ...common,
        type: logX ? 'logarithmic' : 'linear',
        min: look.window.min,
        max: look.window.max,
        grid: { display: false },
        border: { display: true, color: theme.grid },
        ticks: {
          font,
          color: theme.muted,
          maxRotation: 0,
          autoSkipPadding: 14,
          includeBounds: false,
          callback: (value) =>
            look.time
              ? duration(Number(value))
              : formatTick(Number(value), logX ? undefined : look.window.max),
        },
        ...(logX ? { afterBuildTicks: setLogTicks(look.window.min, look.window.max, 8) } : {}),
      },
      y: {
        ...common,
        type: logY ? 'logarithmic' : 'linear',
        min: range.low,
        max: range.high,
        ticks: {
          font,
          color: theme.muted,
          maxTicksLimit: 6,
          padding: 6,
          // The ends of the range are wherever the data is; only round values are worth a label.
          includeBounds: false,
          callback: (value) => formatTick(Number(value), logY ? undefined : range.high),
        },
        ...(logY ? { afterBuildTicks: setLogTicks(range.low, range.high, 6) } : {}),
        afterFit: (scale) => {
          scale.width = Y_AXIS_WIDTH;
        },
      },
    } satisfies ChartOptions<'line'>['scales'];
    const plugins = options.plugins;
    if (plugins === undefined) return;
    plugins.annotation = { annotations: annotationsOf(model, range, theme), clip: false };
    this.#marks = this.#placeMarks(model, look);
    options.layout = { padding: { right: RIGHT_PADDING, top: TOP_PADDING } };
    if (plugins.zoom !== undefined) {
      const limits = { min: logX ? model.extent.positive : model.extent.min, max: model.extent.max };
      plugins.zoom.limits = { x: { ...limits, minRange: Math.max((limits.max - limits.min) * 1e-5, 1e-9) } };
      const drag = plugins.zoom.zoom?.drag;
      if (drag !== undefined) {
        drag.backgroundColor = faded(theme.foreground, 0.15);
        drag.borderColor = theme.foreground;
        drag.borderWidth = theme.highContrast ? 1 : 0;
      }
    }
  }

  #placeMarks({ marks }: ChartModel, { window, logX, theme }: Look): MarkDrawing {
    const { width, ctx } = this.#chart;
    const strip = { left: Y_AXIS_WIDTH, right: width - RIGHT_PADDING };
    const font = `10px ${theme.fontFamily}`;
    const placed = placeMarks(
      marks,
      (x) => pixelOfX(x, window, logX, strip),
      strip,
      width,
      (text) => widthOf(text, font, ctx),
    );
    return { marks, placed, theme };
  }
}

/** Widths of marks' labels by font and text: a context that is given a font anew parses it, which costs a frame a lot. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 1000;

function widthOf(text: string, font: string, ctx: CanvasRenderingContext2D): number {
  const key = `${font}/${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size >= MOST_WIDTHS) widths.clear();
    ctx.font = font;
    width = ctx.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

function setLogTicks(low: number, high: number, limit: number) {
  return (axis: { ticks: { value: number }[] }): void => {
    axis.ticks = logTicks(low, high, limit).map((value) => ({ value }));
  };
}

function dataset({ line, points, spread }: DrawnLine, { strong }: Look): Line {
  const dots = line.dots && points.length <= DOTS_UP_TO;
  const stressed = strong === line.id;
  // The others step back behind the stressed line.
  const color = strong !== null && !stressed ? faded(line.color, 0.25) : line.color;
  return {
    // Behind its own average the band is enough.
    data: spread !== null && line.behind ? [] : points,
    solid: line.behind ? faded(line.color, 0.4) : color,
    lone: [...(dots ? [] : lonePoints(points)), ...(spread?.spikes ?? [])],
    borderColor: line.behind ? faded(line.color, stressed || strong === null ? 0.3 : 0.1) : color,
    backgroundColor: color,
    borderWidth: stressed && !line.behind ? line.width + 1 : line.width,
    borderDash: [...line.dash],
    pointRadius: dots ? 2 : 0,
    pointHitRadius: 0,
    order: (stressed ? -2 : 0) + (line.behind ? 1 : 0),
    spanGaps: false,
  };
}
