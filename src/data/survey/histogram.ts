/** A histogram of numbers that come one by one, whose range nobody knows before the last one. */
import type { Histogram } from '../../plan/survey.ts';

const BINS = 64;
/** Numbers that are waited for before the first bars are laid. */
const FIRST = 512;
/** Larger ones are put into the last bar: the width of a bar must stay a number. */
const LARGEST = 1e300;
/** Bars that are shown. */
const SHOWN = 24;

/** Every number is counted exactly; where one lies outside, pairs of bars become one until it lies inside. */
export class GrowingHistogram {
  #first: number[] | null = [];
  #counts = new Float64Array(BINS);
  #from = 0;
  #width = 1;
  /** 1 / width, which is exact: widths are powers of two. */
  #scale = 1;

  add(number: number): void {
    const value = Math.max(-LARGEST, Math.min(LARGEST, number));
    if (this.#first === null) this.#put(value);
    else if (this.#first.push(value) >= FIRST) this.#settle();
  }

  get result(): Histogram {
    this.#settle();
    let counts = [...this.#counts];
    let [from, width] = [this.#from, this.#width];
    const begin = Math.max(
      0,
      counts.findIndex((count) => count > 0),
    );
    counts = counts.slice(begin, counts.findLastIndex((count) => count > 0) + 1);
    from += begin * width;
    while (counts.length > SHOWN) {
      counts = Array.from(
        { length: Math.ceil(counts.length / 2) },
        (_, at) => (counts[2 * at] ?? 0) + (counts[2 * at + 1] ?? 0),
      );
      width *= 2;
    }
    return { from, width, counts };
  }

  #settle(): void {
    const values = this.#first;
    if (values === null) return;
    this.#first = null;
    const [least, largest] = [Math.min(...values), Math.max(...values)];
    const span = Math.max(largest - least, Math.abs(largest) * 1e-12, 1e-300);
    this.#width = values.length === 0 ? 1 : 2 ** Math.ceil(Math.log2(span / (BINS / 2)));
    this.#scale = 1 / this.#width;
    this.#from = values.length === 0 ? 0 : Math.floor(least / this.#width) * this.#width;
    for (const value of values) this.#put(value);
  }

  #put(value: number): void {
    for (;;) {
      const place = (value - this.#from) * this.#scale;
      if (place >= 0 && place < BINS) {
        const at = place | 0;
        this.#counts[at] = (this.#counts[at] ?? 0) + 1;
        return;
      }
      this.#grow(place < 0);
    }
  }

  /** Bars of double width; the free half lies on the side where it is needed. */
  #grow(isLeft: boolean): void {
    const shift = isLeft ? BINS / 2 : 0;
    const merged = new Float64Array(BINS);
    for (let at = 0; at < BINS; at++) {
      const to = (at >> 1) + shift;
      merged[to] = (merged[to] ?? 0) + (this.#counts[at] ?? 0);
    }
    this.#width *= 2;
    this.#scale = 1 / this.#width;
    this.#from -= shift * this.#width;
    this.#counts = merged;
  }
}
