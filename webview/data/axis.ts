/** The quantities of the x axis. */
export type XAxisName = 'step' | 'epoch' | 'time';

/** A range of x. */
export interface XRange {
  readonly min: number;
  readonly max: number;
}

/** A growing float64 column that never decreases: what a chart can use as its x axis. */
export class Axis {
  #values: Float64Array;
  #length = 0;

  constructor(capacity = 256) {
    this.#values = new Float64Array(Math.max(1, capacity));
  }

  get length(): number {
    return this.#length;
  }

  /** The value at `row`; NaN outside the axis. */
  at(row: number): number {
    return row >= 0 && row < this.#length ? (this.#values[row] ?? NaN) : NaN;
  }

  /** The last value; NaN if there is none. */
  get last(): number {
    return this.at(this.#length - 1);
  }

  /** Appends a value; one that is smaller than the last (a clock that jumped) is lifted to it. */
  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(Math.ceil(this.#values.length * 1.5) + 1);
      larger.set(this.#values);
      this.#values = larger;
    }
    const last = this.#length > 0 ? (this.#values[this.#length - 1] ?? value) : value;
    this.#values[this.#length] = value >= last ? value : last;
    this.#length += 1;
  }

  /** First row whose value is at least `value`; the length if there is none. */
  lowerBound(value: number): number {
    const values = this.#values;
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((values[middle] ?? NaN) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The last row whose value is at most `value`; −1 if there is none. */
  rowUpTo(value: number): number {
    let row = this.lowerBound(value);
    while (row < this.#length && this.at(row) <= value) row += 1;
    return row - 1;
  }

  /** The first row of a range, and the row behind its last. */
  rowsIn({ min, max }: XRange): readonly [number, number] {
    return [this.lowerBound(min), this.rowUpTo(max) + 1];
  }

  /** The row whose value is nearest to `value`; −1 if the axis is empty. */
  nearest(value: number): number {
    const right = this.lowerBound(value);
    if (right === 0) return this.#length === 0 ? -1 : 0;
    if (right === this.#length) return this.#length - 1;
    return value - this.at(right - 1) <= this.at(right) - value ? right - 1 : right;
  }
}
