/** Files of lines that may be longer than a string can be: read in pieces of whole lines, and cut where a line is torn. */
import type { FileHandle } from 'node:fs/promises';
import { errorCode } from '../folder/files.ts';
import { openPlain } from '../folder/safePaths.ts';

const PIECE_BYTES = 1 << 20;
/** A longer line is none that was written here: it is passed over. */
const LONGEST_LINE = 1 << 26;
const NEWLINE = 0x0a;

export interface Lines {
  /** Whole lines, each with its end. Valid until the next piece is asked for. */
  readonly bytes: Buffer;
  /** Offset of the first line in the file. */
  readonly at: number;
}

/** The lines of an ordinary file up to the last whole one; none where no file is there. As `openPlain`. */
export async function* readLines(path: string): AsyncGenerator<Lines> {
  const file = await openPlain(path, 'read').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return;
  try {
    yield* pieces(file);
  } finally {
    await file.close();
  }
}

async function* pieces(file: FileHandle): AsyncGenerator<Lines> {
  let buffer = Buffer.allocUnsafe(PIECE_BYTES);
  let held = 0;
  let at = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, held, buffer.length - held, at + held);
    if (bytesRead === 0) return;
    held += bytesRead;
    const end = buffer.subarray(0, held).lastIndexOf(NEWLINE) + 1;
    if (end > 0) yield { bytes: buffer.subarray(0, end), at };
    const done = end === 0 && held >= LONGEST_LINE ? held : end;
    buffer.copyWithin(0, done, held);
    held -= done;
    at += done;
    if (held === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
  }
}

/** Visits each line of a piece, without its end, and where it begins in the file. */
export function eachLine({ bytes, at }: Lines, visit: (line: string, at: number) => void): void {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end > start) visit(bytes.toString('utf8', start, end), at + start);
    start = end + 1;
  }
}

/** Cuts the torn last line of a file whose writer was killed. */
export async function cutTornLine(path: string): Promise<void> {
  const file = await openPlain(path, 'change').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return;
  try {
    const { size } = await file.stat();
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let end = size; ; end -= PIECE_BYTES) {
      const start = Math.max(0, end - PIECE_BYTES);
      const { bytesRead } = await file.read(buffer, 0, end - start, start);
      const last = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
      if (last < 0 && start > 0) continue;
      if (start + last + 1 < size) await file.truncate(start + last + 1);
      return;
    }
  } finally {
    await file.close();
  }
}
