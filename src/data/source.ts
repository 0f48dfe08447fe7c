/** A data file as the readers see it: pieces of bytes in order, as often as they are wanted, gzip seen through. */
import { gunzipped } from './gzip.ts';
import { checkMemory } from './problems.ts';
import type { Pulse } from './pulse.ts';
import type { DataHost } from './types.ts';

/** What a reader needs that goes through a file once. */
export type Pieces = Pick<FileSource, 'file' | 'pieces' | 'expected'>;

export interface FileSource {
  /** The name for messages. */
  readonly file: string;
  /** The bytes, where they are in memory anyway. */
  readonly whole?: Uint8Array;
  /** Pieces of the file in order; between two of them the pulse beats. A piece is valid until the next is asked for. */
  pieces(): AsyncGenerator<Uint8Array, void, void>;
  /** The whole file again, at once: to find the place of an error in it. */
  again(): Uint8Array;
  /** Bytes of the whole file, as far as can be told when `read` of them have come. */
  expected(read: number): number;
}

/** Opens the file at `path`. A host that cannot read in pieces gives it in one. */
export async function openSource(path: string, host: DataHost, pulse: Pulse): Promise<FileSource> {
  const file = host.display(path);
  const { pieces, reread } = host;
  if (pieces && reread) {
    const size = (await host.size?.(path)) ?? 0;
    let done = 0;
    return {
      file,
      async *pieces() {
        done = 0;
        for await (const piece of pieces(path)) {
          ({ done } = piece);
          await pulse.beat(done, size);
          yield piece.bytes;
        }
      },
      again: () => reread(path),
      expected: (read) => (done > 0 ? Math.max(read, read * (size / done)) : size),
    };
  }
  const size = await host.size?.(path);
  if (size !== undefined) checkMemory(size, host.memoryLimit, `Reading ${file}`);
  const packed = await host.read(path);
  checkMemory(packed.length, host.memoryLimit, `Reading ${file}`);
  return sourceOf(gunzipped(packed, file, host.memoryLimit), file);
}

/** Bytes in memory as a source. */
export function sourceOf(bytes: Uint8Array, file: string): FileSource {
  return {
    file,
    whole: bytes,
    async *pieces() {
      yield await Promise.resolve(bytes);
    },
    again: () => bytes,
    expected: () => bytes.length,
  };
}

/** All bytes of a source in one array; checked against the limit as they come. */
export async function allBytes(source: FileSource, memoryLimit: number): Promise<Uint8Array> {
  if (source.whole) return source.whole;
  let bytes = new Uint8Array(0);
  let length = 0;
  for await (const piece of source.pieces()) {
    const needed = length + piece.length;
    if (needed > bytes.length) {
      const room = Math.max(needed, Math.ceil(source.expected(needed)), length * 1.25);
      checkMemory(room, memoryLimit, `Reading ${source.file}`);
      const larger = new Uint8Array(room);
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(piece, length);
    length = needed;
  }
  return bytes.subarray(0, length);
}

/**
 * A source of UTF-8 text: a byte order mark is taken off, and UTF-16 (as Excel's “Unicode text”, known by its mark)
 * is turned into UTF-8.
 */
export function utf8Source(source: FileSource, memoryLimit: number): FileSource {
  return {
    file: source.file,
    async *pieces() {
      let first = true;
      for await (const piece of source.pieces()) {
        if (first && isUtf16(piece)) {
          yield withoutMark(await allBytes(source, memoryLimit));
          return;
        }
        yield first ? withoutMark(piece) : piece;
        first = false;
      }
    },
    again: () => withoutMark(source.again()),
    expected: (read) => source.expected(read),
  };
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  if (!isUtf16(bytes)) return bytes;
  const decoder = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be');
  return new TextEncoder().encode(decoder.decode(bytes));
}

/**
 * Feeds a source to `take`, which gets whole buffers and gives back how many of their bytes it has used; the rest
 * comes again in front of the next piece. `offset` is that of the buffer's first byte in the file. The last call has
 * `last` set and must use everything.
 */
export async function feed(
  source: FileSource,
  take: (bytes: Uint8Array, offset: number, last: boolean) => number,
): Promise<void> {
  // One buffer for all: what is left of a piece, and the next piece behind it.
  let joined = new Uint8Array(0);
  let rest = 0;
  let offset = 0;
  for await (const piece of source.pieces()) {
    let buffer = piece;
    if (rest > 0) {
      joined = withRoom(joined, rest, rest + piece.length);
      joined.set(piece, rest);
      buffer = joined.subarray(0, rest + piece.length);
    }
    const used = take(buffer, offset, false);
    offset += used;
    rest = buffer.length - used;
    // Copied, because the piece may be overwritten by the next one.
    if (buffer !== piece) joined.copyWithin(0, used, used + rest);
    else {
      joined = withRoom(joined, 0, rest);
      joined.set(piece.subarray(used));
    }
  }
  take(joined.subarray(0, rest), offset, true);
}

/** `bytes`, or a longer array with the first `kept` of them, if they have no room for `length`. */
function withRoom(bytes: Uint8Array<ArrayBuffer>, kept: number, length: number): Uint8Array<ArrayBuffer> {
  if (length <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.ceil(length * 1.25));
  larger.set(bytes.subarray(0, kept));
  return larger;
}
