/** The split of each row as a run keeps it: two bits a row, so that going on has the same training rows. */
import type { SplitRows } from './split.ts';

const ROWS_A_BYTE = 4;
const PARTS = ['train', 'validation', 'test'] as const;
/** A row that is in no split. */
const NONE = 3;

/** `rows`: of the whole table. */
export function packSplit(split: SplitRows, rows: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil(rows / ROWS_A_BYTE)).fill(0xff);
  PARTS.forEach((name, part) => {
    for (const row of split[name]) {
      const at = Math.floor(row / ROWS_A_BYTE);
      const shift = 2 * (row % ROWS_A_BYTE);
      bytes[at] = ((bytes[at] ?? 0) & ~(NONE << shift)) | (part << shift);
    }
  });
  return bytes;
}

/** The splits of a table that had `before` rows when `bytes` were packed; rows behind those are for training. */
export function unpackSplit(bytes: Uint8Array, before: number, rows: number): SplitRows {
  const partOf = (row: number): number =>
    row < before ? ((bytes[Math.floor(row / ROWS_A_BYTE)] ?? 0) >> (2 * (row % ROWS_A_BYTE))) & NONE : 0;
  const counts = [0, 0, 0, 0];
  for (let row = 0; row < rows; row++) counts[partOf(row)] = (counts[partOf(row)] ?? 0) + 1;
  const [train, validation, test] = counts.map((count) => new Uint32Array(count));
  const next = [0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const part = partOf(row);
    const list = part === 0 ? train : part === 1 ? validation : part === 2 ? test : undefined;
    const at = next[part] ?? 0;
    if (list) list[at] = row;
    next[part] = at + 1;
  }
  const none = new Uint32Array(0);
  return { train: train ?? none, validation: validation ?? none, test: test ?? none };
}
