/** The store of the wanted columns' cells, in the order of the rows: numbers or texts. */
import type { CellNotation } from '../cells/cellNotation.ts';
import { NumberRows } from './numberRows.ts';
import type { Column, ColumnRequest } from './table.ts';
import { TextRows } from './textRows.ts';

export class ColumnStore {
  /** Columns of numbers in which a cell was none; they are to be read again, as texts. */
  readonly failed: boolean[];
  /** The store of each column of numbers, and its column there. */
  readonly #numbers: (NumberRows | undefined)[];
  readonly #slots: Int32Array;
  readonly #texts: (TextRows | undefined)[];
  readonly #marks: ReadonlySet<number> | null;

  /** `rows`: how many there will be, as far as can be told. */
  constructor(
    requests: readonly ColumnRequest[],
    rows: number,
    file: string,
    memoryLimit: number,
    cells?: CellNotation,
  ) {
    this.#marks = cells?.numberMarks ?? null;
    this.failed = requests.map(() => false);
    this.#texts = requests.map((request) =>
      request === 'text' ? new TextRows(rows, memoryLimit, file) : undefined,
    );
    const exact = requests
      .filter((request) => request === 'number' || request === 'single')
      .map((request) => request === 'number');
    const together = new NumberRows(exact, rows, memoryLimit, file);
    let slot = 0;
    this.#slots = new Int32Array(requests.length);
    this.#numbers = requests.map((request, index) => {
      if (request === 'apart') return new NumberRows([true], rows, memoryLimit, file);
      if (request !== 'number' && request !== 'single') return undefined;
      this.#slots[index] = slot++;
      return together;
    });
  }

  /** True if numbers are wanted of a column, and none has failed. */
  takesNumbers(index: number): boolean {
    return this.#numbers[index] !== undefined && this.failed[index] !== true;
  }

  takesTexts(index: number): boolean {
    return this.#texts[index] !== undefined;
  }

  /** NaN, infinity and marks of missing values are no numbers: they fail the column. */
  putNumber(row: number, index: number, value: number): void {
    const isMark = this.#marks !== null && this.#marks.has(value);
    if (Number.isFinite(value) && !isMark) this.#numbers[index]?.put(row, this.#slots[index] ?? 0, value);
    else this.failed[index] = true;
  }

  putText(row: number, index: number, text: string): void {
    this.#texts[index]?.put(row, text);
  }

  /** As `putText`, of a text in UTF-8; false if the bytes are none. */
  putBytes(row: number, index: number, bytes: Uint8Array, start: number, end: number): boolean {
    return this.#texts[index]?.putBytes(row, bytes, start, end) ?? true;
  }

  /** The column after `rows` rows; undefined if it is not wanted or failed. */
  column(index: number, name: string, rows: number): Column | undefined {
    const texts = this.#texts[index];
    if (texts !== undefined) return { kind: 'text', name, texts };
    if (this.failed[index] === true) return undefined;
    return this.#numbers[index]?.column(this.#slots[index] ?? 0, name, rows);
  }
}

/** The columns of a first reading, and of those that failed there the texts of a second one, if there was one. */
export function columnsOfPasses(
  names: readonly string[],
  rows: number,
  first: ColumnStore,
  second: ColumnStore | undefined,
): Column[] {
  return names.flatMap(
    (name, index) => second?.column(index, name, rows) ?? first.column(index, name, rows) ?? [],
  );
}

/** The requests of a second reading. */
export function failedAsTexts({ failed }: ColumnStore): ColumnRequest[] {
  return failed.map((one) => (one ? 'text' : 'skip'));
}
