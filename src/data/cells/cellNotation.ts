/** The notation of a source's cells: texts that are numbers, and texts that stand for a missing value. */
import { THOUSANDS_MARKS } from '../../format/keys/notation.ts';
import type { Notation } from '../../format/types.ts';
import { isMissing, parseNumber } from './number.ts';

export class CellNotation {
  /** Numbers are written as in JSON, with a point and without separators. */
  readonly isPlain: boolean;
  /** The spec names what stands before decimals. */
  readonly saysDecimal: boolean;
  /** Marks of missing values that are numbers, such as -999; null if there are none. */
  readonly numberMarks: ReadonlySet<number> | null;
  readonly #marks: ReadonlySet<string> | null;
  readonly #form: RegExp;
  readonly #separators: RegExp | null;
  readonly #comma: boolean;

  constructor({ decimal: said, thousands, missingMarks }: Notation = {}) {
    const decimal = said ?? '.';
    this.saysDecimal = said !== undefined;
    const separators = thousands === undefined ? null : THOUSANDS_MARKS[thousands];
    this.#comma = decimal === ',';
    this.isPlain = separators === null && !this.#comma;
    this.#separators = separators === null ? null : new RegExp(`[${separators}]`, 'gu');
    const groups = separators === null ? '' : `\\d{1,3}(?:[${separators}]\\d{3})+|`;
    this.#form = new RegExp(
      `^[+-]?(?:(?:${groups}\\d+)[${decimal}]?\\d*|[${decimal}]\\d+)(?:[eE][+-]?\\d+)?$`,
      'u',
    );
    this.#marks = missingMarks === undefined ? null : new Set(missingMarks.map((mark) => mark.trim()));
    const numbers = (missingMarks ?? [])
      .map((mark) => this.#parsed(mark))
      .filter((mark) => !Number.isNaN(mark));
    this.numberMarks = numbers.length === 0 ? null : new Set(numbers);
  }

  /** The number that a text is; NaN if it is none or a mark. */
  number(text: string): number {
    const value = this.#parsed(text);
    return this.numberMarks?.has(value) === true ? NaN : value;
  }

  #parsed(text: string): number {
    if (this.isPlain) return parseNumber(text);
    const trimmed = text.trim();
    if (!this.#form.test(trimmed)) return NaN;
    const joined = this.#separators === null ? trimmed : trimmed.replaceAll(this.#separators, '');
    return parseNumber(this.#comma ? joined.replace(',', '.') : joined);
  }

  /** True if a cell has no value in any column: it is empty, or a mark that the spec lists. */
  isEmpty(text: string): boolean {
    const trimmed = text.trim();
    if (trimmed === '') return true;
    if (this.#marks === null) return false;
    return this.#marks.has(trimmed) || this.numberMarks?.has(this.#parsed(trimmed)) === true;
  }

  /**
   * True if a cell among numbers has no value: it is empty, a mark that the spec lists, or without such a list a
   * usual one.
   */
  isMissing(text: string): boolean {
    return this.isEmpty(text) || (this.#marks === null && isMissing(text));
  }
}

/** Numbers with a point, and the usual marks. */
export const PLAIN_CELLS = new CellNotation();
