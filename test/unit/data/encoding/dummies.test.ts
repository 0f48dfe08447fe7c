import assert from 'node:assert/strict';
import { makePlan } from '../../../../src/plan/plan.ts';
import type { Dataset } from '../../../../src/data/types.ts';
import { inputsOf, load, problemOf, specOf } from '../support.ts';

/** As pandas writes what get_dummies makes. */
const CSV =
  'size,color_blue,color_red,is_cat,is_dog\n0.5,True,False,True,False\n1,False,True,False,True\n2,False,False,True,False\n';
const all = { split: { validation: 0 } };

function loaded(data: Readonly<Record<string, unknown>>, loss: string, csv = CSV): Promise<Dataset> {
  return load({ source: 'd.csv', ...all, ...data }, { 'd.csv': csv }, loss);
}

describe('true and false', () => {
  const features = ['color_blue', 'color_red'];

  it('are 1 and 0 as features, whether the spec says number or nothing', async () => {
    for (const given of [features, [{ columns: features, as: 'number' }]]) {
      const { train, shape } = await loaded({ features: given, target: 'is_cat' }, 'binaryCrossentropy');
      assert.deepEqual(shape.featureNames, features);
      assert.deepEqual(inputsOf(train), [1, 0, 0, 1, 0, 0]);
      assert.deepEqual(shape.target, { kind: 'binary', classes: ['False', 'True'] });
      assert.deepEqual(Array.from(train.y.values), [1, 0, 1]);
    }
  });

  it('are so in any case, in JSON, and in new rows', async () => {
    const csv = 'x,y\ntrue,0\nFALSE,1\nTrue,0\n1,1\n';
    assert.deepEqual(
      inputsOf((await loaded({ target: 'y' }, 'binaryCrossentropy', csv)).train),
      [1, 0, 1, 1],
    );
    const json = JSON.stringify([
      { x: true, y: 0 },
      { x: false, y: 1 },
    ]);
    const { train } = await load({ source: 'd.json', target: 'y', ...all }, { 'd.json': json });
    assert.deepEqual(inputsOf(train), [1, 0]);
  });
});

describe('several target columns', () => {
  const features = ['size'];
  const target = ['is_cat', 'is_dog'];

  it('are one column per class', async () => {
    for (const given of [target, { columns: target, as: 'category' }]) {
      const { train, shape } = await loaded({ features, target: given }, 'categoricalCrossentropy');
      assert.deepEqual(shape.target, { kind: 'category', classes: target });
      assert.deepEqual(Array.from(train.y.values), [1, 0, 0, 1, 1, 0]);
    }
  });

  it('that are classes have exactly one 1 a row', async () => {
    const spec = { features: ['x'], target: { columns: ['a', 'b'], as: 'category' } };
    for (const [row, at, pattern] of [
      ['1,1', 5, /Row 2: 2 target columns are 1, such as “b”/],
      ['0,0', 3, /Row 2: no target column is 1/],
      ['0.5,0.5', 3, /Row 2: the target “a” is 0\.5.*for probabilities leave out "as"/],
    ] as const) {
      const csv = `x,a,b\n1,1,0\n2,${row}\n3,0,1\n`;
      const problem = await problemOf(loaded(spec, 'categoricalCrossentropy', csv));
      assert.equal(problem.code, 'NN-DATA-ONE-HOT');
      assert.match(problem.message, pattern);
      assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 3, column: at });
    }
    const shares = 'x,a,b\n1,0.5,0.5\n2,1,0\n';
    await loaded({ ...spec, target: ['a', 'b'] }, 'categoricalCrossentropy', shares);
  });

  it('that are binary are labels, of which any number can be true', async () => {
    const csv = 'x,a,b\n1,True,1\n2,False,0\n3,True,0\n';
    const spec = { features: ['x'], target: { columns: ['a', 'b'], as: 'binary' } };
    const { train, shape } = await loaded(spec, 'binaryCrossentropy', csv);
    assert.deepEqual(Array.from(train.y.values), [1, 1, 0, 0, 1, 0]);
    assert.deepEqual(shape.target, { kind: 'number', names: ['a', 'b'], labels: true });
    const { problems } = makePlan(specOf({ source: 'd.csv', ...spec }, 'binaryCrossentropy'), shape, 1e9);
    assert.ok(!problems.some(({ code }) => code === 'NN-PLAN-TARGET'));
    const problem = await problemOf(
      loaded(spec, 'binaryCrossentropy', csv.replace('2,False,0', '2,False,0.5')),
    );
    assert.equal(problem.code, 'NN-DATA-TARGET-RANGE');
    assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 3, column: 9 });
  });

  it('name the cell that is neither', async () => {
    const csv = 'x,a,b\n1,1,0\n2,cat,1\n';
    const problem = await problemOf(
      loaded({ features: ['x'], target: ['a', 'b'] }, 'categoricalCrossentropy', csv),
    );
    assert.equal(problem.code, 'NN-DATA-NOT-A-NUMBER');
    assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 3, column: 3 });
  });
});
