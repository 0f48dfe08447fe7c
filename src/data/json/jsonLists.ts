/** Values of JSON records that are lists of numbers, as long in every record: wide columns. */
import { phrase } from '../../base/problems/phrase.ts';
import type { CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import { checkWidth, wideNumbers } from '../arrays/arrays.ts';
import { checkMemory, quoted } from '../problems.ts';
import type { NumberColumn, ColumnRequest } from '../columns/table.ts';

const GROWTH = 1.5;

/** A list of the wrong form: the required form, or its fault; told with the place of the list. */
export class WrongList extends Error {
  readonly told: CodedText;

  constructor(told: CodedText) {
    super(told.message);
    this.told = told;
  }
}

/** The rows of one column, in order. */
class ListRows {
  readonly #name: string;
  readonly #file: string;
  readonly #memoryLimit: number;
  readonly #width: number;
  #values: Float32Array | Float64Array;

  /** `first`: the first list of the column. `request`: float32 is enough for `single`. */
  constructor(
    name: string,
    first: readonly unknown[],
    request: ColumnRequest,
    rows: number,
    file: string,
    memoryLimit: number,
  ) {
    this.#name = name;
    this.#file = file;
    this.#memoryLimit = memoryLimit;
    this.#width = first.length;
    if (first.length === 0) throw new WrongList(sentence('NN-DATA-LIST.empty', { name: quoted(name) }));
    checkWidth(first.length, file);
    const bytes = request === 'single' ? 4 : 8;
    this.#check(rows * first.length * bytes);
    const length = Math.max(1, rows) * first.length;
    this.#values = request === 'single' ? new Float32Array(length) : new Float64Array(length);
  }

  /** Sets a row; a list that is missing, or a number in it, is NaN. */
  put(row: number, list: readonly unknown[] | null): void {
    const width = this.#width;
    while ((row + 1) * width > this.#values.length) this.#grow(row + 1);
    if (list === null) {
      this.#values.fill(NaN, row * width, (row + 1) * width);
      return;
    }
    if (list.length !== width) {
      throw new WrongList(
        sentence('NN-DATA-LIST.length', {
          name: quoted(this.#name),
          count: list.length,
          record: row + 1,
          width,
        }),
      );
    }
    for (let entry = 0; entry < width; entry++)
      this.#values[row * width + entry] = this.#numberOf(list[entry], row);
  }

  /** The first `rows` rows. */
  column(rows: number): NumberColumn {
    return wideNumbers(this.#name, this.#values.subarray(0, rows * this.#width), [this.#width]);
  }

  #numberOf(value: unknown, row: number): number {
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (value === null) return NaN;
    const what = Array.isArray(value)
      ? phrase('another list')
      : typeof value === 'string'
        ? quoted(value)
        : phrase('an object');
    throw new WrongList(sentence('NN-DATA-LIST.entry', { name: quoted(this.#name), record: row + 1, what }));
  }

  #grow(rows: number): void {
    const length = Math.ceil(rows * GROWTH) * this.#width;
    this.#check(length * this.#values.BYTES_PER_ELEMENT);
    const values = this.#values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
    values.set(this.#values);
    this.#values = values;
  }

  #check(bytes: number): void {
    checkMemory(bytes, this.#memoryLimit, phrase('Reading {file}', { file: this.#file }));
  }
}

/** The columns of a file that are lists. */
export class ListColumns {
  readonly #names: readonly string[];
  readonly #requests: readonly ColumnRequest[];
  readonly #rows: number;
  readonly #file: string;
  readonly #memoryLimit: number;
  readonly #lists = new Map<number, ListRows>();
  /** Columns that had a value that is no list. */
  readonly #others: Uint8Array;

  constructor(
    names: readonly string[],
    requests: readonly ColumnRequest[],
    rows: number,
    file: string,
    memoryLimit: number,
  ) {
    this.#names = names;
    this.#requests = requests;
    this.#rows = rows;
    this.#file = file;
    this.#memoryLimit = memoryLimit;
    this.#others = new Uint8Array(requests.length);
  }

  has(column: number): boolean {
    return this.#lists.has(column);
  }

  /** A value that is no list; false if the column is none of lists. Throws WrongList where it is. */
  other(column: number, row: number, isNull: boolean): boolean {
    const list = this.#lists.get(column);
    if (list === undefined) {
      if (!isNull) this.#others[column] = 1;
      return false;
    }
    if (!isNull) throw this.#mixed(column, row);
    list.put(row, null);
    return true;
  }

  /** A list or an object, as JSON. Throws WrongList if it does not belong into the column. */
  nested(column: number, row: number, json: string): void {
    const value = JSON.parse(json) as unknown;
    const name = this.#names[column] ?? '';
    if (!Array.isArray(value)) {
      throw new WrongList(sentence('NN-DATA-LIST.object', { name: quoted(name), record: row + 1 }));
    }
    if (this.#others[column] === 1) throw this.#mixed(column, row);
    let list = this.#lists.get(column);
    if (list === undefined) {
      const request = this.#requests[column] ?? 'number';
      list = new ListRows(name, value, request, this.#rows, this.#file, this.#memoryLimit);
      // Records before it have no value.
      for (let before = 0; before < row; before++) list.put(before, null);
      this.#lists.set(column, list);
    }
    list.put(row, value);
  }

  /** A column of lists; undefined if it is none. */
  column(column: number, rows: number): NumberColumn | undefined {
    return this.#lists.get(column)?.column(rows);
  }

  #mixed(column: number, row: number): WrongList {
    const name = quoted(this.#names[column] ?? '');
    return new WrongList(sentence('NN-DATA-LIST.mixed', { name, record: row + 1 }));
  }
}
