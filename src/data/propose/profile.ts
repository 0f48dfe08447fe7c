/** Measures of a table's columns, from which a spec is proposed. */
import { cellsOf } from '../cells/cells.ts';
import { booleanNumber } from '../cells/looks.ts';
import { parseDate } from '../cells/dates.ts';
import type { DateOrder } from '../../format/types.ts';
import { valueOf, type Column, type NumberColumn, type Table, type TextColumn } from '../columns/table.ts';

/** Different values that are counted; a column with more has `distinct` one above. */
export const MOST_VALUES = 1000;

export interface ColumnProfile {
  readonly name: string;
  readonly kind: 'number' | 'name' | 'date';
  /** Numbers a row: over 1 for arrays. */
  readonly width: number;
  readonly rows: number;
  /** Rows without a value, by the rules for numbers or for names as the kind is. */
  readonly missing: number;
  /** Rows whose cell is empty: missing even among names. */
  readonly empty: number;
  /** Of the values that are there, at most `MOST_VALUES + 1`. */
  readonly distinct: number;
  /** The values and their counts; not complete if there are too many. */
  readonly counts: ReadonlyMap<string, number>;
  /** Of numbers. */
  readonly least: number;
  readonly largest: number;
  readonly mean: number;
  readonly deviation: number;
  /** All numbers are whole. */
  readonly whole: boolean;
  /** Each number is larger than the one before. */
  readonly rising: boolean;
  /** Mean characters and words of a name. */
  readonly length: number;
  readonly words: number;
  /** Names in Hangul, kana or Han characters, whose words say less than their parts. */
  readonly syllabic: boolean;
  /** Of dates the orders of their numbers by which all of them are dates; more than one if no day is over 12. */
  readonly orders?: readonly DateOrder[];
}

/** A column that is read as numbers or as texts. */
export function profileOf(table: Table, column: Column): ColumnProfile {
  return column.kind === 'number' ? numbersOf(table, column) : textsOf(table, column);
}

class Numbers {
  least = Infinity;
  largest = -Infinity;
  whole = true;
  rising = true;
  #count = 0;
  #mean = 0;
  #squares = 0;
  #last = -Infinity;

  /** By Welford's way, which loses nothing of a small spread far from zero. */
  add(value: number): void {
    this.least = Math.min(this.least, value);
    this.largest = Math.max(this.largest, value);
    this.whole &&= Number.isInteger(value);
    this.rising &&= value > this.#last;
    this.#last = value;
    const from = value - this.#mean;
    this.#mean += from / ++this.#count;
    this.#squares += from * (value - this.#mean);
  }

  get measures(): Pick<ColumnProfile, 'least' | 'largest' | 'mean' | 'deviation' | 'whole' | 'rising'> {
    const { least, largest, whole, rising } = this;
    const deviation = this.#count === 0 ? 0 : Math.sqrt(this.#squares / this.#count);
    return { least, largest, whole, rising, mean: this.#mean, deviation };
  }
}

class Counts {
  readonly map = new Map<string, number>();
  #more = false;

  add(value: string): void {
    const before = this.map.get(value);
    if (before === undefined && this.map.size >= MOST_VALUES) this.#more = true;
    else this.map.set(value, (before ?? 0) + 1);
  }

  get distinct(): number {
    return this.map.size + (this.#more ? 1 : 0);
  }
}

const NO_TEXT = { length: 0, words: 0, syllabic: false };

function numbersOf({ rows }: Table, column: NumberColumn): ColumnProfile {
  const numbers = new Numbers();
  const counts = new Counts();
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    let isMissing = false;
    for (let element = 0; element < column.width; element++) {
      const value = valueOf(column, row, element);
      if (Number.isNaN(value)) isMissing = true;
      else {
        numbers.add(value);
        if (column.width === 1) counts.add(String(value));
      }
    }
    if (isMissing) missing++;
  }
  const { name, width } = column;
  const shared = {
    name,
    width,
    rows,
    missing,
    empty: missing,
    distinct: counts.distinct,
    counts: counts.map,
  };
  return { ...shared, kind: 'number', ...numbers.measures, ...NO_TEXT };
}

const SYLLABIC = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

function textsOf(table: Table, column: TextColumn): ColumnProfile {
  const cells = cellsOf(table);
  const numbers = new Numbers();
  const counts = new Counts();
  let [missing, empty, length, words, syllabic] = [0, 0, 0, 0, 0];
  let allNumbers = true;
  let orders: readonly DateOrder[] = ['ymd', 'dmy', 'mdy'];
  for (let row = 0; row < table.rows; row++) {
    const text = column.texts.at(row);
    if (cells.isMissing(text)) missing++;
    if (cells.isEmpty(text)) {
      empty++;
      continue;
    }
    counts.add(text);
    length += text.length;
    words += text.trim().split(/\s+/).length;
    if (SYLLABIC.test(text)) syllabic++;
    if (cells.isMissing(text)) continue;
    if (allNumbers) {
      const value = cells.number(text);
      const number = Number.isNaN(value) ? booleanNumber(text) : value;
      if (Number.isNaN(number)) allNumbers = false;
      else numbers.add(number);
    }
    if (orders.length > 0) orders = orders.filter((order) => parseDate(text, order) !== null);
  }
  const there = Math.max(1, table.rows - empty);
  const some = missing < table.rows;
  const kind = some && allNumbers ? 'number' : some && orders.length > 0 ? 'date' : 'name';
  return {
    name: column.name,
    kind,
    width: 1,
    rows: table.rows,
    missing: kind === 'name' ? empty : missing,
    empty,
    distinct: counts.distinct,
    counts: counts.map,
    ...numbers.measures,
    ...(kind === 'date' && { orders }),
    length: length / there,
    words: words / there,
    syllabic: syllabic > there / 2,
  };
}
