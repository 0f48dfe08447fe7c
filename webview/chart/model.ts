/** The contents of a chart, independent of its drawing. */
import type { Point, XWindow } from '../data/sampling.ts';
import type { Spread } from '../data/spread.ts';

export interface LineSource {
  /** Unique within the chart; a raw line behind a smoothed one has its id and `behind` set. */
  readonly id: string;
  readonly label: string;
  /** The name where there is little room, such as at the end of the line; the label if left out. */
  readonly short?: string;
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
  /** The raw values behind a smoothed line: not in the legend, shown and hidden with it. */
  readonly behind: boolean;
  /** Few values, each worth a dot (epochs). */
  readonly dots: boolean;
  /** In the legend but not drawn until it is switched on. */
  readonly startsHidden: boolean;
  /** The points to draw: at most a few per pixel column, and no extreme left out. */
  sample(window: XWindow, logY: boolean): Point[];
  /** The medians and ranges of slices of the window; null if they hold too few values. */
  spread(window: XWindow, logY: boolean): Spread | null;
  /** The number of values recorded between two x, and each of them in turn. */
  values(min: number, max: number): { readonly count: number; readonly points: Iterable<Point> };
  /** The recorded value nearest to an x; null if there is none, or the line has ended before. */
  at(x: number): Point | null;
  /** The last value recorded at or before an x; null if there is none. */
  upTo(x: number): Point | null;
  /** The last recorded value, whether or not other lines go on; null if there is none. */
  latest(): Point | null;
}

/** True for the average over the raw values of its id, which are another line behind it. */
export function isAverage({ id, behind }: LineSource, lines: readonly LineSource[]): boolean {
  return !behind && lines.some((other) => other.behind && other.id === id);
}

/** Something that happened at `x`, or from `x` to `to`. */
export interface Mark {
  readonly x: number;
  readonly to?: number;
  /**
   * A changed setting, the best checkpoint, a kept checkpoint of an epoch, the end of an epoch, gradients that vanish or
   * explode, another finding of training health.
   */
  readonly kind: 'change' | 'best' | 'checkpoint' | 'epoch' | 'vanishing' | 'exploding' | 'finding';
  readonly label: string;
  /** Of a changed setting: its place in the list of changes, from 1 on. */
  readonly number?: number;
}

/** A named range of y values, open at one end if null. */
export interface Band {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  readonly low: number | null;
  readonly high: number | null;
}

/** A named y value. */
export interface Level {
  readonly label: string;
  readonly color: string;
  readonly y: number;
}

export interface YRange {
  readonly low: number;
  readonly high: number;
}

export interface ChartModel {
  readonly lines: readonly LineSource[];
  readonly marks: readonly Mark[];
  readonly bands: readonly Band[];
  readonly levels: readonly Level[];
  /** Smallest and largest x recorded; the smallest positive one for a log axis. */
  readonly extent: { readonly min: number; readonly max: number; readonly positive: number };
  /** The y axis, from the drawn range; null: fit what is drawn. */
  readonly fitY: ((drawn: YRange) => YRange) | null;
  /** Upper bound of the values, such as 1 for a share. */
  readonly ceiling: number | null;
  /** In a corner of the chart: a fact that its lines do not tell. */
  readonly note?: string;
  /** Rare peaks, such as the loss of the first steps, may be left out of a linear y axis, which then says how high they are. */
  readonly mayClip?: true;
}
