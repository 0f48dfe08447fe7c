/** Feeds pieces of a file to a reader of whole rows: the rest of a piece comes again in front of the next one. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import { checkMemory, fileError, placeOf } from '../problems.ts';
import type { FileSource } from './source.ts';

/**
 * Gets whole buffers and gives back how many of their bytes it has used. `offset` is that of the buffer's first byte in
 * the file. The last call has `last` set and must use everything.
 */
export type Take = (bytes: Uint8Array, offset: number, last: boolean) => number;

/** No row is longer: most likely a line end is missing, or a quotation mark that closes. */
const LONGEST_ROW = 1 << 28;

/** Feeds a source to `take`. Throws NN-DATA-LONG-ROW or NN-DATA-MEMORY where a row has no end. */
export async function feed(source: FileSource, take: Take, memoryLimit: number): Promise<void> {
  const feeder = new Feeder(source, take, memoryLimit);
  for await (const piece of source.pieces()) feeder.push(piece);
  feeder.end();
}

/** As `feed`, of a source that was read before; it ends once `isDone`. */
export function feedAgain(source: FileSource, take: Take, isDone: () => boolean): void {
  const feeder = new Feeder(source, take, Infinity);
  for (const piece of source.again()) {
    feeder.push(piece);
    if (isDone()) return;
  }
  feeder.end();
}

class Feeder {
  readonly #source: FileSource;
  readonly #take: Take;
  readonly #memoryLimit: number;
  /** One buffer for all: what is left of a piece, and the next piece behind it. */
  #joined = new Uint8Array(0);
  #rest = 0;
  #offset = 0;
  /** Bytes that must have come before it is worth looking again: a long row would be looked through at each piece. */
  #least = 0;

  constructor(source: FileSource, take: Take, memoryLimit: number) {
    this.#source = source;
    this.#take = take;
    this.#memoryLimit = memoryLimit;
  }

  push(piece: Uint8Array): void {
    let buffer = piece;
    if (this.#rest > 0) {
      this.#joined = this.#withRoom(this.#rest, this.#rest + piece.length);
      this.#joined.set(piece, this.#rest);
      buffer = this.#joined.subarray(0, this.#rest + piece.length);
    }
    const used = buffer.length < this.#least ? 0 : this.#take(buffer, this.#offset, false);
    this.#offset += used;
    this.#rest = buffer.length - used;
    // Only a row that fills the whole buffer is waited for: after another one a short rest follows.
    this.#least = used === 0 ? Math.max(this.#least, this.#rest * 2) : 0;
    // Copied, because the piece may be overwritten by the next one.
    if (buffer !== piece) this.#joined.copyWithin(0, used, used + this.#rest);
    else {
      this.#joined = this.#withRoom(0, this.#rest);
      this.#joined.set(piece.subarray(used));
    }
  }

  end(): void {
    this.#take(this.#joined.subarray(0, this.#rest), this.#offset, true);
  }

  /** The buffer, or a longer one with the first `kept` of its bytes, if it has no room for `length`. */
  #withRoom(kept: number, length: number): Uint8Array<ArrayBuffer> {
    if (length <= this.#joined.length) return this.#joined;
    const { file } = this.#source;
    if (length > LONGEST_ROW) {
      throw fileError(
        sentence('NN-DATA-LONG-ROW', { file, most: LONGEST_ROW >> 20 }),
        file,
        placeOf(this.#source.again(), this.#offset),
      );
    }
    const room = Math.ceil(length * 1.25);
    checkMemory(room, this.#memoryLimit, phrase('One row of {file}', { file }));
    const larger = new Uint8Array(room);
    larger.set(this.#joined.subarray(0, kept));
    return larger;
  }
}
