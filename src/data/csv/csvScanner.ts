/**
 * Cuts CSV (RFC 4180) and TSV bytes into cells without making strings. In TSV, where texts commonly begin
 * with a quotation mark and cells cannot hold tabs, a cell counts as quoted only if its closing quote ends it.
 */
import type { CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import { notUtf8 } from '../file/decoding.ts';
import { endOfDecimal, parseNumberBytes, readDecimal } from '../cells/number.ts';
import { fileError } from '../problems.ts';
import type { Place } from '../problems.ts';
import { decodeUtf8 } from '../file/utf8.ts';

const QUOTE = 34;
const LINE_FEED = 10;
const RETURN = 13;
const TAB = 9;
const BLANK = 32;

export interface CsvText {
  /** For messages. */
  readonly file: string;
  /** One character of ASCII; a blank is any number of blanks and tabs, and none at the ends of a line. */
  readonly delimiter: string;
  /** The beginning of lines that are left out. */
  readonly comment?: Uint8Array | undefined;
  /** Line and column of an offset of the bytes. */
  readonly place: (offset: number) => Place;
}

export class CsvScanner {
  readonly bytes: Uint8Array;
  readonly #text: CsvText;
  readonly #delimiter: number;
  /** Another separator of cells; the delimiter itself but for blanks. */
  readonly #other: number;
  readonly #blanks: boolean;
  readonly #loose: boolean;
  readonly #last: boolean;
  /** The last cell ran into the end of the bytes, and more of the file is to come: it may go on there. */
  starved = false;
  /** Next byte to read. */
  at = 0;
  /** First byte of the last cell, its opening quote included. */
  cell = 0;
  /** Content of the last cell: `[start, end)`, quotes excluded. */
  start = 0;
  end = 0;
  /** The content holds doubled quotes. */
  escaped = false;
  /** The last cell ended its row. */
  endOfRow = false;

  /** `last`: the bytes are the end of the file, not only a piece of it. */
  constructor(bytes: Uint8Array, text: CsvText, last = true) {
    this.bytes = bytes;
    this.#text = text;
    this.#delimiter = text.delimiter.charCodeAt(0);
    this.#blanks = this.#delimiter === BLANK;
    this.#other = this.#blanks ? TAB : this.#delimiter;
    this.#loose = text.delimiter === '\t';
    this.#last = last;
  }

  /** Passes over what stands before a row: comments, and blanks that separate nothing. False if more of the file is needed. */
  beginRow(): boolean {
    const { bytes } = this;
    const { comment } = this.#text;
    if (comment === undefined && !this.#blanks) return true;
    for (;;) {
      let at = this.at;
      while (this.#blanks && isBlank(bytes[at])) at++;
      if (!this.#last && at + (comment?.length ?? 0) >= bytes.length) return false;
      if (comment?.every((byte, index) => bytes[at + index] === byte) !== true) {
        this.at = at;
        return true;
      }
      while (at < bytes.length && bytes[at] !== LINE_FEED && bytes[at] !== RETURN) at++;
      // The line feed after a carriage return belongs to the same line end.
      if (!this.#last && at + 1 >= bytes.length) return false;
      this.at = at + (bytes[at] === RETURN && bytes[at + 1] === LINE_FEED ? 2 : 1);
    }
  }

  /** True if nothing but empty lines is left. */
  atEnd(): boolean {
    const { bytes } = this;
    if (this.at >= bytes.length) return true;
    const next = bytes[this.at];
    if (next !== LINE_FEED && next !== RETURN) return false;
    for (let at = this.at; at < bytes.length; at++) {
      if (bytes[at] !== LINE_FEED && bytes[at] !== RETURN) return false;
    }
    return true;
  }

  /** Reads one cell into `start`, `end`, `escaped` and `endOfRow`. */
  next(): void {
    const { bytes } = this;
    let at = this.at;
    this.cell = at;
    this.escaped = false;
    if (bytes[at] === QUOTE && (this.#quotedCell(at + 1) || this.starved)) return;
    this.start = at;
    const delimiter = this.#delimiter;
    const other = this.#other;
    const length = bytes.length;
    while (at < length) {
      const byte = bytes[at];
      if (byte === delimiter || byte === LINE_FEED || byte === RETURN || byte === other) break;
      at++;
    }
    this.end = at;
    this.#finish(at);
  }

  /** Reads one cell as a number, which is NaN if it is none; most are read and cut in one walk over their bytes. */
  nextNumber(): number {
    const { bytes } = this;
    const first = this.at;
    const value = readDecimal(bytes, first, bytes.length);
    const end = endOfDecimal();
    const after = bytes[end];
    if (end > first && ((after === this.#delimiter && !this.#blanks) || after === LINE_FEED)) {
      this.cell = first;
      this.start = first;
      this.end = end;
      this.escaped = false;
      this.endOfRow = after === LINE_FEED;
      this.at = end + 1;
      return value;
    }
    this.next();
    return parseNumberBytes(bytes, this.start, this.end);
  }

  /** Reads the rest of a quoted cell; false if the quote turns out to be an ordinary character (TSV). */
  #quotedCell(first: number): boolean {
    const { bytes } = this;
    let at = first;
    let escaped = false;
    for (;;) {
      if (at >= bytes.length) {
        if (!this.#last) {
          this.starved = true;
          return false;
        }
        if (this.#loose) return false;
        throw this.#error(sentence('NN-DATA-QUOTE.open'), this.cell);
      }
      const byte = bytes[at];
      if (byte === QUOTE) {
        if (bytes[at + 1] !== QUOTE) break;
        escaped = true;
        at++;
      } else if (this.#loose && (byte === LINE_FEED || byte === RETURN)) return false;
      at++;
    }
    if (at + 1 >= bytes.length && !this.#last) {
      this.starved = true;
      return false;
    }
    const after = bytes[at + 1];
    const closed =
      at + 1 >= bytes.length ||
      after === this.#delimiter ||
      after === this.#other ||
      after === LINE_FEED ||
      after === RETURN;
    if (!closed) {
      if (this.#loose) return false;
      throw this.#error(sentence('NN-DATA-QUOTE.after'), at + 1);
    }
    this.start = first;
    this.end = at;
    this.escaped = escaped;
    this.#finish(at + 1);
    return true;
  }

  #finish(end: number): void {
    const { bytes } = this;
    let at = end;
    if (this.#blanks && isBlank(bytes[at])) {
      while (isBlank(bytes[at])) at++;
      // Blanks at the end of a line separate nothing.
      if (at < bytes.length && bytes[at] !== LINE_FEED && bytes[at] !== RETURN) {
        this.endOfRow = false;
        this.at = at;
        return;
      }
    }
    // The line feed after a carriage return belongs to the same line end.
    if (!this.#last && at + 1 >= bytes.length && (at >= bytes.length || bytes[at] === RETURN)) {
      this.starved = true;
    }
    this.endOfRow = at >= bytes.length || bytes[at] !== this.#delimiter;
    // A delimiter at the very end of the file still opens one more, empty cell: `next` finds it at the end.
    this.at = at + (bytes[at] === RETURN && bytes[at + 1] === LINE_FEED ? 2 : 1);
  }

  /** The last cell as text. Throws NN-DATA-ENCODING if it is not UTF-8. */
  text(): string {
    const text = decodeUtf8(this.bytes, this.start, this.end);
    if (text === null) throw notUtf8(this.bytes, this.#text.file, this.#text.place(this.cell));
    return this.escaped ? text.replaceAll('""', '"') : text;
  }

  #error(told: CodedText, offset: number): Error {
    return fileError(told, this.#text.file, this.#text.place(offset));
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === TAB;
}
