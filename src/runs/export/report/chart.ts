/** A chart as SVG text, with the points that it shows under the pointer. No script is needed to see it. */
import { formatTick } from '../../../base/numbers.ts';
import { escapeHtml, jsonInScript } from './text.ts';

export interface ChartLine {
  readonly label: string;
  /** Number of its colour and dash in the page's styles. */
  readonly style: number;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly lines: readonly ChartLine[];
  readonly log: boolean;
}

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 64;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 36;
const PLOT = WIDTH - LEFT - RIGHT;

interface Range {
  readonly min: number;
  readonly max: number;
}

interface Point {
  readonly x: number;
  /** NaN breaks the line. */
  readonly y: number;
}

/** At most a lowest and a highest point of each pixel column, in their order: no spike is lost. */
export function samplePoints({ x, y }: ChartLine, range: Range): Point[] {
  const at = (row: number): Point => ({ x: x[row] ?? NaN, y: y[row] ?? NaN });
  if (x.length <= PLOT) return Array.from({ length: x.length }, (_, row) => at(row));
  const points: Point[] = [];
  const columnOf = (row: number): number =>
    Math.floor((((x[row] ?? 0) - range.min) / (range.max - range.min)) * PLOT);
  for (let row = 0; row < x.length;) {
    const column = columnOf(row);
    let low = row;
    let high = row;
    let gap = -1;
    let next = row;
    for (; next < x.length && columnOf(next) === column; next++) {
      const value = y[next] ?? NaN;
      if (!Number.isFinite(value)) gap = next;
      else {
        if (!((y[low] ?? NaN) <= value)) low = next;
        if (!((y[high] ?? NaN) >= value)) high = next;
      }
    }
    for (const one of [...new Set([low, high, ...(gap < 0 ? [] : [gap])])].sort((a, b) => a - b))
      points.push(at(one));
    row = next;
  }
  return points;
}

function rangeOf(values: Iterable<number>): Range {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return { min: 0, max: 1 };
  return min === max
    ? { min: min - Math.abs(min || 1) / 2, max: max + Math.abs(max || 1) / 2 }
    : { min, max };
}

function* finite(lines: readonly ChartLine[], of: 'x' | 'y', above: number): Iterable<number> {
  for (const line of lines) {
    for (const value of Array.from(line[of])) {
      if (Number.isFinite(value) && value > above) yield value;
    }
  }
}

/** About five round numbers, or decades on a log axis. */
function ticksOf({ min, max }: Range, log: boolean): number[] {
  if (log) {
    const [first, last] = [Math.ceil(Math.log10(min)), Math.floor(Math.log10(max))];
    const every = Math.max(1, Math.ceil((last - first) / 6));
    const decades = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    const ticks = decades.filter((_, index) => index % every === 0).map((exponent) => 10 ** exponent);
    return ticks.length > 0 ? ticks : [min, max];
  }
  const rough = (max - min) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const ticks: number[] = [];
  for (let at = Math.ceil(min / step); at * step <= max; at++)
    ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

/** The chart as a `<figure>`; empty text where nothing finite was recorded. */
export function chartFigure(chart: Chart): string {
  const log = chart.log;
  const lines = chart.lines.filter(({ x }) => x.length > 0);
  const ys = rangeOf(finite(lines, 'y', log ? 0 : -Infinity));
  if ([...finite(lines, 'y', log ? 0 : -Infinity)].length === 0) return '';
  const xs = rangeOf(finite(lines, 'x', -Infinity));
  const yOf = (value: number): number => {
    const share = log
      ? (Math.log(value) - Math.log(ys.min)) / (Math.log(ys.max) - Math.log(ys.min))
      : (value - ys.min) / (ys.max - ys.min);
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  };
  const xOf = (value: number): number => LEFT + ((value - xs.min) / (xs.max - xs.min)) * PLOT;
  const sampled = lines.map((line) => ({ line, points: samplePoints(line, xs) }));
  const paths = sampled.map(({ line, points }) => {
    const d = pathOf(points, xOf, (value) => (log && value <= 0 ? NaN : yOf(value)));
    return `<path class="line s${line.style}" d="${d}"/>`;
  });
  const yTicks = ticksOf(ys, log).map((value, _, all) => {
    const y = yOf(value).toFixed(1);
    return `<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/><text x="${LEFT - 6}" y="${y}" dy="0.32em" text-anchor="end">${formatTick(value, log ? value : all.at(-1))}</text>`;
  });
  const xTicks = ticksOf(xs, false).map(
    (value, _, all) =>
      `<text x="${xOf(value).toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${formatTick(value, all.at(-1))}</text>`,
  );
  const data = sampled.map(({ line, points }) => ({
    label: line.label,
    style: line.style,
    x: points.map(({ x }) => short(x)),
    y: points.map(({ y }) => (Number.isFinite(y) ? short(y) : null)),
  }));
  const scale = { left: LEFT, plot: PLOT, min: xs.min, max: xs.max, width: WIDTH, xTitle: chart.xTitle };
  const title = escapeHtml(chart.title);
  return `<figure class="chart"><figcaption>${title}${log ? ' <small>(log)</small>' : ''}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${yTicks.join('')}${xTicks.join('')}<text x="${LEFT + PLOT / 2}" y="${HEIGHT - 4}" text-anchor="middle">${escapeHtml(chart.xTitle)}</text>${paths.join('')}<line class="cursor" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/></svg>
<div class="tip" hidden></div>
<script type="application/json">${jsonInScript({ scale, lines: data })}</script></figure>`;
}

function pathOf(points: readonly Point[], xOf: (x: number) => number, yOf: (y: number) => number): string {
  let d = '';
  let drawing = false;
  for (const { x, y } of points) {
    const at = Number.isFinite(y) ? yOf(y) : NaN;
    if (!Number.isFinite(at)) {
      // A point between two gaps is drawn as a dot: a line of no length with round ends.
      if (drawing) d += 'h0';
      drawing = false;
      continue;
    }
    d += `${drawing ? 'L' : 'M'}${xOf(x).toFixed(1)} ${at.toFixed(1)}`;
    drawing = true;
  }
  return drawing ? `${d}h0` : d;
}

function short(value: number): number {
  return Number(value.toPrecision(6));
}
