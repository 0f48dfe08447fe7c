/**
 * `history.index`: the columns of a long run as they were after so many bytes of its event files, so that the run
 * opens without reading hundreds of megabytes again. Only a copy: the event files are the truth, and an index that
 * does not fit them or is damaged itself is passed over and written anew.
 *
 * The file: the length of a JSON header as a 32-bit integer, the header's SHA-256, the header (with the SHA-256 of what follows it),
 * padding to 8 bytes, then little-endian float64 steps and seconds `[rows, 2]` float32 values `[rows, series]` (as exact as
 * the event files) and float32 means `[rows]`.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordDamage } from '../../run/recording.ts';
import { eventFiles } from './eventNames.ts';
import { errorCode, writeAtomically } from '../folder/files.ts';
import { History, type HistoryRows } from './history.ts';
import { openPlain, readPlain } from '../folder/safePaths.ts';
import type { EventPosition } from './steps.ts';

const INDEX_FILE = 'history.index';
/** Runs with fewer bytes of events open fast without. */
export const INDEX_FROM_BYTES = 1 << 25;
/** Bytes before the place reached that must be the same. */
const TAIL = 64;
const LENGTH_BYTES = 4;
const HASH_BYTES = 32;
const HEADER_AT = LENGTH_BYTES + HASH_BYTES;
const LONGEST_HEADER = 1 << 24;

interface Header {
  readonly version: 3;
  readonly series: readonly string[];
  readonly place: EventPosition;
  /** Damage of the event files up to there. */
  readonly damage: RecordDamage | null;
  readonly tail: string;
  readonly rows: number;
  readonly bucket: number;
  readonly open: number;
  /** SHA-256 of everything after the header. */
  readonly payload: string;
}

interface Indexed {
  readonly place: EventPosition;
  readonly damage: RecordDamage | undefined;
}

const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * The contents of a fitting index, and the positions from which the event files are still to be read; null without
 * one.
 */
export async function readIndex(
  folder: string,
  series: readonly string[],
): Promise<(Indexed & { readonly history: History }) | null> {
  const bytes = await readPlain(join(folder, INDEX_FILE)).catch(() => null);
  const header = bytes && parseHeader(bytes);
  if (!bytes || !header || JSON.stringify(header.series) !== JSON.stringify(series)) return null;
  const headerEnd = HEADER_AT + bytes.readUInt32LE(0);
  if (hashOf(bytes.subarray(headerEnd)).toString('hex') !== header.payload) return null;
  if (!(await fits(folder, header))) return null;
  const { rows, bucket, open: inBucket } = header;
  const start = padded(headerEnd);
  const markBytes = rows * 2 * 8;
  const valueBytes = rows * series.length * 4;
  if (bytes.length !== start + markBytes + valueBytes + rows * 4) return null;
  // Copied, so that the columns begin where their type may begin.
  const payload = new Uint8Array(bytes.subarray(start)).buffer;
  const content: HistoryRows = {
    rows,
    bucket,
    open: inBucket,
    marks: new Float64Array(payload, 0, rows * 2),
    values: new Float32Array(payload, markBytes, rows * series.length),
    means: new Float32Array(payload, markBytes + valueBytes, rows),
  };
  const history = History.fromRows(series.length, content);
  return { history, place: header.place, damage: header.damage ?? undefined };
}

/** The damage that the run in `folder` was found to have when it was last indexed. */
export async function knownDamage(folder: string): Promise<RecordDamage | undefined> {
  const file = await openPlain(join(folder, INDEX_FILE), 'read').catch(() => null);
  if (file === null) return undefined;
  try {
    const start = await file.read(Buffer.alloc(HEADER_AT), 0, HEADER_AT, 0);
    if (start.bytesRead < HEADER_AT) return undefined;
    const length = start.buffer.readUInt32LE(0);
    if (length > LONGEST_HEADER) return undefined;
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, HEADER_AT);
    return parseHeader(Buffer.concat([start.buffer, buffer]))?.damage ?? undefined;
  } finally {
    await file.close();
  }
}

/** Writes the index of what has been read. A folder that cannot be written goes without. */
export async function writeIndex(
  folder: string,
  series: readonly string[],
  history: History,
  { place, damage }: Indexed,
): Promise<void> {
  const { rows, bucket, open: inBucket, marks, values, means } = history.toRows();
  try {
    const tail = await tailOf(folder, place);
    const header = (payload: string): Buffer =>
      Buffer.from(
        JSON.stringify({
          version: 3,
          series,
          place,
          damage: damage ?? null,
          tail,
          rows,
          bucket,
          open: inBucket,
          payload,
        } satisfies Header),
      );
    const headerEnd = HEADER_AT + header('0'.repeat(HASH_BYTES * 2)).length;
    const start = padded(headerEnd);
    const columns = [marks, values, means];
    const out = Buffer.alloc(columns.reduce((bytes, column) => bytes + column.byteLength, start));
    let at = start;
    for (const { buffer, byteOffset, byteLength } of columns) {
      out.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      at += byteLength;
    }
    const json = header(hashOf(out.subarray(headerEnd)).toString('hex'));
    out.writeUInt32LE(json.length, 0);
    out.set(hashOf(json), LENGTH_BYTES);
    out.set(json, HEADER_AT);
    await writeAtomically(join(folder, INDEX_FILE), out);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
  }
}

/**
 * Indexes a run of which `history` holds all that is written, if its event files have at least `least` bytes.
 * Resolves with their bytes, or null if they have fewer.
 */
export async function indexRun(
  folder: string,
  series: readonly string[],
  history: History,
  damage: RecordDamage | undefined,
  least = INDEX_FROM_BYTES,
): Promise<number | null> {
  const names = await eventFiles(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total < least) return null;
  const place = names.map((name, index) => ({ name, bytes: sizes[index] ?? 0 }));
  await writeIndex(folder, series, history, { place, damage });
  return total;
}

function padded(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** The header at the start of an index; null if it is not what was written. */
function parseHeader(bytes: Buffer): Header | null {
  if (bytes.length < HEADER_AT) return null;
  const length = bytes.readUInt32LE(0);
  if (length > bytes.length - HEADER_AT) return null;
  const json = bytes.subarray(HEADER_AT, HEADER_AT + length);
  if (!hashOf(json).equals(bytes.subarray(LENGTH_BYTES, HEADER_AT))) return null;
  const header = JSON.parse(json.toString()) as Header | { readonly version: unknown };
  return header.version === 3 ? (header as Header) : null;
}

/** True if the event files begin with what was indexed. */
async function fits(folder: string, { place, tail }: Header): Promise<boolean> {
  const names = await eventFiles(folder);
  if (place.some(({ name }, index) => names[index] !== name)) return false;
  for (const [index, { name, bytes }] of place.entries()) {
    const found = await stat(join(folder, name)).catch(() => null);
    const last = index === place.length - 1;
    if (found === null || (last ? found.size < bytes : found.size !== bytes)) return false;
  }
  return tail === (await tailOf(folder, place).catch(() => null));
}

async function tailOf(folder: string, place: EventPosition): Promise<string> {
  const last = place.at(-1);
  if (!last) return '';
  const file = await openPlain(join(folder, last.name), 'read');
  try {
    const length = Math.min(TAIL, last.bytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, last.bytes - length);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await file.close();
  }
}
