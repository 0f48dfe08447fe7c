/** Reads the files that a spec names, and nothing outside the allowed folders. */
import { sentence } from '../../base/problems/data.ts';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { NnError, type SpecPath } from '../../base/errors.ts';
import { formatBytes } from '../../base/numbers.ts';
import { damagedGzip, gunzippedAgain, isGzip } from '../../data/file/gzip.ts';
import type { DataHost } from '../../data/types.ts';
import { allowedFile, problemAt, unreadable, type FileLimits } from './allowedFile.ts';
import { isFolder, listed } from './folders.ts';
import { FileMarks } from './fileMarks.ts';
import { FileStates } from './fileStates.ts';
import { giveBack } from '../memory.ts';

export interface FileHostOptions extends FileLimits {
  readonly memoryLimit: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Pieces of this size are read: large enough for the disk, small beside any data. */
const PIECE_BYTES = 1 << 20;
const PACKED_BYTES = 1 << 18;

const SOURCE: SpecPath = ['data', 'source'];

type Limits = Pick<FileHostOptions, 'baseDir' | 'allowedRoots' | 'memoryLimit'>;
type Files = Pick<FileHostOptions, 'baseDir' | 'allowedRoots'> & { readonly states: FileStates };

/** A host for one load: each file has to stay as it was when it was first looked at. */
export function fileHost(options: FileHostOptions): DataHost {
  const states = new FileStates();
  const files: Files = { baseDir: options.baseDir, allowedRoots: options.allowedRoots, states };
  const marks = new FileMarks((path) => piecesOf(path, files));
  const unchanged = (path: string): void => void lookedUp(path, files);
  return {
    read: (path) => readAllowed(path, options, SOURCE),
    list: (path) => answer(() => listed(path, options)),
    size: (path) => answer(() => lookedUp(path, files).size),
    pieces: (path) => marks.pieces(path),
    mark: async (path) => {
      if (isFolder(path, options)) return marks.ofFolder(path, (inner) => listed(inner, options), unchanged);
      const mark = await marks.of(path);
      unchanged(path);
      return mark;
    },
    again: (path) => piecesAgain(path, files),
    unchanged,
    display: (path) => path,
    memoryLimit: options.memoryLimit,
    release: giveBack,
    ...(options.onProgress ? { progress: options.onProgress } : {}),
  };
}

/** The result or the exception of `make`, as a promise. */
async function answer<T>(make: () => T): Promise<T> {
  return Promise.resolve(make());
}

/** The allowed file behind `path`, which has to be as it was before. */
function lookedUp(
  path: string,
  { states, ...limits }: Files,
): { readonly real: string; readonly size: number } {
  const file = allowedFile(path, limits, SOURCE);
  states.compare(path, file, SOURCE);
  return file;
}

/**
 * The bytes of `path`. Throws a problem at `key` of the spec: `NN-DATA-NOT-FOUND`, `NN-DATA-UNREADABLE`,
 * `NN-DATA-OUTSIDE` (untrusted workspace), `NN-DATA-MEMORY` (larger than the limit, seen before it is read) or
 * `NN-DATA-CHANGING` (written while it is read).
 */
export async function readAllowed(path: string, limits: Limits, key: SpecPath): Promise<Uint8Array> {
  const states = new FileStates();
  const file = allowedFile(path, limits, key);
  states.compare(path, file, key);
  if (file.size > limits.memoryLimit) {
    throw problemAt(
      key,
      sentence('NN-DATA-MEMORY.file', {
        path,
        size: formatBytes(file.size),
        limit: formatBytes(limits.memoryLimit),
      }),
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file.real);
  } catch (error) {
    throw unreadable(path, limits, key, error);
  }
  states.compare(path, allowedFile(path, limits, key), key);
  return bytes;
}

/** A buffer as the plain array it is: a `Buffer`'s `slice` would not copy. */
function plain({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

/** The pieces of a file as they come from the disk, unpacked if they are gzip. */
async function* piecesOf(
  path: string,
  files: Files,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly done: number }, void, void> {
  const { real } = lookedUp(path, files);
  try {
    if (await beginsAsGzip(real)) yield* unpackedPieces(real);
    else yield* plainPieces(real);
  } catch (error) {
    if (NnError.is(error)) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw code.startsWith('Z_') ? damagedGzip(path) : unreadable(path, files, SOURCE, error);
  }
}

async function beginsAsGzip(real: string): Promise<boolean> {
  const file = await open(real);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return isGzip(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** All pieces come in one buffer. */
async function* plainPieces(
  real: string,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly done: number }, void, void> {
  const file = await open(real);
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  try {
    for (let done = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, done);
      if (bytesRead === 0) return;
      done += bytesRead;
      yield { bytes: plain(buffer.subarray(0, bytesRead)), done };
    }
  } finally {
    await file.close();
  }
}

async function* unpackedPieces(
  real: string,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly done: number }, void, void> {
  const packed = createReadStream(real, { highWaterMark: PACKED_BYTES });
  const unpacked = createGunzip({ chunkSize: PIECE_BYTES });
  // A failure in either ends both, and is thrown at the reader of the pieces. Nothing here waits for an answer of a
  // stream: one that has failed gives none.
  const flow = pipeline(packed, unpacked).catch(() => undefined);
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      const { buffer, byteOffset, length } = piece;
      yield { bytes: plain(piece), done: packed.bytesRead };
      // The gunzip goes on in the buffer of a piece that has not filled it.
      if (byteOffset + length === buffer.byteLength) giveBack(piece);
    }
  } finally {
    packed.destroy();
    unpacked.destroy();
    await flow;
  }
}

/**
 * The pieces of a file that `piecesOf` has given, without waiting. A link may lead elsewhere by now, so the path is
 * looked at as before.
 */
function* piecesAgain(path: string, files: Files): Generator<Uint8Array, void, void> {
  const { real } = lookedUp(path, files);
  const file = openSync(real, 'r');
  try {
    const pieces = readAgain(file);
    const start = Buffer.alloc(2);
    readSync(file, start, 0, 2, 0);
    yield* isGzip(start) ? gunzippedAgain(pieces) : pieces;
  } finally {
    closeSync(file);
  }
}

function* readAgain(file: number): Generator<Uint8Array, void, void> {
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (let at = 0; ;) {
    const bytes = readSync(file, buffer, 0, PIECE_BYTES, at);
    if (bytes === 0) return;
    at += bytes;
    yield plain(buffer.subarray(0, bytes));
  }
}
