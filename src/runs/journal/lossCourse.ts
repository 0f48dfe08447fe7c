/** The course of a run's loss over its epochs, from a few pieces of its journal: enough for a picture of ten columns. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { openPlain } from '../folder/safePaths.ts';
import { JOURNAL_FILE, epochsIn, parseEntry } from './journal.ts';

/** Bytes read at a place: more than the longest line has. */
const PIECE = 1 << 15;
const PIECES = 10;

/** Epoch and loss, on validation data where there is any, in the order of the epochs. */
export type LossCourse = readonly (readonly [epoch: number, loss: number])[];

/** The stamp of a run's journal: it differs after the journal has grown. Null if there is none. */
export async function journalStamp(folder: string): Promise<string | null> {
  return withJournal(folder, async (file) => {
    const { ino, size, mtimeMs } = await file.stat();
    return `${String(ino)} ${String(size)} ${String(mtimeMs)}`;
  });
}

/**
 * Reads at most a third of a megabyte, whatever the length of the journal: evenly spaced pieces of it. Of an epoch
 * that was trained again after a restart the later record counts.
 */
export async function readLossCourse(folder: string): Promise<LossCourse> {
  const losses = new Map<number, number>();
  await withJournal(folder, async (file) => {
    const { size } = await file.stat();
    const whole = size <= PIECE * PIECES;
    const pieces = whole ? 1 : PIECES;
    const length = whole ? size : PIECE;
    for (let piece = 0; piece < pieces; piece++) {
      const start = pieces === 1 ? 0 : Math.round(((size - length) * piece) / (pieces - 1));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      // The lines at both ends may be torn: what is no entry is passed over.
      for (const line of buffer.toString('utf8', 0, bytesRead).split('\n')) takeLosses(line, losses);
    }
    return null;
  });
  return [...losses].sort(([a], [b]) => a - b);
}

function takeLosses(line: string, losses: Map<number, number>): void {
  const entry = parseEntry(line);
  const epochs = entry && epochsIn(entry);
  for (let row = 0; epochs && row < epochs.count; row++) {
    const { epoch, train, validation } = epochs.at(row);
    const loss = (validation ?? train)['loss'];
    if (loss !== undefined) losses.set(epoch, loss);
  }
}

/** Null where the journal cannot be opened. */
async function withJournal<Result>(
  folder: string,
  read: (file: FileHandle) => Promise<Result>,
): Promise<Result | null> {
  const file = await openPlain(join(folder, JOURNAL_FILE), 'read').catch(() => null);
  if (file === null) return null;
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}
