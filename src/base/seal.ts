/**
 * The checksum inside a checkpoint (safetensors): 64 hexadecimal digits in the metadata, which is the first thing in the
 * header, so that every other program reads the file as before. It is the SHA-256 of the whole file with zeros in its
 * place: the file can be written in pieces, and the digits last. Older checkpoints have none.
 */

/** Placeholder that `seal` replaces with the digits. */
export const UNSEALED = '0'.repeat(64);
/** Written beside the checksum: where only one of the two is there, a byte of the other has changed. */
export const SEALED_VERSION = '2';

const VERSION = `"version":"${SEALED_VERSION}"`;
const KEY = '"sha256":"';
/** The metadata's first keys are within these. */
const HEAD = 512;
const PREFIX = 8;

export interface Seal {
  /** Offset of the digits. */
  readonly at: number;
  readonly digits: string;
}

/** Of a file, or of its first piece; null if it has none, `broken` if what is left of it is damaged. */
export function findSeal(bytes: Uint8Array): Seal | null | 'broken' {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD));
  const key = head.indexOf(KEY);
  const hasVersion = head.includes(VERSION);
  if (key < 0) return hasVersion ? 'broken' : null;
  const at = key + KEY.length;
  const digits = head.slice(at, at + UNSEALED.length);
  return hasVersion && /^[0-9a-f]{64}$/.test(digits) ? { at, digits } : 'broken';
}

/**
 * True if the bytes of a whole file are those that were written, as far as it tells: one without a checksum must at
 * least be as long as its header says. `sha256`: of the parts one after the other, in hexadecimal.
 */
export function isIntact(bytes: Uint8Array, sha256: (parts: readonly Uint8Array[]) => string): boolean {
  const seal = findSeal(bytes);
  if (seal === 'broken' || headerOf(bytes) === null) return false;
  if (seal === null) return true;
  const zeros = new TextEncoder().encode(UNSEALED);
  const rest = bytes.subarray(seal.at + zeros.length);
  return sha256([bytes.subarray(0, seal.at), zeros, rest]) === seal.digits;
}

/** The metadata of a whole safetensors file; null if its header cannot be read, or its length is another. */
export function headerOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  if (bytes.length < PREFIX) return null;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - PREFIX) return null;
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(PREFIX, PREFIX + length)),
    );
  } catch {
    return null;
  }
  if (typeof header !== 'object' || header === null) return null;
  let end = 0;
  let metadata: Readonly<Record<string, unknown>> = {};
  for (const [name, entry] of Object.entries(header as Record<string, unknown>)) {
    if (typeof entry !== 'object' || entry === null) return null;
    if (name === '__metadata__') metadata = { ...entry };
    else if ('data_offsets' in entry && Array.isArray(entry.data_offsets))
      end = Math.max(end, Number(entry.data_offsets[1]));
  }
  return end === bytes.length - PREFIX - length ? metadata : null;
}
