/** A data file as the readers see it: pieces of bytes in order, as often as they are wanted, gzip seen through. */
import { phrase } from '../../base/problems/phrase.ts';
import { gunzipped } from './gzip.ts';
import { checkMemory } from '../problems.ts';
import type { Pulse } from './pulse.ts';
import type { DataHost } from '../types.ts';

/** The part of a source that a reader needs that goes through a file once. */
export type Pieces = Pick<FileSource, 'file' | 'pieces' | 'expected'>;

export interface FileSource {
  /** The name for messages. */
  readonly file: string;
  /** The bytes, where they are in memory anyway. */
  readonly whole?: Uint8Array;
  /** Pieces of the file in order; between two of them the pulse beats. A piece is valid until the next is asked for. */
  pieces(): AsyncGenerator<Uint8Array, void, void>;
  /** The pieces of the file again, at once: to find the place of an error in it. */
  again(): Iterable<Uint8Array>;
  /** Bytes of the whole file, as far as can be told when `read` of them have come. */
  expected(read: number): number;
}

/** Opens the file at `path`. A host that cannot read in pieces gives it in one. */
export async function openSource(path: string, host: DataHost, pulse: Pulse): Promise<FileSource> {
  const file = host.display(path);
  const { pieces, again } = host;
  if (pieces && again) {
    const size = (await host.size?.(path)) ?? 0;
    // Listeners learn the size of the file before the first piece is through.
    host.progress?.(0, size);
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
      again: () => again(path),
      expected: (read) => (done > 0 ? Math.max(read, read * (size / done)) : size),
    };
  }
  const size = await host.size?.(path);
  if (size !== undefined) checkMemory(size, host.memoryLimit, phrase('Reading {file}', { file }));
  const packed = await host.read(path);
  checkMemory(packed.length, host.memoryLimit, phrase('Reading {file}', { file }));
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
    again: () => [bytes],
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
      checkMemory(room, memoryLimit, phrase('Reading {file}', { file: source.file }));
      const larger = new Uint8Array(room);
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(piece, length);
    length = needed;
  }
  return bytes.subarray(0, length);
}
