import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { hostOf, load, piecesHostOf, problemOf } from './support.ts';

interface Case {
  readonly what: string;
  readonly csv?: string | Uint8Array;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly loss?: string;
  readonly code: string;
  /** `line:column` in the file, or a path in the spec. */
  readonly at: string;
}

const all = { split: { validation: 0 } };
const cp949 = Uint8Array.from([...Buffer.from('x,y\n1,a\n2,'), 0xb0, 0xa1, 0x0a]);

const CASES: readonly Case[] = [
  { what: 'an empty file', csv: '', code: 'NN-DATA-EMPTY', at: '1:1' },
  { what: 'a header only', csv: 'x,y\n', code: 'NN-DATA-NO-ROWS', at: '1:1' },
  { what: 'no header', csv: '1.5,0\n2.5,1\n', code: 'NN-DATA-NO-HEADER', at: '1:1' },
  { what: 'a repeated column', csv: 'x,z,x,y\n1,2,3,a\n', code: 'NN-DATA-DUPLICATE-COLUMN', at: '1:5' },
  { what: 'a short row', csv: 'x,z,y\n1,2,a\n1,2\n', code: 'NN-DATA-RAGGED-ROW', at: '3:4' },
  { what: 'a long row', csv: 'x,y\n1,a\n2,b,9\n', code: 'NN-DATA-RAGGED-ROW', at: '3:5' },
  { what: 'a blank line between rows', csv: 'x,y\n1,a\n\n2,b\n', code: 'NN-DATA-RAGGED-ROW', at: '3:1' },
  { what: 'a missing number', csv: 'x,y\n1,a\n,b\n', code: 'NN-DATA-MISSING-VALUE', at: '3:1' },
  { what: 'NA among numbers', csv: 'x,y\n1,a\nNA,b\n', code: 'NN-DATA-MISSING-VALUE', at: '3:1' },
  { what: 'a missing class', csv: 'x,y\n1,a\n2,\n3,b\n', code: 'NN-DATA-MISSING-VALUE', at: '3:3' },
  {
    what: 'a missing last cell at the end of the file',
    csv: 'x,y\n1,a\n2,',
    code: 'NN-DATA-MISSING-VALUE',
    at: '3:3',
  },
  { what: 'infinity', csv: 'x,y\n1,a\n-inf,b\n', code: 'NN-DATA-NOT-FINITE', at: '3:1' },
  {
    what: 'a word where a number is set',
    csv: 'x,y\n1,a\ntwo,b\n',
    data: { features: [{ column: 'x', as: 'number' }] },
    code: 'NN-DATA-NOT-A-NUMBER',
    at: '3:1',
  },
  {
    what: 'a word in a number target',
    csv: 'x,y\n1,2\n2,b\n',
    data: { target: { column: 'y', as: 'number' } },
    loss: 'mse',
    code: 'NN-DATA-NOT-A-NUMBER',
    at: '3:3',
  },
  {
    what: 'a place after a quoted cell of several lines, in code units',
    csv: 'n,x,y\r\n"가\r\n""나""",1,a\r\n가🙂,z,b\r\n',
    data: { features: [{ column: 'x', as: 'number' }] },
    code: 'NN-DATA-NOT-A-NUMBER',
    at: '4:5',
  },
  { what: 'an open quote', csv: 'x,y\n"1,a\n2,b\n', code: 'NN-DATA-QUOTE', at: '2:1' },
  { what: 'text after a quote', csv: 'x,y\n"1"5,a\n', code: 'NN-DATA-QUOTE', at: '2:4' },
  { what: 'another encoding', csv: cp949, code: 'NN-DATA-ENCODING', at: '3:3' },
  { what: 'semicolons', csv: 'x;y\n1;a\n', code: 'NN-DATA-DELIMITER', at: '1:1' },
  { what: 'a column without a name', csv: ',x,y\n0,1,a\n1,2,b\n', code: 'NN-DATA-UNNAMED-COLUMN', at: '1:1' },
  { what: 'one class only', csv: 'x,y\n1,a\n2,a\n', code: 'NN-DATA-ONE-CLASS', at: '2:3' },
  {
    what: 'three classes in a binary target',
    csv: 'x,y\n1,a\n2,b\n3,c\n',
    loss: 'binaryCrossentropy',
    code: 'NN-DATA-NOT-BINARY',
    at: 'data.target',
  },
  {
    what: 'a positive class that is not there',
    csv: 'x,y\n1,a\n2,b\n',
    data: { target: { column: 'y', as: 'binary', positive: 'c' } },
    loss: 'binaryCrossentropy',
    code: 'NN-DATA-POSITIVE',
    at: 'data.target.positive',
  },
  {
    what: 'a target that is not there',
    csv: 'x,label\n1,a\n',
    data: { target: 'lable' },
    code: 'NN-DATA-MISSING-COLUMN',
    at: 'data.target',
  },
  {
    what: 'a feature that is not there',
    csv: 'x,y\n1,a\n',
    data: { features: ['x', 'z'] },
    code: 'NN-DATA-MISSING-COLUMN',
    at: 'data.features.1',
  },
  { what: 'nothing to learn from', csv: 'y\na\nb\n', code: 'NN-DATA-NO-FEATURES', at: 'data.features' },
  {
    what: 'an empty validation split',
    csv: 'x,y\n1,a\n2,b\n',
    data: { split: { validation: 0.1 } },
    code: 'NN-DATA-EMPTY-SPLIT',
    at: 'data.split',
  },
  {
    what: 'a missing value in a file too small for the default split',
    csv: 'x,y\n1,a\n,b\n',
    data: { split: {} },
    code: 'NN-DATA-MISSING-VALUE',
    at: '3:1',
  },
  {
    what: 'a feature beyond the largest float32',
    csv: 'x,y\n1,a\n1e39,b\n',
    code: 'NN-DATA-NOT-FINITE',
    at: '3:1',
  },
  {
    what: 'a target beyond the largest float32',
    csv: 'x,y\n1,2\n2,-1e300\n',
    loss: 'mse',
    code: 'NN-DATA-NOT-FINITE',
    at: '3:3',
  },
  {
    what: 'texts without a single token',
    csv: 'x,y\n!!!,a\n???,b\n',
    data: { features: [{ column: 'x', as: 'text' }] },
    code: 'NN-DATA-EMPTY-VOCABULARY',
    at: 'data.features',
  },
  {
    what: 'a probability above 1',
    csv: 'x,p,q\n1,0.5,1\n2,1.5,0\n',
    data: { target: ['p', 'q'] },
    loss: 'binaryCrossentropy',
    code: 'NN-DATA-TARGET-RANGE',
    at: '3:3',
  },
  {
    what: 'a class only in validation',
    csv: 'x,y\n1,a\n2,b\n',
    data: { validation: { source: 'v.csv' } },
    files: { 'v.csv': 'x,y\n1,a\n2,c\n' },
    code: 'NN-DATA-UNSEEN-CLASS',
    at: '3:3',
  },
  {
    what: 'a category only in validation, if it is to be an error',
    csv: 'x,y\nred,a\nblue,b\n',
    data: { features: [{ column: 'x', unknown: 'error' }], validation: { source: 'v.csv' } },
    files: { 'v.csv': 'x,y\ngreen,a\n' },
    code: 'NN-DATA-UNSEEN-CATEGORY',
    at: '2:1',
  },
  {
    what: 'a column missing in validation',
    csv: 'x,y\n1,a\n2,b\n',
    data: { validation: { source: 'v.csv' } },
    files: { 'v.csv': 'z,y\n1,a\n' },
    code: 'NN-DATA-MISSING-COLUMN',
    at: 'data.validation.source',
  },
  { what: 'a file that is not there', data: { source: 'no.csv' }, code: 'NN-DATA-FILE', at: 'data.source' },
  {
    what: 'damaged gzip',
    csv: gzipSync('x,y\n1,a\n2,b\n').subarray(0, 20),
    code: 'NN-DATA-GZIP',
    at: '1:1',
  },
  {
    what: 'broken JSON',
    data: { source: 'd.json' },
    files: { 'd.json': '[\n  { "x": 1, "y": "a" },\n  { "x": 2 "y": "b" }\n]' },
    code: 'NN-DATA-JSON',
    at: '3:12',
  },
  {
    what: 'null in JSON',
    data: { source: 'd.json' },
    files: { 'd.json': '[\n  { "x": 1, "y": "a" },\n  { "x": null, "y": "b" }\n]' },
    code: 'NN-DATA-MISSING-VALUE',
    at: '3:10',
  },
  {
    what: 'an object where an array belongs',
    data: { source: 'd.json' },
    files: { 'd.json': '{ "x": [1] }' },
    code: 'NN-DATA-JSON',
    at: '1:1',
  },
  {
    what: 'a broken line of JSON lines',
    data: { source: 'd.jsonl' },
    files: { 'd.jsonl': '{"x":1,"y":"a"}\n{"x":2,"y":}\n' },
    code: 'NN-DATA-JSON',
    at: '2:12',
  },
  {
    what: 'a key missing in JSON lines',
    data: { source: 'd.jsonl' },
    files: { 'd.jsonl': '{"x":1,"y":"a"}\n{"y":"b"}\n' },
    code: 'NN-DATA-MISSING-VALUE',
    at: '2:1',
  },
  { what: 'an array of texts', data: { source: 'objects.npy', target: 0 }, code: 'NN-DATA-NPY', at: '1:1' },
  { what: 'arrays of different length', data: { source: 'uneven.npz' }, code: 'NN-DATA-LENGTH', at: '1:1' },
  {
    what: 'no archive',
    data: { source: 'a.npz' },
    files: { 'a.npz': 'text' },
    code: 'NN-DATA-NPZ',
    at: '1:1',
  },
  {
    what: 'labels that are images',
    data: { source: { images: 'images-idx3-ubyte.gz', labels: 'images-idx3-ubyte.gz' }, target: undefined },
    code: 'NN-DATA-LENGTH',
    at: '1:1',
  },
  {
    what: 'a null in Parquet',
    data: { source: 'missing.parquet', target: 's' },
    code: 'NN-DATA-MISSING-VALUE',
    at: '2:1',
  },
  {
    what: 'zstd in Parquet',
    data: { source: 'zstd.parquet', target: 's' },
    code: 'NN-DATA-PARQUET',
    at: '1:1',
  },
  {
    what: 'a target that is no distribution',
    data: {
      source: {
        inline: {
          x: [[1], [2]],
          y: [
            [0.5, 0.9],
            [1, 0],
          ],
        },
      },
      target: undefined,
    },
    code: 'NN-DATA-DISTRIBUTION',
    at: '1:2',
  },
];

describe('broken data', () => {
  for (const { what, csv, data, files, loss, code, at } of CASES) {
    it(`says ${code} at ${at} for ${what}`, async () => {
      const named = { source: 'd.csv', target: 'y', ...all, ...data };
      const content = csv === undefined ? files : { 'd.csv': csv, ...files };
      const hosts = [hostOf(content ?? {}), piecesHostOf(content ?? {}, 1), piecesHostOf(content ?? {}, 7)];
      for (const host of hosts) {
        const problem = await problemOf(load(named, content, loss, host));
        const { location } = problem;
        const place =
          location.kind === 'file'
            ? `${String(location.line)}:${String(location.column)}`
            : location.path.join('.');
        assert.deepEqual([problem.code, place], [code, at]);
        assert.ok(problem.message.length > 20, problem.message);
      }
    });
  }

  it('suggests the nearest column', async () => {
    const files = { 'd.csv': 'sepal_length,species\n1,a\n2,b\n' };
    const problem = await problemOf(load({ source: 'd.csv', target: 'specis' }, files));
    assert.match(problem.message, /Did you mean “species”/);
  });
});
