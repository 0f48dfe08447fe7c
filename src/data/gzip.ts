/** Looks through gzip. */
import { gunzipSync } from 'fflate';
import { checkMemory, fileError } from './problems.ts';

/** Whether bytes begin as gzip does. */
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
  checkMemory(bytes.length + length, memoryLimit, `Unpacking ${file}`);
  try {
    return gunzipSync(bytes);
  } catch {
    throw damagedGzip(file);
  }
}

/** The error for a file that gzip cannot unpack. */
export function damagedGzip(file: string): Error {
  const message = `${file} is damaged: it cannot be unpacked as gzip. Fetch it again.`;
  return fileError('NN-DATA-GZIP', message, file, { line: 1, column: 1 });
}
