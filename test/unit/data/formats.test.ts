import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { hostOf, inputsOf, load, piecesHostOf } from './support.ts';
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
      assert.deepEqual(dataset.shape.featureNames, ['a', 'n', 'b=false', 'b=true']);
      assert.deepEqual(values(dataset).slice(0, 8), [1.5, 1, 0, 1, 2.5, 2, 1, 0]);
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
