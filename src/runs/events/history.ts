/**
 * Every step of a run as columns, in bounded memory. Up to the capacity each step is a row of its own. Beyond
 * it, steps are merged into buckets of two rows that keep each series' minimum and maximum in the order they
 * came in, so that no spike is lost; the buckets double in size as the run goes on. Of the first series, the loss, they
 * keep the mean, too: what is averaged over extremes would lie where the run never was.
 */
import type { MetricFrame } from '../../run/frames.ts';

/** About 16 MB of values. */
const VALUES = 1 << 21;
/** Four rows become two. */
const GROUP = 4;

/** A history as it is stored: `marks` are step and seconds `[rows, 2]`, `values` are row-major, `means` are `[rows]`. */
export interface HistoryRows {
  readonly rows: number;
  readonly bucket: number;
  readonly open: number;
  readonly marks: Float64Array;
  readonly values: Float32Array;
  readonly means: Float32Array;
}

export class History {
  readonly #width: number;
  readonly #capacity: number;
  #values = new Float64Array(0);
  /** Step, epoch and seconds of each row: `[rows, 3]`. */
  #marks = new Float64Array(0);
  /** Mean of the first series over the steps of each row's bucket that are finite: `[rows]`. */
  #means = new Float64Array(0);
  #rows = 0;
  /** Steps per pair of rows; 0 while every step has its own row. */
  #bucket = 0;
  /** Steps in the open bucket, which is the last two rows. */
  #open = 0;

  constructor(width: number, capacity = Math.max(1024, Math.floor(VALUES / Math.max(1, width)))) {
    this.#width = width;
    this.#capacity = capacity - (capacity % GROUP);
  }

  /** The history that `toRows` gave; its epochs are set by `setEpochs`. */
  static fromRows(width: number, { rows, bucket, open, marks, values, means }: HistoryRows): History {
    const history = new History(width);
    history.#reserve(rows);
    history.#values.set(values);
    history.#means.set(means);
    for (let row = 0; row < rows; row++) history.#mark(row, marks[row * 2] ?? 0, 0, marks[row * 2 + 1] ?? 0);
    history.#rows = rows;
    history.#bucket = bucket;
    history.#open = open;
    return history;
  }

  /** Everything but the epochs, to be stored. */
  toRows(): HistoryRows {
    const marks = new Float64Array(this.#rows * 2);
    for (let row = 0; row < this.#rows; row++) {
      marks[row * 2] = this.#marks[row * 3] ?? 0;
      marks[row * 2 + 1] = this.#marks[row * 3 + 2] ?? 0;
    }
    const values = Float32Array.from(this.#values.subarray(0, this.#rows * this.#width));
    const means = Float32Array.from(this.#means.subarray(0, this.#rows));
    return { rows: this.#rows, bucket: this.#bucket, open: this.#open, marks, values, means };
  }

  /** Steps per pair of rows; 0 while every step has a row of its own. */
  get bucket(): number {
    return this.#bucket;
  }

  get lastStep(): number {
    return this.#rows === 0 ? 0 : (this.#marks[(this.#rows - 1) * 3] ?? 0);
  }

  appendFrame(frame: MetricFrame): void {
    const values = new Float64Array(frame.values);
    const epochs = new Float64Array(frame.epochs);
    const seconds = new Float64Array(frame.seconds);
    for (let row = 0; row < frame.count; row++) {
      this.append(frame.firstStep + row, epochs[row] ?? 0, seconds[row] ?? 0, values, row * this.#width);
    }
  }

  /**
   * Adds the step whose series are `values[first … first + width)`. Steps must come in order. `mean`: of the first series,
   * where the row stands for several steps.
   */
  append(
    step: number,
    epoch: number,
    seconds: number,
    values: Float64Array,
    first: number,
    mean = values[first] ?? NaN,
  ): void {
    if (this.#rows === this.#capacity && this.#open === this.#bucket) this.#merge();
    if (this.#open > 0 && this.#open < this.#bucket) {
      this.#widen(values, first);
      this.#average(mean);
      this.#mark(this.#rows - 1, step, epoch, seconds);
      this.#open++;
      return;
    }
    const copies = this.#bucket === 0 ? 1 : 2;
    this.#reserve(this.#rows + copies);
    for (let copy = 0; copy < copies; copy++) {
      const target = this.#rows * this.#width;
      for (let column = 0; column < this.#width; column++) {
        this.#values[target + column] = values[first + column] ?? 0;
      }
      this.#means[this.#rows] = mean;
      this.#mark(this.#rows++, step, epoch, seconds);
    }
    this.#open = this.#bucket === 0 ? 0 : 1;
  }

  /** Forgets `step` and everything after it (a run that goes on from an earlier checkpoint). */
  dropFrom(step: number): void {
    while (this.#rows > 0 && (this.#marks[(this.#rows - 1) * 3] ?? 0) >= step) {
      this.#rows -= this.#bucket === 0 ? 1 : 2;
    }
    this.#open = this.#bucket;
  }

  /** Replaces each row's epoch by `epochOf(step)`. */
  setEpochs(epochOf: (step: number) => number): void {
    for (let row = 0; row < this.#rows; row++) {
      this.#marks[row * 3 + 1] = epochOf(this.#marks[row * 3] ?? 0);
    }
  }

  /** Copies of all rows as one frame. */
  toFrame(sequence: number): MetricFrame {
    const first = this.#marks[0] ?? 1;
    const isDense = this.#rows === 0 || this.lastStep - first === this.#rows - 1;
    const column = (offset: number): ArrayBuffer =>
      Float64Array.from({ length: this.#rows }, (_, row) => this.#marks[row * 3 + offset] ?? 0).buffer;
    return {
      sequence,
      firstStep: first,
      count: this.#rows,
      values: this.#values.slice(0, this.#rows * this.#width).buffer,
      epochs: column(1),
      seconds: column(2),
      // Steps may have been left out, or damaged on disk.
      ...(this.#bucket === 0 && isDense
        ? {}
        : { steps: column(0), means: this.#means.slice(0, this.#rows).buffer }),
    };
  }

  #mark(row: number, step: number, epoch: number, seconds: number): void {
    this.#marks[row * 3] = step;
    this.#marks[row * 3 + 1] = epoch;
    this.#marks[row * 3 + 2] = seconds;
  }

  /** Takes one more step into the open bucket: its rows hold the earlier and the later of the two extremes. */
  #widen(values: Float64Array, first: number): void {
    const rows = this.#values;
    const early = (this.#rows - 2) * this.#width;
    const late = early + this.#width;
    for (let column = 0; column < this.#width; column++) {
      const a = rows[early + column] ?? 0;
      const b = rows[late + column] ?? 0;
      const c = values[first + column] ?? 0;
      // The new value is the latest: it replaces the extreme on its side, and the other one goes before it.
      if (c < a && c < b) {
        rows[early + column] = a < b ? b : a;
        rows[late + column] = c;
      } else if ((c > a && c > b) || Number.isNaN(c)) {
        rows[early + column] = a < b ? a : b;
        rows[late + column] = c;
      }
    }
  }

  /** Takes one more value into the mean of the open bucket. */
  #average(value: number): void {
    const before = this.#means[this.#rows - 1] ?? NaN;
    const next = meanOf(before, value, 1 / (this.#open + 1));
    this.#means[this.#rows - 2] = next;
    this.#means[this.#rows - 1] = next;
  }

  /** Halves the rows: each four become two. */
  #merge(): void {
    for (let row = 0; row < this.#rows; row += GROUP) {
      for (let column = 0; column < this.#width; column++) {
        const at = (offset: number): number => this.#values[(row + offset) * this.#width + column] ?? 0;
        const target = (row / 2) * this.#width + column;
        this.#extremes(target, target + this.#width, at(0), at(1), at(2), at(3));
      }
      const mean = (offset: number): number => this.#means[row + offset] ?? NaN;
      const half = row / 2;
      // Rows of a bucket have one mean, so this is right for four steps and for two buckets.
      this.#means[half] = meanOf(meanOf(mean(0), mean(1), 0.5), meanOf(mean(2), mean(3), 0.5), 0.5);
      this.#means[half + 1] = this.#means[half] ?? NaN;
      for (let mark = 0; mark < 3; mark++) {
        this.#marks[(row / 2) * 3 + mark] = this.#marks[row * 3 + mark] ?? 0;
        this.#marks[(row / 2 + 1) * 3 + mark] = this.#marks[(row + GROUP - 1) * 3 + mark] ?? 0;
      }
    }
    this.#rows /= 2;
    this.#bucket = this.#bucket === 0 ? GROUP : this.#bucket * 2;
    this.#open = this.#bucket;
  }

  /** Writes the minimum and the maximum of four values in time order, in their order; NaN counts as extreme. */
  #extremes(target: number, next: number, a: number, b: number, c: number, d: number): void {
    let lowest = a;
    let highest = a;
    let lowestAt = 0;
    let highestAt = 0;
    for (let index = 1; index < GROUP; index++) {
      const value = index === 1 ? b : index === 2 ? c : d;
      if (value < lowest) {
        lowest = value;
        lowestAt = index;
      }
      if (value > highest || (Number.isNaN(value) && !Number.isNaN(highest))) {
        highest = value;
        highestAt = index;
      }
    }
    this.#values[target] = lowestAt <= highestAt ? lowest : highest;
    this.#values[next] = lowestAt <= highestAt ? highest : lowest;
  }

  #reserve(rows: number): void {
    const have = this.#marks.length / 3;
    if (rows <= have) return;
    const next = Math.min(Math.max(1024, have * 2, rows), Math.max(this.#capacity, rows));
    const values = new Float64Array(next * this.#width);
    values.set(this.#values);
    const marks = new Float64Array(next * 3);
    marks.set(this.#marks);
    const means = new Float64Array(next);
    means.set(this.#means);
    this.#means = means;
    this.#values = values;
    this.#marks = marks;
  }
}

/** The mean of two, of which `b` has the weight `share`; what is not finite is left out. */
function meanOf(a: number, b: number, share: number): number {
  if (!Number.isFinite(a)) return b;
  return Number.isFinite(b) ? a + (b - a) * share : a;
}
