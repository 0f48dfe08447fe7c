/** NumPy's `.npz`: a zip of arrays, each of which is one (wide) column. */
import { sentence } from '../../base/problems/data.ts';
import { Unzip, UnzipInflate } from 'fflate';
import { crc32 } from '../../base/crc32.ts';
import { arrayTable } from './arrays.ts';
import { readNpy, wideColumn, type NpyArray } from './npy.ts';
import { fileError } from '../problems.ts';
import type { FileSource, Pieces } from '../file/source.ts';
import type { Table, ChooseRequests } from '../columns/table.ts';
import { ZipDirectory } from './zipDirectory.ts';

const EXTENSION = '.npy';
/** Packed bytes that are unpacked at a time: deflate makes at most 1032 bytes of one, so no piece is over 17 MB. */
const PACKED_BYTES = 1 << 14;
const START = { line: 1, column: 1 };

/**
 * Reads the wanted arrays; all must have the same first axis. The file is gone through once for the names and once for
 * each array, which is unpacked where it will stay: in memory there is never more than the arrays and a piece of the file.
 */
export async function npzTable(
  source: FileSource,
  wanted: ChooseRequests,
  memoryLimit: number,
): Promise<Table> {
  const { file } = source;
  const { sizes, sums } = await entriesOf(source);
  const names = [...sizes.keys()];
  const requests = wanted(names, file, []);
  const arrays: { readonly name: string; readonly array: NpyArray }[] = [];
  let room = memoryLimit;
  for (const name of names.filter((_, index) => requests[index] !== 'skip')) {
    const path = `${file}/${name}${EXTENSION}`;
    const array = await readNpy(
      {
        file: path,
        pieces: () =>
          checked(
            unpacked(source, (entry) => entry === name + EXTENSION),
            sums.get(name + EXTENSION),
            path,
          ),
        expected: (read) => sizes.get(name) ?? source.expected(read),
      },
      room,
    );
    room -= array.values.byteLength;
    arrays.push({ name, array });
  }
  const rows = arrays[0]?.array.shape[0] ?? 0;
  for (const { name, array } of arrays) {
    if (array.shape[0] === rows) continue;
    throw fileError(
      sentence('NN-DATA-LENGTH.arrays', {
        file,
        name: arrays[0]?.name ?? '',
        rows,
        name2: name,
        rows2: array.shape[0] ?? 0,
      }),
      file,
      START,
    );
  }
  return arrayTable(
    file,
    rows,
    arrays.map(({ name, array }) => wideColumn(name, array, file)),
  );
}

interface Entries {
  /** By name of the array its unpacked bytes, where the archive says so. */
  readonly sizes: ReadonlyMap<string, number | undefined>;
  /** By name of the entry its checksum. */
  readonly sums: ReadonlyMap<string, number>;
}

async function entriesOf(source: FileSource): Promise<Entries> {
  const sizes = new Map<string, number | undefined>();
  const note = (entry: string, size: number | undefined): boolean => {
    if (entry.endsWith(EXTENSION)) sizes.set(entry.slice(0, -EXTENSION.length), size);
    return false;
  };
  const directory = new ZipDirectory();
  const read: Pieces = {
    ...source,
    pieces: async function* () {
      for await (const piece of source.pieces()) {
        directory.add(piece);
        yield piece;
      }
    },
  };
  // Nothing is unpacked, so nothing comes.
  await unpacked(read, note).next();
  if (sizes.size > 0 && directory.end !== undefined) return { sizes, sums: directory.checksums() };
  const { file } = source;
  throw fileError(sentence('NN-DATA-NPZ.other', { file }), file, START);
}

/** The pieces of an entry; throws NN-DATA-NPZ at their end if their checksum is another than `expected`. */
async function* checked(
  pieces: AsyncGenerator<Uint8Array, void, void>,
  expected: number | undefined,
  file: string,
): AsyncGenerator<Uint8Array, void, void> {
  let sum = 0;
  for await (const piece of pieces) {
    sum = crc32(piece, sum);
    yield piece;
  }
  if (expected === undefined || sum === expected) return;
  throw fileError(sentence('NN-DATA-NPZ.checksum', { file }), file, START);
}

/** The unpacked bytes of the wanted entries, in pieces that are valid until the next is asked for. */
async function* unpacked(
  source: Pieces,
  isWanted: (entry: string, size: number | undefined) => boolean,
): AsyncGenerator<Uint8Array, void, void> {
  let ready: Uint8Array[] = [];
  let requested = false;
  let failed = false;
  const unzip = new Unzip((entry) => {
    requested = isWanted(entry.name, entry.originalSize);
    const take = requested;
    entry.ondata = (error: Error | null, data) => {
      if (error !== null) failed = true;
      else if (take) ready.push(data);
    };
    // One that is not started would be kept, packed as it is.
    entry.start();
  });
  unzip.register(
    /** Passes over the bytes of an entry that is not wanted. */
    class extends UnzipInflate {
      readonly #take = requested;
      override push(chunk: Uint8Array, final: boolean): void {
        if (this.#take) super.push(chunk, final);
      }
    },
  );
  const push = (piece: Uint8Array, last: boolean): Uint8Array[] => {
    ready = [];
    try {
      unzip.push(piece, last);
    } catch {
      failed = true;
    }
    if (!failed) return ready;
    throw fileError(sentence('NN-DATA-NPZ.unpack', { file: source.file }), source.file, START);
  };
  // An entry that is cut off at the end of a piece is read again with the next one: two must be there at a time.
  let [next, other] = [new Uint8Array(0), new Uint8Array(0)];
  for await (const piece of source.pieces()) {
    [next, other] = [other.length < piece.length ? new Uint8Array(piece.length) : other, next];
    next.set(piece);
    for (let at = 0; at < piece.length; at += PACKED_BYTES) {
      yield* push(next.subarray(at, Math.min(piece.length, at + PACKED_BYTES)), false);
    }
  }
  yield* push(new Uint8Array(0), true);
}
