/** The raw files of the exported networks: every format and every kind of column that a script reads. */
import { strToU8, zipSync } from 'fflate';

const ROWS = 60;
const rows = Array.from({ length: ROWS }, (_, row) => row);
/** Numbers in [0, 1) that look like none. */
const noise = (row: number, salt: number): number => ((row * 37 + salt * 11) % 53) / 53;

function fruits(): string {
  const lines = rows.map((row) => {
    if (row % 3 === 0) return [1 + noise(row, 1), 'red', "sweet and round, it's a rock'n'roll", 'cherry'];
    if (row % 3 === 1) return [150 + 30 * noise(row, 2), 'red', 'Round “APPLE” 사과 num_3', 'apple'];
    return [120 + 30 * noise(row, 3), 'yellow', 'long, sweet; long', 'banana "split"'];
  });
  const quoted = (cell: unknown): string => `"${String(cell).replaceAll('"', '""')}"`;
  return [['weight', 'colour', 'note', 'kind'], ...lines]
    .map((line) => `${line.map(quoted).join('\t')}\r\n`)
    .join('');
}

function reviews(): string {
  const texts = ['정말 재미있어요!!', '별로  였다… 지루함', 'Ünïcode  ŒUVRE 👍🏽 최고', '시간이\t아깝다 ㅠㅠ'];
  return rows
    .map((row) => {
      const text = `${texts[row % 4] ?? ''} ${String(row % 7)}`;
      const record = { stars: (row % 5) / 2, text, good: row % 2 === 0 ? '예' : '아니오' };
      return `${JSON.stringify(record)}\n`;
    })
    .join('');
}

function classes(): string {
  const codes = [2, 10, 1];
  const levels = [1e-7, 0.00002, 12];
  return JSON.stringify(
    rows.map((row) => {
      const kind = Math.floor(noise(row, 4) * 3);
      return { b: noise(row, 5) - kind, code: codes[kind], a: noise(row, 6) * 10, level: levels[row % 3] };
    }),
  );
}

function npy(shape: readonly number[], values: readonly number[]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = `${text.padEnd(118 - 1)}\n`;
  const head = new Uint8Array([0x93, ...strToU8('NUMPY'), 1, 0, header.length, 0, ...strToU8(header)]);
  const file = new Uint8Array(head.length + values.length * 4);
  file.set(head);
  const view = new DataView(file.buffer);
  values.forEach((value, index) => {
    view.setFloat32(head.length + 4 * index, value, true);
  });
  return file;
}

function numbers(): Uint8Array {
  const x = rows.flatMap((row) => [
    noise(row, 7) * 4,
    noise(row, 8) - 0.5,
    noise(row, 9) * 100,
    noise(row, 10),
  ]);
  const y = rows.flatMap((row) => [noise(row, 7) - noise(row, 8), noise(row, 10) * 2]);
  return zipSync({
    'x.npy': npy([ROWS, 2, 2], x),
    'y.npy': npy([ROWS, 2], y),
  });
}

/** Contents by name; `iris.csv` is that of the examples. */
export function exportData(): Readonly<Record<string, string | Uint8Array>> {
  return {
    'fruits.tsv': fruits(),
    'reviews.jsonl': reviews(),
    'classes.json': classes(),
    'numbers.npz': numbers(),
  };
}
