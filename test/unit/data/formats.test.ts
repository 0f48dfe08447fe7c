import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Zip, ZipDeflate, zipSync } from 'fflate';
import { hostOf, inputsOf, load, piecesHostOf, specOf } from './support.ts';
import { loadDataset } from '../../../src/data/load.ts';
import type { Dataset } from '../../../src/data/types.ts';

const all = { split: { validation: 0 } };
const values = (dataset: Dataset): number[] => inputsOf(dataset.train);
const targets = (dataset: Dataset): number[] => Array.from(dataset.train.y.values);

const ARRAY = [1.5, 2, 3, 4.25, 5, 6, 7, 8, 9, 10, -11, 12];

describe('data formats', () => {
  for (const source of ['small-f4.npy', 'small-f8-big.npy', 'small-f2.npy', 'fortran.npy']) {
    it(`reads ${source}, columns by number`, async () => {
      const dataset = await load({ source, target: 2, ...all });
      assert.deepEqual(values(dataset), ARRAY);
      assert.deepEqual(dataset.shape.featureNames, ['0', '1']);
      assert.deepEqual(targets(dataset), [1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1]);
    });
  }

  it('reads arrays of an npz by name', async () => {
    const dataset = await load({ source: 'pair.npz', features: ['x'], target: 'y', ...all });
    assert.deepEqual(values(dataset), ARRAY);
    assert.deepEqual(dataset.shape.featureNames, ['x[0]', 'x[1]']);
    assert.deepEqual(dataset.shape.target, { kind: 'category', classes: ['0', '1'] });
  });

  describe('of archives of arrays', () => {
    const npy = (name: string): Uint8Array =>
      new Uint8Array(readFileSync(new URL(`../../fixtures/data/${name}`, import.meta.url)));
    const entries = {
      'x.npy': npy('small-f4.npy'),
      // An entry between them that nobody wants, with what looks like the head of another one in it.
      'note.txt': Uint8Array.from({ length: 4000 }, (_, at) => [0x50, 0x4b, 3, 4][at % 4] ?? 0),
      'other.npy': npy('fortran.npy'),
      'y.npy': npy('small-f8-big.npy'),
    };
    const data = {
      source: 'a.npz',
      features: ['x', 'y'],
      target: { columns: ['other'], as: 'number' },
      ...all,
    };
    const expected = async (): Promise<Dataset> =>
      loadDataset(specOf(data, 'meanSquaredError'), hostOf({ 'a.npz': zipSync(entries) }));

    for (const level of [0, 6] as const) {
      for (const size of [5, 64, 1000, 1 << 20]) {
        it(`in pieces of ${String(size)} bytes, packed at level ${String(level)}`, async () => {
          const files = { 'a.npz': zipSync(entries, { level }) };
          const dataset = await loadDataset(specOf(data, 'meanSquaredError'), piecesHostOf(files, size));
          assert.deepEqual(values(dataset), values(await expected()));
          assert.deepEqual(targets(dataset), targets(await expected()));
        });
      }
    }

    it('that do not say how long their arrays are', async () => {
      const parts: Uint8Array[] = [];
      const zip = new Zip((_error, part) => parts.push(part));
      for (const [name, bytes] of Object.entries(entries)) {
        const entry = new ZipDeflate(name);
        zip.add(entry);
        entry.push(bytes, true);
      }
      zip.end();
      const dataset = await loadDataset(
        specOf(data, 'meanSquaredError'),
        piecesHostOf({ 'a.npz': Buffer.concat(parts) }, 100),
      );
      assert.deepEqual(values(dataset), values(await expected()));
    });

    it('but not cut off or damaged ones, nor more than fit', async () => {
      const bytes = zipSync(entries, { level: 6 });
      const broken = bytes.slice();
      broken.fill(0xff, 35, 60);
      for (const wrong of [150, 300, bytes.length - 30].map((end) => bytes.subarray(0, end)).concat(broken)) {
        await assert.rejects(
          loadDataset(specOf(data, 'meanSquaredError'), piecesHostOf({ 'a.npz': wrong }, 64)),
          {
            code: 'NN-DATA-NPZ',
          },
        );
      }
      const large = zipSync({ 'x.npy': npy('small-f4.npy'), 'y.npy': npy('small-f4.npy') });
      const two = { source: 'a.npz', features: ['x'], target: 'y', ...all };
      await assert.rejects(loadDataset(specOf(two), piecesHostOf({ 'a.npz': large }, 64, 100)), {
        code: 'NN-DATA-MEMORY',
      });
    });
  });

  it('reads a pair of IDX files, gzipped or not, and scales pixels', async () => {
    const source = { images: 'images-idx3-ubyte.gz', labels: 'labels-idx1-ubyte' };
    const features = [{ columns: '*', as: 'number', normalize: { scale: 0.5 } }];
    const dataset = await load({ source, features, ...all });
    assert.deepEqual(
      values(dataset),
      Array.from({ length: 24 }, (_, index) => index / 2),
    );
    assert.deepEqual(dataset.shape.target, { kind: 'category', classes: ['0', '1', '2'] });
    assert.deepEqual(targets(dataset).slice(0, 9), [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  for (const source of ['snappy.parquet', 'gzip.parquet']) {
    it(`reads ${source}: numbers, integers, texts and booleans`, async () => {
      const dataset = await load({ source, target: 's', ...all });
      assert.deepEqual(dataset.shape.featureNames, ['a', 'n', 'b']);
      assert.deepEqual(values(dataset).slice(0, 6), [1.5, 1, 1, 2.5, 2, 0]);
      assert.deepEqual(dataset.shape.target, { kind: 'category', classes: ['가', '나'] });
    });
  }

  it('reads the same from CSV, TSV, JSON, JSON lines and their gzipped forms', async () => {
    const records = [
      { x: 1.5, colour: 'red', y: 'a' },
      { x: -2, colour: 'blue', y: 'b' },
    ];
    const files: Record<string, string> = {
      'd.csv': 'x,colour,y\n1.5,red,a\n-2,blue,b\n',
      'd.tsv': 'x\tcolour\ty\n1.5\tred\ta\n-2\tblue\tb\n',
      'd.json': JSON.stringify(records),
      'd.jsonl': records.map((record) => JSON.stringify(record)).join('\n'),
    };
    for (const [source, text] of Object.entries(files)) {
      const packed = { [source]: text, [`${source}.gz`]: new Uint8Array(gzipSync(text)) };
      for (const path of Object.keys(packed)) {
        for (const host of [hostOf(packed), piecesHostOf(packed, 1), piecesHostOf(packed, 6)]) {
          const dataset = await load({ source: path, target: 'y', ...all }, packed, undefined, host);
          assert.deepEqual(values(dataset), [1.5, 0, 1, -2, 1, 0], path);
          assert.deepEqual(dataset.shape.featureNames, ['x', 'colour=blue', 'colour=red'], path);
          assert.deepEqual(targets(dataset), [1, 0, 0, 1], path);
        }
      }
    }
  });
});
