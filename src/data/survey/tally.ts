/** The knowledge of a column after each cell, for a survey. Its memory does not grow with the rows. */
import type { ColumnSurvey } from '../../plan/survey.ts';
import { GrowingHistogram } from './histogram.ts';

/** Different values that are counted. */
const MOST_VALUES = 1000;
const MOST_SHOWN = 8;

/** The measures of a column: those of a survey that follow from its cells alone. */
export type Measures = Pick<
  ColumnSurvey,
  'missing' | 'odd' | 'distinct' | 'hasMore' | 'numbers' | 'frequent'
>;

export class Tally {
  missing = 0;
  odd = 0;
  readonly #counts = new Map<number | string, number>();
  #hasMore = false;
  readonly #histogram = new GrowingHistogram();
  #count = 0;
  #least = Infinity;
  #largest = -Infinity;
  #first = 0;
  #sum = 0;
  #squares = 0;

  number(value: number): void {
    if (!this.#hasMore) this.#see(value);
    this.element(value);
  }

  /** A number of a cell that holds several. */
  element(value: number): void {
    if (value < this.#least) this.#least = value;
    if (value > this.#largest) this.#largest = value;
    // Sums from the first value on lose nothing of a small spread far from zero.
    if (this.#count++ === 0) this.#first = value;
    const from = value - this.#first;
    this.#sum += from;
    this.#squares += from * from;
    this.#histogram.add(value);
  }

  /** False once values are no longer counted: then the text is not needed. */
  get isCounting(): boolean {
    return !this.#hasMore;
  }

  text(value: string): void {
    if (!this.#hasMore) this.#see(value);
  }

  #see(value: number | string): void {
    const before = this.#counts.get(value);
    if (before === undefined && this.#counts.size >= MOST_VALUES) this.#hasMore = true;
    else this.#counts.set(value, (before ?? 0) + 1);
  }

  get measures(): Measures {
    const frequent = [...this.#counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, MOST_SHOWN)
      .map(([value, count]) => ({ value: String(value), count }));
    const mean = this.#sum / this.#count;
    return {
      missing: this.missing,
      odd: this.odd,
      distinct: this.#counts.size,
      hasMore: this.#hasMore,
      numbers:
        this.#count === 0
          ? null
          : {
              least: this.#least,
              largest: this.#largest,
              mean: this.#first + mean,
              deviation: Math.sqrt(Math.max(0, this.#squares / this.#count - mean * mean)),
              histogram: this.#histogram.result,
            },
      frequent: this.#hasMore ? [] : frequent,
    };
  }
}
