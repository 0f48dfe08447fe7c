/**
 * The numbers of a file, row by row as they come, in the smallest form that holds them all: bytes while every number
 * is a whole one from 0 to 255, then float32. Where float32 rounds a number of a column that is wanted to the last
 * bit, a number of decimals may still tell all of the column's numbers: up to seven digits survive float32, and each is
 * tried. Where one does not, the column's doubles are kept beside it.
 */
import { phrase } from '../../base/problems/phrase.ts';
import { decimalOf } from '../cells/number.ts';
import { checkMemory } from '../problems.ts';
import type { NumberColumn } from './table.ts';

const GROWTH = 1.5;
/** Decimals that are tried: more digits than float32 has come after zeros only. */
const MOST_DECIMALS = 12;

export class NumberRows {
  readonly #width: number;
  readonly #memoryLimit: number;
  readonly #file: string;
  /** Per column, whether its doubles matter. */
  readonly #exact: readonly boolean[];
  #capacity: number;
  #bytes: Uint8Array | null;
  #singles: Float32Array = new Float32Array(0);
  readonly #doubles: (Float64Array | null)[];
  /** Per column, the decimals after the point with which float32 tells its numbers; -1: it holds them as they are. */
  readonly #decimals: Int8Array;

  /** `rows`: how many there will be, as far as can be told; room for more is made as they come. */
  constructor(exact: readonly boolean[], rows: number, memoryLimit: number, file: string) {
    this.#exact = exact;
    this.#doubles = exact.map(() => null);
    this.#decimals = new Int8Array(exact.length).fill(-1);
    this.#width = exact.length;
    this.#memoryLimit = memoryLimit;
    this.#file = file;
    this.#capacity = Math.max(1, Math.ceil(rows));
    this.#check(this.#capacity, 1);
    this.#bytes = new Uint8Array(this.#capacity * this.#width);
  }

  /** Sets column `column` of `row`; rows are begun in order. */
  put(row: number, column: number, value: number): void {
    if (row >= this.#capacity) this.#grow();
    const at = row * this.#width + column;
    if (this.#bytes !== null) {
      if (value === (value & 255) && (value !== 0 || 1 / value > 0)) {
        this.#bytes[at] = value;
        return;
      }
      this.#widen(this.#bytes.subarray(0, at));
    }
    this.#singles[at] = value;
    if (this.#exact[column] === true) {
      const doubles = this.#doubles[column];
      if (doubles) doubles[row] = value;
      else if (this.#stored(row, column) !== value && !this.#findDecimals(row, column, value)) {
        this.#keepDoubles(column, row, value);
      }
    }
  }

  /** The number that float32 tells. */
  #stored(row: number, column: number): number {
    return this.#toldWith(this.#decimals[column] ?? -1, row, column);
  }

  #toldWith(decimals: number, row: number, column: number): number {
    return decimalOf(this.#singles[row * this.#width + column] ?? NaN, decimals);
  }

  /** True if more decimals tell the number of this row and all before it; they are used from now on. */
  #findDecimals(row: number, column: number, value: number): boolean {
    for (let decimals = (this.#decimals[column] ?? -1) + 1; decimals <= MOST_DECIMALS; decimals++) {
      if (this.#toldWith(decimals, row, column) !== value) continue;
      let before = 0;
      while (before < row && this.#toldWith(decimals, before, column) === this.#stored(before, column))
        before++;
      if (before < row) continue;
      this.#decimals[column] = decimals;
      return true;
    }
    return false;
  }

  /** A column of the first `rows` rows. */
  column(column: number, name: string, rows: number): NumberColumn {
    const values = (this.#bytes ?? this.#singles).subarray(0, rows * this.#width);
    const doubles = this.#doubles[column]?.subarray(0, rows) ?? null;
    const decimals = doubles === null ? (this.#decimals[column] ?? -1) : -1;
    return { kind: 'number', name, values, offset: column, stride: this.#width, width: 1, doubles, decimals };
  }

  #check(rows: number, bytesEach: number): void {
    const doubles = this.#doubles.filter((column) => column !== null).length;
    checkMemory(
      rows * (this.#width * bytesEach + doubles * 8),
      this.#memoryLimit,
      phrase('Reading {file}', { file: this.#file }),
    );
  }

  #grow(): void {
    const capacity = Math.ceil(this.#capacity * GROWTH) + 16;
    this.#check(capacity, this.#bytes === null ? 4 : 1);
    const length = capacity * this.#width;
    if (this.#bytes !== null) {
      const bytes = new Uint8Array(length);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    } else {
      const singles = new Float32Array(length);
      singles.set(this.#singles);
      this.#singles = singles;
    }
    this.#doubles.forEach((before, column) => {
      if (before === null) return;
      const doubles = new Float64Array(capacity);
      doubles.set(before);
      this.#doubles[column] = doubles;
    });
    this.#capacity = capacity;
  }

  /** `bytes`: those that are set so far; setting the others, too, would take memory that may never be used. */
  #widen(bytes: Uint8Array): void {
    this.#check(this.#capacity, 4);
    this.#singles = new Float32Array(this.#capacity * this.#width);
    this.#singles.set(bytes);
    this.#bytes = null;
  }

  #keepDoubles(column: number, row: number, value: number): void {
    const doubles = new Float64Array(this.#capacity);
    this.#doubles[column] = doubles;
    this.#check(this.#capacity, 4);
    for (let before = 0; before < row; before++) {
      doubles[before] = this.#stored(before, column);
    }
    doubles[row] = value;
  }
}
