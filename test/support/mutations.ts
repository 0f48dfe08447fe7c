/** Small right data files in every format, and ways to damage them: the same for the same seed. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';

const FIXTURES = new URL('../fixtures/data/', import.meta.url);
const ROWS = 40;

/** A right file, and the `data` of a spec that reads it. */
export interface Sample {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly data: Readonly<Record<string, unknown>>;
}

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FIXTURES)));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** NumPy's format, version 1. */
function npy(descr: string, shape: string, body: Uint8Array): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117) + '\n';
  return Uint8Array.from([0x93, ...utf8('NUMPY'), 1, 0, header.length, 0, ...utf8(header), ...body]);
}

/** One right file of each format, by its name. */
export function samples(): ReadonlyMap<string, Sample> {
  const records = Array.from({ length: ROWS }, (_, row) => ({
    x: row / 7,
    colour: ['red', 'blue', '초록'][row % 3],
    note: `a "quoted", word ${String(row)}`,
    t: row % 2 === 0 ? 'yes' : 'no',
  }));
  const cell = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
  const table = (delimiter: string): string =>
    [
      Object.keys(records[0] ?? {}).join(delimiter),
      ...records.map(({ x, colour, note, t }) => [String(x), colour, cell(note), t].join(delimiter)),
    ].join('\n');
  const csv = utf8(table(','));
  const json = utf8(JSON.stringify(records, null, 1));
  const doubles = new Uint8Array(
    Float64Array.from({ length: ROWS * 3 }, (_, at) => (at % 3 === 2 ? at % 2 : at / 3)).buffer,
  );
  const labels = Uint8Array.from({ length: ROWS }, (_, row) => row % 2);
  const named = { target: 't', features: ['x', 'colour'] };
  const list: Sample[] = [
    { path: 'a.csv', bytes: csv, data: named },
    { path: 'a.tsv', bytes: utf8(table('\t')), data: named },
    { path: 'a.json', bytes: json, data: named },
    { path: 'a.jsonl', bytes: utf8(records.map((record) => JSON.stringify(record)).join('\n')), data: named },
    { path: 'a.csv.gz', bytes: new Uint8Array(gzipSync(csv)), data: named },
    { path: 'a.json.gz', bytes: new Uint8Array(gzipSync(json)), data: named },
    { path: 'a.npy', bytes: npy('<f8', `(${String(ROWS)}, 3)`, doubles), data: { target: '2' } },
    {
      path: 'a.npz',
      bytes: zipSync({
        'x.npy': npy('<f8', `(${String(ROWS)}, 3)`, doubles),
        't.npy': npy('|u1', `(${String(ROWS)},)`, labels),
      }),
      data: { target: 't' },
    },
    {
      path: 'a.idx',
      bytes: fixture('images-idx3-ubyte.gz'),
      data: { source: { images: 'a.idx', labels: 'labels' } },
    },
    { path: 'snappy.parquet', bytes: fixture('snappy.parquet'), data: { target: 's' } },
    { path: 'gzip.parquet', bytes: fixture('gzip.parquet'), data: { target: 's' } },
  ];
  return new Map(list.map((sample) => [sample.path, sample]));
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The bytes put into files: ends of types, signs of the formats, deep and long things. */
const INSERTED: readonly Uint8Array[] = [
  ...[
    '\0',
    '"',
    '\n',
    '\r',
    ',',
    '\t',
    '[',
    '{',
    '}',
    ']',
    '\\',
    'NaN',
    '1e999',
    '-',
    '\uFEFF',
    '__proto__',
  ].map(utf8),
  utf8('['.repeat(3000)),
  utf8('9'.repeat(5000)),
  utf8('\n'.repeat(500)),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0, 0, 0, 0x80),
  Uint8Array.of(0xff, 0xfe),
];

/** `bytes` with one to four damages. */
export function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
  let result: Uint8Array = bytes.slice();
  const below = (count: number): number => Math.floor(random() * count);
  for (let left = 1 + below(4); left > 0; left--) {
    const at = below(result.length + 1);
    const length = 1 + below(16);
    const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
      Uint8Array.from(parts.flatMap((part) => [...part]));
    const [before, after] = [result.subarray(0, at), result.subarray(at)];
    const inserted = INSERTED[below(INSERTED.length)] ?? result;
    switch (below(7)) {
      case 0:
        result[at] = (result[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        result[at] = below(256);
        break;
      case 2:
        result = before.slice();
        break;
      case 3:
        result = joined(before, after.subarray(length));
        break;
      case 4:
        result = joined(before, after.subarray(0, length), after);
        break;
      case 5:
        result = joined(before, inserted, after);
        break;
      default:
        result = joined(before, inserted, after.subarray(inserted.length));
    }
  }
  return result;
}
