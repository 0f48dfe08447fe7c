/** Data files of about 100 MB for bench/data/data.ts, made once into build/bench/data, the same on every machine. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync, zipSync } from 'fflate';

import { RandomStream } from '../../src/base/philox.ts';

const FOLDER = fileURLToPath(new URL('../../build/bench/data/', import.meta.url));
const SIZE = 100e6;
const COLUMNS = 20;
const NAMES = Array.from({ length: COLUMNS }, (_, index) => `x${String(index + 1)}`);

/** Writes `head`, rows until the file has `size` bytes, and `tail`; a file that is there already is kept. */
function written(
  name: string,
  size: number,
  row: (random: RandomStream, index: number) => string,
  { head = '', tail = '', between = '\n' } = {},
): string {
  const path = FOLDER + name;
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  const random = new RandomStream(1, 'synthetic');
  const file = openSync(`${path}.part`, 'w');
  let length = 0;
  let text = head;
  for (let index = 0; length < size; index++) {
    text += (index > 0 ? between : '') + row(random, index);
    if (text.length < 1 << 20) continue;
    length += writeSync(file, text);
    text = '';
  }
  writeSync(file, text + tail);
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}

const klass = (index: number): string => `class${String(index % 3)}`;
const cells = (random: RandomStream, of: (value: number) => string): string[] =>
  NAMES.map(() => of(random.uniform()));
const short = (value: number): string => ((value - 0.5) * 200).toFixed(4);
const header = `${NAMES.join(',')},y`;

const table =
  (name: string, of: (value: number) => string, size = SIZE) =>
  (): string =>
    written(name, size, (random, index) => `${cells(random, of).join(',')},${klass(index)}`, {
      head: `${header}\n`,
      tail: '\n',
    });
const record = (random: RandomStream, index: number): string =>
  `{${NAMES.map((name) => `"${name}":${short(random.uniform())}`).join(',')},"y":"${klass(index)}"}`;

/** A file made by `make` from another that is there. */
function derived(name: string, make: () => Uint8Array): string {
  const path = FOLDER + name;
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(path)) writeFileSync(path, make());
  return path;
}

/** A NumPy array of float32, `[rows, columns]`. */
function npyBytes(rows: number, columns: number, value: (index: number) => number): Uint8Array {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${String(rows)}, ${String(columns)}), }`;
  const length = Math.ceil((10 + head.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(length + rows * columns * 4, 0x20);
  bytes.write('\x93NUMPY\x01\x00', 'latin1');
  bytes.writeUInt16LE(length - 10, 8);
  bytes.write(`${head}${' '.repeat(length - 11 - head.length)}\n`, 10, 'latin1');
  for (let index = 0; index < rows * columns; index++) bytes.writeFloatLE(value(index), length + index * 4);
  return bytes;
}

const PARQUET = `
import sys, numpy, pyarrow, pyarrow.parquet
random = numpy.random.default_rng(1)
rows = 600000
columns = {f"x{i + 1}": random.random(rows) for i in range(20)}
columns["y"] = [f"class{i % 3}" for i in range(rows)]
pyarrow.parquet.write_table(pyarrow.table(columns), sys.argv[1])
`;

/** By name, what makes each file and gives its path; null where something for it is missing. */
export const DATA_FILES: Readonly<Record<string, () => string | null>> = {
  'numbers.csv': table('numbers.csv', short),
  'doubles.csv': table('doubles.csv', String),
  'pixels.csv': () =>
    written(
      'pixels.csv',
      SIZE,
      (random, index) =>
        `${String(index % 10)},${Array.from({ length: 784 }, () => Math.max(0, Math.floor(random.uniform() * 512) - 256)).join(',')}`,
      {
        head: `label,${Array.from({ length: 784 }, (_, index) => `pixel${String(index)}`).join(',')}\n`,
        tail: '\n',
      },
    ),
  'numbers.csv.gz': () =>
    derived('numbers.csv.gz', () => gzipSync(readFileSync(table('numbers.csv', short)()), { level: 1 })),
  'numbers.jsonl': () => written('numbers.jsonl', SIZE, record, { tail: '\n' }),
  'numbers.json': () => written('numbers.json', SIZE, record, { head: '[\n', tail: '\n]\n', between: ',\n' }),
  'numbers.npy': () =>
    derived('numbers.npy', () =>
      npyBytes(1_250_000, 20, (index) => (index % 20 === 19 ? ((index / 20) % 3) | 0 : Math.sin(index))),
    ),
  'numbers.npz': () =>
    derived('numbers.npz', () =>
      zipSync(
        {
          'x.npy': npyBytes(1_250_000, 20, (index) => Math.sin(index)),
          'y.npy': npyBytes(1_250_000, 1, (index) => index % 3),
        },
        { level: 0 },
      ),
    ),
  'numbers.parquet': () => {
    const path = `${FOLDER}numbers.parquet`;
    if (existsSync(path)) return path;
    mkdirSync(FOLDER, { recursive: true });
    const python = process.env['NNSPEC_BENCH_PYTHON'] ?? 'python3';
    return spawnSync(python, ['-c', PARQUET, path]).status === 0 ? path : null;
  },
};

/** Bytes on disk. */
export function sizeOf(path: string): number {
  return statSync(path).size;
}
