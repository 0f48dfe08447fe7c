/**
 * `history.index`: the columns of a long run as they were after so many bytes of its event files, so that the run
 * opens without reading hundreds of megabytes again. Only a copy: the event files are the truth, and an index that
 * does not fit them is passed over and written anew.
 *
 * The file: the length of a JSON header as a 32-bit integer, the header, padding to 8 bytes, then little-endian
 * float64 steps and seconds `[rows, 2]` and float32 values `[rows, series]` (as exact as the event files).
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, writeAtomically } from './files.ts';
import { History, type HistoryRows } from './history.ts';
import { eventFiles } from './lineage.ts';
import { openPlain, readPlain } from './safePaths.ts';

const INDEX_FILE = 'history.index';
/** Runs with fewer bytes of events open fast without. */
export const INDEX_FROM_BYTES = 1 << 25;
/** Bytes before the place reached that must be the same. */
const TAIL = 64;

/** How far the event files are read, in the order of their names: all but the last to their ends. */
export type EventPlace = readonly { readonly name: string; readonly bytes: number }[];

interface Header {
  readonly version: 1;
  readonly series: readonly string[];
  readonly place: EventPlace;
  readonly tail: string;
  readonly rows: number;
  readonly bucket: number;
  readonly open: number;
}

/** What a fitting index holds, and from where the event files are still to be read; null without one. */
export async function readIndex(
  folder: string,
  series: readonly string[],
): Promise<{ history: History; place: EventPlace } | null> {
  const bytes = await readPlain(join(folder, INDEX_FILE)).catch(() => null);
  const header = bytes && parseHeader(bytes);
  if (!bytes || !header || JSON.stringify(header.series) !== JSON.stringify(series)) return null;
  if (!(await fits(folder, header))) return null;
  const { rows, bucket, open: inBucket } = header;
  const start = payloadStart(bytes.readUInt32LE(0));
  const markBytes = rows * 2 * 8;
  const valueBytes = rows * series.length * 4;
  if (bytes.length !== start + markBytes + valueBytes) return null;
  // Copied, so that the columns begin where their type may begin.
  const payload = new Uint8Array(bytes.subarray(start)).buffer;
  const content: HistoryRows = {
    rows,
    bucket,
    open: inBucket,
    marks: new Float64Array(payload, 0, rows * 2),
    values: new Float32Array(payload, markBytes, rows * series.length),
  };
  return { history: History.fromRows(series.length, content), place: header.place };
}

/** Writes the index of what has been read. A folder that cannot be written goes without. */
export async function writeIndex(
  folder: string,
  series: readonly string[],
  history: History,
  place: EventPlace,
): Promise<void> {
  const { rows, bucket, open: inBucket, marks, values } = history.toRows();
  try {
    const tail = await tailOf(folder, place);
    const header: Header = { version: 1, series, place, tail, rows, bucket, open: inBucket };
    const json = Buffer.from(JSON.stringify(header));
    const start = payloadStart(json.length);
    const out = Buffer.alloc(start + marks.byteLength + values.byteLength);
    out.writeUInt32LE(json.length, 0);
    json.copy(out, 4);
    out.set(new Uint8Array(marks.buffer, marks.byteOffset, marks.byteLength), start);
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start + marks.byteLength);
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
  least = INDEX_FROM_BYTES,
): Promise<number | null> {
  const names = await eventFiles(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total < least) return null;
  const place = names.map((name, index) => ({ name, bytes: sizes[index] ?? 0 }));
  await writeIndex(folder, series, history, place);
  return total;
}

function payloadStart(headerLength: number): number {
  return Math.ceil((4 + headerLength) / 8) * 8;
}

function parseHeader(bytes: Buffer): Header | null {
  if (bytes.length < 4) return null;
  const length = bytes.readUInt32LE(0);
  if (length > bytes.length - 4) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', 4, 4 + length));
    if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1)
      return null;
    const header = value as Header;
    const counts = [header.rows, header.bucket, header.open];
    return counts.every((count) => Number.isSafeInteger(count) && count >= 0) && Array.isArray(header.place)
      ? header
      : null;
  } catch {
    return null;
  }
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

async function tailOf(folder: string, place: EventPlace): Promise<string> {
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
