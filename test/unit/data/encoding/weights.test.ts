import assert from 'node:assert/strict';
import { gatherWeights } from '../../../../src/data/batches.ts';
import type { Dataset } from '../../../../src/data/types.ts';
import { load, problemOf, specOf } from '../support.ts';

const CSV = 'x,w,y\n1,1,a\n2,0.5,a\n3,2,a\n4,1,b\n';
const CROSSENTROPY = 'categoricalCrossentropy';

function loaded(data: Readonly<Record<string, unknown>>, loss = CROSSENTROPY, csv = CSV): Promise<Dataset> {
  return load({ source: 'd.csv', split: { validation: 0 }, ...data }, { 'd.csv': csv }, loss);
}

async function codeOf(
  data: Readonly<Record<string, unknown>>,
  loss = CROSSENTROPY,
  csv = CSV,
): Promise<string> {
  return (await problemOf(loaded(data, loss, csv))).code;
}

describe('weights of classes', () => {
  it('that are balanced are rows / (classes · rows of the class), as in scikit-learn', async () => {
    const { train, shape } = await loaded({ target: { column: 'y', classWeights: 'balanced' } });
    assert.deepEqual(shape.weights, { classes: [4 / 6, 2], column: null });
    assert.deepEqual(Array.from(train.weights?.factor ?? []), [
      ...new Array<number>(3).fill(Math.fround(4 / 6)),
      2,
    ]);
  });

  it('that are not named are 1', async () => {
    const { train } = await loaded({ target: { column: 'y', classWeights: { b: 3 } } });
    assert.deepEqual(Array.from(train.weights?.factor ?? []), [1, 1, 1, 3]);
  });

  it('work for a binary target and for one-hot columns', async () => {
    const binary = { target: { column: 'y', as: 'binary', classWeights: { a: 2 } } };
    const { train } = await loaded(binary, 'binaryCrossentropy');
    assert.deepEqual(Array.from(train.weights?.factor ?? []), [2, 2, 2, 1]);
    const csv = 'x,is_a,is_b\n1,1,0\n2,0,1\n';
    const target = { columns: ['is_a', 'is_b'], as: 'category', classWeights: { is_b: 5 } };
    const wide = await loaded({ target }, CROSSENTROPY, csv);
    assert.deepEqual(Array.from(wide.train.weights?.factor ?? []), [1, 5]);
  });

  it('are refused where there are no classes, for one that is not there, and if all are 0', async () => {
    assert.equal(
      await codeOf({ target: { column: 'x', classWeights: 'balanced' } }, 'mse'),
      'NN-DATA-CLASS-WEIGHT',
    );
    assert.equal(await codeOf({ target: { column: 'y', classWeights: { c: 1 } } }), 'NN-DATA-CLASS-WEIGHT');
    assert.equal(
      await codeOf({ target: { column: 'y', classWeights: { a: 0, b: 0 } } }),
      'NN-DATA-CLASS-WEIGHT',
    );
  });

  it('are refused in the spec if negative, empty or with a target of numbers', () => {
    for (const target of [
      { column: 'y', classWeights: { a: -1 } },
      { column: 'y', classWeights: {} },
      { column: 'y', classWeights: 'even' },
      { column: 'y', as: 'number', classWeights: 'balanced' },
    ]) {
      assert.throws(() => specOf({ source: 'd.csv', target }, 'mse'));
    }
  });
});

describe('weights of rows', () => {
  it('are a column that is no feature, times those of the classes', async () => {
    const { train, shape } = await loaded({
      sampleWeight: 'w',
      target: { column: 'y', classWeights: { a: 2 } },
    });
    assert.deepEqual(shape.featureNames, ['x']);
    assert.deepEqual(Array.from(train.weights?.factor ?? []), [2, 1, 4, 1]);
    assert.equal(shape.weights?.column, 'w');
  });

  it('are there for training rows only', async () => {
    const { validation } = await loaded({ sampleWeight: 'w', target: 'y', split: { validation: 0.25 } });
    assert.equal(validation.weights, undefined);
  });

  it('are refused where a cell is none, all are 0, or the column is missing or the target', async () => {
    for (const cell of ['-1', '', 'much', 'NaN']) {
      const csv = `x,w,y\n1,1,a\n2,${cell},b\n`;
      assert.equal(
        await codeOf({ sampleWeight: 'w', target: 'y' }, CROSSENTROPY, csv),
        'NN-DATA-SAMPLE-WEIGHT',
      );
    }
    const zeros = 'x,w,y\n1,0,a\n2,0,b\n';
    assert.equal(
      await codeOf({ sampleWeight: 'w', target: 'y' }, CROSSENTROPY, zeros),
      'NN-DATA-SAMPLE-WEIGHT',
    );
    assert.equal(await codeOf({ sampleWeight: 'v', target: 'y' }), 'NN-DATA-MISSING-COLUMN');
    assert.equal(await codeOf({ sampleWeight: 'y', target: 'y' }), 'NN-DATA-TARGET');
  });
});

describe('the weights of a batch', () => {
  const weights = { factor: Float32Array.of(1, 2, 0, 6), counted: Float32Array.of(1, 2, 0, 6) };
  const order = Uint32Array.of(3, 1, 2, 0);

  it('are those of its rows, or scaled so that their mean is 1', () => {
    const out = new Float64Array(2);
    gatherWeights(weights, order, 0, 2, out, false);
    assert.deepEqual([...out], [6, 2]);
    gatherWeights(weights, order, 0, 2, out, true);
    assert.deepEqual([...out], [1.5, 0.5]);
  });

  it('stay 0 if all are', () => {
    const out = new Float64Array(1);
    gatherWeights(weights, order, 2, 1, out, true);
    assert.deepEqual([...out], [0]);
  });
});
