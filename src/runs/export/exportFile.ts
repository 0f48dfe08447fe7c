/** Writes a file whose text comes in pieces, whole or not at all. */
import { lstat, open } from 'node:fs/promises';
import type { Sink } from './exportRun.ts';
import { AtomicFile } from '../folder/files.ts';

/** Characters gathered for one write. */
const PIECE = 1 << 20;

/**
 * `write` gets what takes the text. A link at `path` gives way to the file. Where something else is that is no ordinary file (a pipe, a
 * device), the text goes into it.
 */
export async function exportTo<Result>(
  path: string,
  write: (sink: Sink) => Promise<Result>,
): Promise<Result> {
  const there = await lstat(path).catch(() => null);
  if (there === null || there.isFile() || there.isSymbolicLink()) {
    const file = await AtomicFile.create(path);
    try {
      const result = await gathered((text) => file.write(text), write);
      await file.finish();
      return result;
    } catch (error) {
      await file.discard().catch(() => undefined);
      throw error;
    }
  }
  const file = await open(path, 'w');
  try {
    return await gathered((text) => file.writeFile(text), write);
  } finally {
    await file.close();
  }
}

async function gathered<Result>(out: Sink, write: (sink: Sink) => Promise<Result>): Promise<Result> {
  let waiting = '';
  const result = await write(async (text) => {
    waiting += text;
    if (waiting.length < PIECE) return;
    await out(waiting);
    waiting = '';
  });
  await out(waiting);
  return result;
}
