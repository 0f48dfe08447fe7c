/** Reads the files that a spec names, and nothing outside the allowed folders. */
import { closeSync, createReadStream, openSync, readSync, type Stats } from 'node:fs';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { NnError, problemError, type SpecPath } from '../base/errors.ts';
import { damagedGzip, gunzippedAgain, isGzip } from '../data/gzip.ts';
import type { DataHost } from '../data/types.ts';
import { FileMarks } from './fileMarks.ts';
import { giveBack } from './memory.ts';
import { pathHint } from './pathHint.ts';

export interface FileHostOptions {
  /** Absolute folder where relative paths start. */
  readonly baseDir: string;
  /** Null: anywhere. Links are followed before the check. */
  readonly allowedRoots: readonly string[] | null;
  readonly memoryLimit: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Pieces of this size are read: large enough for the disk, small beside any data. */
const PIECE_BYTES = 1 << 20;
const PACKED_BYTES = 1 << 18;

type Limits = Pick<FileHostOptions, 'baseDir' | 'allowedRoots' | 'memoryLimit'>;

export function fileHost(options: FileHostOptions): DataHost {
  const marks = new FileMarks((path) => piecesOf(path, options));
  return {
    read: (path) => readAllowed(path, options, ['data', 'source']),
    size: async (path) => (await allowedFile(path, options, ['data', 'source'])).size,
    pieces: (path) => marks.pieces(path),
    mark: (path) => marks.of(path),
    again: (path) => piecesAgain(resolve(options.baseDir, path)),
    display: (path) => path,
    memoryLimit: options.memoryLimit,
    release: giveBack,
    ...(options.onProgress ? { progress: options.onProgress } : {}),
  };
}

/**
 * The bytes of `path`. Throws a problem at `key` of the spec: `NN-DATA-NOT-FOUND`, `NN-DATA-UNREADABLE`,
 * `NN-DATA-OUTSIDE` (untrusted workspace) or `NN-DATA-MEMORY` (larger than the limit, seen before it is read).
 */
export async function readAllowed(path: string, limits: Limits, key: SpecPath): Promise<Uint8Array> {
  const { real, size } = await allowedFile(path, limits, key);
  if (size > limits.memoryLimit) {
    throw problemAt(
      key,
      'NN-DATA-MEMORY',
      `${path} has ${megabytes(size)}, more than the memory limit of ${megabytes(limits.memoryLimit)}. ` +
        'Raise the limit (setting nnspec.maxMemory, NNSPEC_MAX_MEMORY for the command line) or use fewer rows.',
    );
  }
  try {
    return await readFile(real);
  } catch (error) {
    throw unreadable(path, limits, key, error);
  }
}

/** A buffer as the plain array it is: a `Buffer`'s `slice` would not copy. */
function plain({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

/** The pieces of a file as they come from the disk, unpacked if they are gzip. */
async function* piecesOf(
  path: string,
  limits: Limits,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly done: number }, void, void> {
  const key = ['data', 'source'];
  const { real } = await allowedFile(path, limits, key);
  try {
    if (await beginsAsGzip(real)) yield* unpackedPieces(real);
    else yield* plainPieces(real);
  } catch (error) {
    if (NnError.is(error)) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw code.startsWith('Z_') ? damagedGzip(path) : unreadable(path, limits, key, error);
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
  // What fails in either ends both, and is thrown where the pieces are read. Nothing here waits for an answer of a
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

/** The pieces of a file that `piecesOf` has given, without waiting. */
function* piecesAgain(real: string): Generator<Uint8Array, void, void> {
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

/** The file behind `path`, links followed, and its size in bytes. */
async function allowedFile(
  path: string,
  limits: Limits,
  key: SpecPath,
): Promise<{ readonly real: string; readonly size: number }> {
  let real: string;
  let facts: Stats;
  try {
    real = await realpath(resolve(limits.baseDir, path));
    facts = await stat(real);
  } catch (error) {
    throw unreadable(path, limits, key, error);
  }
  if (limits.allowedRoots !== null && !(await isInside(real, limits.allowedRoots))) {
    const help = 'Move the file into the workspace or trust it.';
    throw problemAt(
      key,
      'NN-DATA-OUTSIDE',
      `${path} is outside the workspace, which is not trusted. ${help}`,
    );
  }
  if (facts.isDirectory()) {
    throw problemAt(key, 'NN-DATA-UNREADABLE', `${path} is a folder; name a file in it.`);
  }
  // A device or a pipe may never end.
  if (!facts.isFile()) throw problemAt(key, 'NN-DATA-UNREADABLE', `${path} is not an ordinary file.`);
  return { real, size: facts.size };
}

function unreadable(path: string, limits: Limits, key: SpecPath, error: unknown): NnError {
  const { baseDir } = limits;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return problemAt(
      key,
      'NN-DATA-NOT-FOUND',
      `There is no file ${path} (looked in ${baseDir}).${pathHint(path, limits)}`,
    );
  }
  return problemAt(key, 'NN-DATA-UNREADABLE', `${path} cannot be read (${code}).`);
}

function problemAt(path: SpecPath, code: string, message: string): NnError {
  return problemError({ code, severity: 'error', message, location: { kind: 'spec', path, on: 'value' } });
}

async function isInside(real: string, roots: readonly string[]): Promise<boolean> {
  for (const root of roots) {
    const from = await realpath(root).catch(() => null);
    if (from === null) continue;
    const path = relative(from, real);
    if (!path.startsWith('..') && !isAbsolute(path)) return true;
  }
  return false;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
