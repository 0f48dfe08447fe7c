/** Looks through gzip. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import { Gunzip, gunzipSync } from 'fflate';
import { checkMemory, fileError } from '../problems.ts';

/** Packed bytes that are unpacked at a time: deflate makes at most 1032 bytes of one, so no piece is over 17 MB. */
const PACKED_BYTES = 1 << 14;

/** True if bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The content of a gzip file, or the bytes themselves if they are not gzip (by their first two bytes). */
export function gunzipped(bytes: Uint8Array, file: string, memoryLimit: number): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  // The last four bytes hold the unpacked length (modulo 2³²), so the memory is known before it is taken.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 18 ? view.getUint32(bytes.length - 4, true) : 0;
  // Deflate packs at most 1032 to 1: a length beyond that is not one, the end of the file is missing.
  if (length > bytes.length * 1032) throw damagedGzip(file);
  checkMemory(bytes.length + length, memoryLimit, phrase('Unpacking {file}', { file }));
  try {
    return gunzipSync(bytes);
  } catch {
    throw damagedGzip(file);
  }
}

/**
 * Unpacks pieces of a gzip file that was unpacked before, to find a place in it: where it has changed meanwhile and is
 * damaged, the pieces end.
 */
export function* gunzippedAgain(packed: Iterable<Uint8Array>): Generator<Uint8Array, void, void> {
  let ready: Uint8Array[] = [];
  const gunzip = new Gunzip((data) => ready.push(data));
  for (const piece of packed) {
    for (let at = 0; at < piece.length; at += PACKED_BYTES) {
      ready = [];
      try {
        gunzip.push(piece.subarray(at, at + PACKED_BYTES));
      } catch {
        return;
      }
      yield* ready;
    }
  }
}

/** The error for a file that gzip cannot unpack. */
export function damagedGzip(file: string): Error {
  return fileError(sentence('NN-DATA-GZIP', { file }), file, { line: 1, column: 1 });
}
