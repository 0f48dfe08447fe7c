/** The raw files of the exported networks: every format and every kind of column that a script reads. */
import { gzipSync, strToU8, zipSync } from 'fflate';

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

/** A target in the last two columns. */
function array(): Uint8Array {
  const values = rows.flatMap((row) => {
    const own = [noise(row, 11) * 3, noise(row, 12) - 2, noise(row, 13) * 0.01];
    return [...own, (own[0] ?? 0) - noise(row, 12), 5 * noise(row, 13)];
  });
  return npy([ROWS, 5], values);
}

/** IDX of bytes. */
function idx(axes: readonly number[], bytes: readonly number[]): Uint8Array {
  return new Uint8Array([0, 0, 8, axes.length, ...axes.flatMap((size) => [0, 0, 0, size]), ...bytes]);
}

/** A brighter stripe in the row of its class. */
function images(): { readonly images: Uint8Array; readonly labels: Uint8Array } {
  const labels = rows.map((row) => Math.floor(noise(row, 14) * 3));
  const pixels = labels.flatMap((label, row) =>
    Array.from({ length: 6 }, (_, at) =>
      Math.floor(noise(row, at) * 99 + (Math.floor(at / 2) === label ? 150 : 0)),
    ),
  );
  return { images: gzipSync(idx([ROWS, 3, 2], pixels), { mtime: 0 }), labels: idx([ROWS], labels) };
}

/** German notation in Latin-1, with gaps in each column but the target. */
function gaps(): Uint8Array {
  const german = (value: number): string => value.toFixed(2).replace('.', ',');
  const lines = rows.map((row) => {
    const size = row % 7 === 3 ? 'k. A.' : `${String(1 + (row % 4))}.${String(100 + row)},5`;
    const price = row % 5 === 1 ? '-999,0' : german(noise(row, 16) * 9);
    const place =
      row % 6 === 2
        ? ''
        : ['Köln', '"Bad; ""Aachen"""', row % 2 === 0 ? ' Bad  Müßiggang' : 'Bad Müßiggang'][row % 3];
    const colour = row % 8 === 4 ? ' ' : row % 2 === 0 ? 'grün' : 'rot';
    const note = row % 9 === 5 ? '-999' : `schöne Größe ${String(row % 3)}`;
    return [size, price, place, colour, note, german(noise(row, 15))].join(';');
  });
  const text = [
    '% made up',
    'Größe;Preis;Ort;Farbe;Notiz;Ziel',
    ...lines.slice(0, 20),
    '% more',
    ...lines.slice(20),
  ];
  return gzipSync(
    Uint8Array.from(`${text.join('\r\n')}\r\n`, (character) => character.charCodeAt(0)),
    { mtime: 0 },
  );
}

function labels(): Uint8Array {
  const lines = rows.map((row) => {
    const v = [noise(row, 17), noise(row, 18) * 2, noise(row, 19) - 1];
    const flag = row % 4 === 3 ? null : row % 4 === 1;
    return JSON.stringify({
      v,
      ...(flag === null && row % 8 === 3 ? {} : { flag }),
      sweet: noise(row, 17) > 0.5,
      round: noise(row, 18) > 0.3,
      red: row % 4 === 1,
      메모: 'a\u2028line',
    });
  });
  return gzipSync(strToU8(`${lines.join('\n')}\n`), { mtime: 0 });
}

/** One column for each class, as pandas.get_dummies writes it; a note in EUC-KR that nobody reads. */
function dummies(): Uint8Array {
  const lines = rows.map((row) => {
    const kind = Math.floor(noise(row, 20) * 3);
    const x = [noise(row, 21) + kind, noise(row, 22) - kind];
    return [...x.map(String), ...[0, 1, 2].map((own) => (own === kind ? 'True' : 'False')), '#'].join(',');
  });
  const text = `x0,x1,kind_a,kind_b,kind_c,note\n${lines.join('\n')}\n`;
  const korean = [0xb0, 0xa1];
  return Uint8Array.from(Array.from(text).flatMap((one) => (one === '#' ? korean : [one.charCodeAt(0)])));
}

/** No header; the last two columns are shares of a whole. */
function shares(): string {
  return rows
    .map((row) => {
      const share = Math.round(noise(row, 23) * 8) / 8;
      return `${[noise(row, 24) + share, noise(row, 25), share, 1 - share].join(',')}\n`;
    })
    .join('');
}

/** Contents by name; `iris.csv` is that of the examples, `cells.parquet` a fixture. */
export function exportData(): Readonly<Record<string, string | Uint8Array>> {
  const pictures = images();
  return {
    'fruits.tsv': fruits(),
    'reviews.jsonl': reviews(),
    'classes.json': classes(),
    'numbers.npz': numbers(),
    'array.npy': array(),
    'images-idx3-ubyte.gz': pictures.images,
    'labels-idx1-ubyte': pictures.labels,
    'gaps.csv.gz': gaps(),
    'labels.jsonl.gz': labels(),
    'dummies.csv': dummies(),
    'shares.csv': shares(),
  };
}
