import assert from 'node:assert/strict';
import { inputsOf, load, problemOf } from './support.ts';

const CSV = 'x,c,y\n1,a,10\n2,b,20\n3,a,30\n4,d,40\n5,a,50\n';

describe('the first rows of a source', () => {
  const data = { source: 'd.csv', target: 'y', split: { validation: 0 } };
  const few = (more: Readonly<Record<string, unknown>>, csv = CSV): ReturnType<typeof load> =>
    load({ ...data, ...more }, { 'd.csv': csv }, 'mse');

  it('are all that statistics, categories and samples come from', async () => {
    const features = [{ column: 'x', as: 'number', normalize: 'minMax' }, 'c'];
    const { train, shape } = await few({ limit: 3, features });
    assert.equal(shape.samples.train, 3);
    assert.deepEqual(shape.featureNames, ['x', 'c=a', 'c=b']);
    assert.deepEqual(inputsOf(train), [0, 1, 0, 0.5, 0, 1, 1, 1, 0]);
    assert.deepEqual(Array.from(train.sourceRows), [0, 1, 2]);
    assert.deepEqual(Array.from(train.y.values), [10, 20, 30]);
  });

  it('are counted before rows with missing values are left out', async () => {
    const csv = 'x,y\n1,1\n,2\n3,3\n4,4\n';
    const { train } = await few({ limit: 3, missing: 'dropRow' }, csv);
    assert.deepEqual(Array.from(train.sourceRows), [0, 2]);
  });

  it('are split as a file of so many rows is', async () => {
    const split = { validation: 0.25 };
    const short = CSV.split('\n').slice(0, 5).join('\n');
    const [limited, whole] = [
      await few({ limit: 4, split, features: ['x'] }),
      await few({ split, features: ['x'] }, short),
    ];
    for (const part of ['train', 'validation'] as const) {
      assert.deepEqual(limited[part].sourceRows, whole[part].sourceRows);
      assert.deepEqual(inputsOf(limited[part]), inputsOf(whole[part]));
    }
  });

  it('are all rows where there are fewer, and too few are told', async () => {
    assert.equal((await few({ limit: 99 })).train.count, 5);
    const told = await problemOf(few({ limit: 1, split: { validation: 0.5 } }));
    assert.equal(told.code, 'NN-DATA-EMPTY-SPLIT');
  });
});
