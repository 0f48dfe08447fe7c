/** Files that want more than they are worth: widths, depths and sizes are bounded before anything is made of them. */
import assert from 'node:assert/strict';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { DataHost } from '../../../src/data/types.ts';
import { load, piecesHostOf, problemOf } from './support.ts';

const PIECE = 1 << 20;
const all = { split: { validation: 0 } };

function npy(shape: string, body: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117) + '\n';
  const head = [0x93, ...Buffer.from('NUMPY'), 1, 0, text.length & 255, text.length >> 8];
  return Uint8Array.from([...head, ...Buffer.from(text), ...body]);
}

const one = npy('(1,)', new Uint8Array(8));

async function outcome(path: string, content: Uint8Array | string, target: unknown = 't'): Promise<string> {
  const files = { [path]: content };
  const problem = await problemOf(
    load({ source: path, target, ...all }, files, undefined, piecesHostOf(files, PIECE, 1 << 24)),
  );
  const { location } = problem;
  return location.kind === 'file'
    ? `${problem.code} ${String(location.line)}:${String(location.column)}`
    : problem.code;
}

describe('hostile data', () => {
  it('of arrays that promise a width or a size out of all measure', async () => {
    assert.equal(await outcome('a.npy', npy('(0, 1000000000)')), 'NN-DATA-NO-ROWS 1:1');
    assert.equal(await outcome('a.npy', npy('(1, 0, 99999999999999999999)')), 'NN-DATA-NPY 1:1');
    assert.equal(await outcome('a.npy', npy(`(0, 1${'0'.repeat(400)})`)), 'NN-DATA-NPY 1:1');
    assert.equal(await outcome('a.npy', npy(`(${'1, '.repeat(5000)})`)), 'NN-DATA-NPY 1:1');
    assert.equal(
      await outcome('a.npy', npy('(1, 1250000)', new Uint8Array(10_000_000))),
      'NN-DATA-TOO-WIDE 1:1',
    );
    assert.equal(await outcome('a.npy', npy('(2, 1)', new Uint8Array(24))), 'NN-DATA-NPY 1:1');
    assert.equal(
      await outcome('a.npz', zipSync({ 't.npy': one, 'x.npy': npy('(0, 1000000000)') })),
      'NN-DATA-LENGTH 1:1',
    );
    const long = npy('(1, 1)');
    long.set([2, 0, 255, 255, 255, 255], 6);
    assert.equal(await outcome('a.npy', long), 'NN-DATA-NPY 1:1');
  });

  it('of lists in lists, with the place', async () => {
    assert.equal(await outcome('a.json', gzipSync('['.repeat(2_000_000))), 'NN-DATA-JSON 1:503');
    const deep = `[\n  {"t": ${'['.repeat(600)}${']'.repeat(600)}}]`;
    assert.equal(await outcome('a.json', deep), 'NN-DATA-JSON 2:510');
    assert.equal(
      await outcome('a.jsonl', `{"t":1,"a":2}\n${'{"a":'.repeat(100_000)}`),
      'NN-DATA-JSON 2:2511',
    );
  });

  it('of rows without an end', async () => {
    assert.equal(await outcome('a.csv', `t,x\n"${'a'.repeat(20_000_000)}`), 'NN-DATA-MEMORY');
    assert.equal(await outcome('a.json', `[{"t": "${'a'.repeat(20_000_000)}`), 'NN-DATA-MEMORY');
  });

  it('of headers with too many columns', async () => {
    assert.equal(await outcome('a.csv', 'a'.concat(',a'.repeat(1 << 20), '\n')), 'NN-DATA-TOO-WIDE 1:1');
  });

  it('of numbers of a megabyte and keys that are no columns of objects', async () => {
    const records = `[{"t": "a", "__proto__": 1, "constructor": 2}, {"t": "b", "__proto__": 3, "constructor": 1}]`;
    const files = { 'a.json': records };
    const dataset = await load({ source: 'a.json', target: 't', ...all }, files);
    assert.deepEqual(dataset.shape.featureNames, ['__proto__', 'constructor']);
    const digits = `[{"t": "a", "x": 1${'0'.repeat(1 << 20)}}]`;
    assert.match(await outcome('a.json', digits), /^NN-DATA-/);
  });

  it('looks at a long row a few times, not at each piece', async () => {
    const cell = 'a'.repeat(8_000_000);
    const host = piecesHostOf({ 'a.csv': `x,t\n"${cell}",a\n"b",b\n` }, 1 << 12, 1 << 30);
    const dataset = await load(
      { source: 'a.csv', target: 't', features: [{ column: 'x', as: 'category' }], ...all },
      {},
      undefined,
      host,
    );
    assert.equal(dataset.train.count, 2);
  });

  it('tells the place of an error without taking the file into memory', async () => {
    let most = 0;
    const row = 'abcdefghij,1\n';
    const packed = gzipSync(`t,x\n${row.repeat(400_000)}a,b,c\n`);
    const plain = piecesHostOf({ 'a.csv.gz': packed }, PIECE, 1 << 26);
    const host: DataHost = {
      ...plain,
      again: function* (path) {
        for (const piece of plain.again?.(path) ?? []) {
          for (let at = 0; at < piece.length; at += PIECE) {
            most = Math.max(most, PIECE);
            yield piece.subarray(at, at + PIECE);
          }
        }
      },
    };
    const problem = await problemOf(load({ source: 'a.csv.gz', target: 't', ...all }, {}, undefined, host));
    assert.equal(problem.code, 'NN-DATA-RAGGED-ROW');
    assert.deepEqual(problem.location, { kind: 'file', file: 'a.csv.gz', line: 400_002, column: 5 });
    assert.equal(most, PIECE);
  });

  it('of a long JSON file without its last bracket', async () => {
    const records = Array.from({ length: 300_000 }, (_, row) => `{"x": ${String(row)}, "t": "a"}`);
    assert.equal(await outcome('a.json', `[${records.join(',\n')}\n`), 'NN-DATA-JSON 300001:1');
  });

  it('of an archive whose array unpacks to more than it promises', async () => {
    const body = npy('(2, 1)', new Uint8Array(1 << 21));
    assert.ok(deflateRawSync(body).length < body.length / 500);
    assert.equal(await outcome('a.npz', zipSync({ 't.npy': one, 'x.npy': body })), 'NN-DATA-NPY 1:1');
  });
});
