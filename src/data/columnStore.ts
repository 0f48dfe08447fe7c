/** Where a reader puts the cells of the wanted columns, in the order of the rows: numbers or texts. */
import { NumberRows } from './numberRows.ts';
import { checkMemory } from './problems.ts';
import type { Column, Want } from './table.ts';

export class ColumnStore {
  /** Columns of numbers in which a cell was none; they are to be read again, as texts. */
  readonly failed: boolean[];
  readonly #file: string;
  readonly #memoryLimit: number;
  /** Where each column of numbers goes, and as which of its columns. */
  readonly #numbers: (NumberRows | undefined)[];
  readonly #slots: Int32Array;
  readonly #texts: (string[] | undefined)[];
  #textUnits = 0;

  /** `rows`: how many there will be, as far as can be told. */
  constructor(wants: readonly Want[], rows: number, file: string, memoryLimit: number) {
    this.#file = file;
    this.#memoryLimit = memoryLimit;
    this.failed = wants.map(() => false);
    this.#texts = wants.map((want) => (want === 'text' ? [] : undefined));
    const exact = wants
      .filter((want) => want === 'number' || want === 'single')
      .map((want) => want === 'number');
    const together = new NumberRows(exact, rows, memoryLimit, file);
    let slot = 0;
    this.#slots = new Int32Array(wants.length);
    this.#numbers = wants.map((want, index) => {
      if (want === 'apart') return new NumberRows([true], rows, memoryLimit, file);
      if (want !== 'number' && want !== 'single') return undefined;
      this.#slots[index] = slot++;
      return together;
    });
  }

  /** Whether numbers are wanted of a column, and none has failed. */
  takesNumbers(index: number): boolean {
    return this.#numbers[index] !== undefined && this.failed[index] !== true;
  }

  takesTexts(index: number): boolean {
    return this.#texts[index] !== undefined;
  }

  /** NaN and infinity are no numbers: they fail the column. */
  putNumber(row: number, index: number, value: number): void {
    if (Number.isFinite(value)) this.#numbers[index]?.put(row, this.#slots[index] ?? 0, value);
    else this.failed[index] = true;
  }

  putText(row: number, index: number, text: string): void {
    const texts = this.#texts[index];
    if (texts === undefined) return;
    texts[row] = text;
    this.#textUnits += text.length;
  }

  /** Throws NN-DATA-MEMORY if the texts take more than the limit; numbers are checked as room is made for them. */
  check(): void {
    checkMemory(this.#textUnits * 2, this.#memoryLimit, `Reading ${this.#file}`);
  }

  /** What a column has come to in `rows` rows; undefined if it is not wanted or failed. */
  column(index: number, name: string, rows: number): Column | undefined {
    const values = this.#texts[index];
    // A row that was begun twice may have left one text too many.
    if (values !== undefined)
      return { kind: 'text', name, values: values.length > rows ? values.slice(0, rows) : values };
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

/** What to want in a second reading. */
export function failedAsTexts({ failed }: ColumnStore): Want[] {
  return failed.map((one) => (one ? 'text' : 'skip'));
}
