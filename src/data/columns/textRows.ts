/**
 * The texts of a column, one a row, in little memory: a few different ones (classes, categories) as a byte a row that
 * says which; many as their UTF-8, one after the other.
 */
import { phrase } from '../../base/problems/phrase.ts';
import { checkMemory } from '../problems.ts';
import { decodeUtf8, isUtf8 } from '../file/utf8.ts';

/** Different texts that a byte tells apart. */
const FEW = 256;
/** Memory that is not written to costs nothing. */
const CHUNK = 1 << 20;
const CHUNKS = 2 ** 32 / CHUNK;
/** Rows whose bounds lie in one array. */
const ROWS = 1 << 13;
/** UTF-8 of a UTF-16 code unit. */
const UNIT = 3;
/** Shorter texts are copied byte by byte faster than by a view on them. */
const COPY_SINGLY = 48;
/** Half of a pair: a text that UTF-8 cannot hold. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const encoder = new TextEncoder();

/** The texts of a column once they are read. */
export interface Texts {
  /** The text of a row; empty if it has none. */
  at(row: number): string;
}

export class TextRows implements Texts {
  readonly #take: (bytes: number) => void;
  /** Null once there are too many different texts. */
  #coded: CodedTexts | null;
  #packed: PackedTexts | null = null;

  /** `rows`: how many there will be, as far as can be told. Memory over the limit is an NN-DATA-MEMORY. */
  constructor(rows: number, memoryLimit: number, file: string) {
    let taken = 0;
    this.#take = (bytes) => {
      taken += bytes;
      checkMemory(taken, memoryLimit, phrase('Reading {file}', { file }));
    };
    this.#coded = new CodedTexts(Math.ceil(rows), this.#take);
  }

  /** Sets the text of a row; rows come in order, the last one perhaps again. */
  put(row: number, text: string): void {
    if (this.#coded?.put(row, text) === true) return;
    this.#many(row).put(row, text);
  }

  /** As `put`, of UTF-8 bytes; false if they are none. */
  putBytes(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#coded !== null) {
      const text = decodeUtf8(bytes, start, end);
      if (text === null) return false;
      this.put(row, text);
      return true;
    }
    if (!isUtf8(bytes, start, end)) return false;
    this.#many(row).putBytes(row, bytes, start, end);
    return true;
  }

  at(row: number): string {
    return (this.#coded ?? this.#packed)?.at(row) ?? '';
  }

  /** The packed texts, those of the first `rows` rows in them. */
  #many(rows: number): PackedTexts {
    if (this.#packed) return this.#packed;
    const packed = new PackedTexts(this.#take);
    for (let row = 0; row < rows; row++) packed.put(row, this.#coded?.at(row) ?? '');
    this.#coded = null;
    this.#packed = packed;
    return packed;
  }
}

class CodedTexts implements Texts {
  readonly #take: (bytes: number) => void;
  readonly #texts = [''];
  /** The empty text is code 0, which rows without a text have. */
  readonly #codeOf = new Map([['', 0]]);
  #codes: Uint8Array;

  constructor(rows: number, take: (bytes: number) => void) {
    this.#take = take;
    take(rows);
    this.#codes = new Uint8Array(rows);
  }

  /** False if there are too many different texts. */
  put(row: number, text: string): boolean {
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#texts.length;
      if (code === FEW) return false;
      this.#take(text.length * 2);
      this.#texts.push(text);
      this.#codeOf.set(text, code);
    }
    if (row >= this.#codes.length) {
      this.#take(row + 1024);
      const codes = new Uint8Array((row + 512) * 2);
      codes.set(this.#codes);
      this.#codes = codes;
    }
    this.#codes[row] = code;
    return true;
  }

  at(row: number): string {
    return this.#texts[this.#codes[row] ?? 0] ?? '';
  }
}

class PackedTexts implements Texts {
  readonly #take: (bytes: number) => void;
  /** One for every CHUNK bytes: where a long text has a larger one, views on the rest of it follow. */
  readonly #chunks: Uint8Array[] = [];
  #chunk = new Uint8Array(0);
  /** The beginning of the chunk, and the length of its filled part. */
  #base = 0;
  #filled = 0;
  /** Of each row where its text begins and its bytes, in arrays of ROWS rows. */
  readonly #bounds: Uint32Array[] = [];
  readonly #odd = new Map<number, string>();

  constructor(take: (bytes: number) => void) {
    this.#take = take;
  }

  put(row: number, text: string): void {
    if (LONE_SURROGATE.test(text)) {
      this.#take(text.length * 2);
      this.#odd.set(row, text);
      return;
    }
    this.#reserve(text.length * UNIT);
    this.#place(row, encoder.encodeInto(text, this.#chunk.subarray(this.#filled)).written);
  }

  putBytes(row: number, bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length);
    if (length > COPY_SINGLY) this.#chunk.set(bytes.subarray(start, end), this.#filled);
    else for (let at = 0; at < length; at++) this.#chunk[this.#filled + at] = bytes[start + at] ?? 0;
    this.#place(row, length);
  }

  at(row: number): string {
    const odd = this.#odd.get(row);
    if (odd !== undefined) return odd;
    const bounds = this.#bounds[Math.floor(row / ROWS)];
    const start = bounds?.[(row % ROWS) * 2] ?? 0;
    const length = bounds?.[(row % ROWS) * 2 + 1] ?? 0;
    const chunk = this.#chunks[Math.floor(start / CHUNK)];
    return chunk === undefined ? '' : (decodeUtf8(chunk, start % CHUNK, (start % CHUNK) + length) ?? '');
  }

  #reserve(bytes: number): void {
    if (this.#filled + bytes <= this.#chunk.length) return;
    const size = Math.ceil(bytes / CHUNK) * CHUNK;
    this.#take(size);
    if (this.#chunks.length + size / CHUNK > CHUNKS)
      throw new RangeError('more than 4 GiB of text in a column');
    this.#base = this.#chunks.length * CHUNK;
    this.#chunk = new Uint8Array(size);
    this.#filled = 0;
    this.#chunks.push(this.#chunk);
    for (let more = CHUNK; more < size; more += CHUNK) this.#chunks.push(this.#chunk.subarray(more));
  }

  #place(row: number, length: number): void {
    this.#odd.delete(row);
    const index = Math.floor(row / ROWS);
    while (this.#bounds.length <= index) {
      this.#take(ROWS * 8);
      this.#bounds.push(new Uint32Array(ROWS * 2));
    }
    const bounds = this.#bounds[index];
    if (!bounds) return;
    bounds[(row % ROWS) * 2] = this.#base + this.#filled;
    bounds[(row % ROWS) * 2 + 1] = length;
    this.#filled += length;
  }
}
