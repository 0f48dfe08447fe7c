import assert from 'node:assert/strict';
import { encodeRows, loadDataset } from '../../../../src/data/load.ts';
import { hostOf, inputsOf, load, problemOf, specOf } from '../support.ts';

const standard = [{ columns: '*', as: 'number', normalize: 'standard' }];
const number = { column: 'y', as: 'number' };

describe('encoding', () => {
  it('takes statistics from the training rows only', async () => {
    const files = { 'd.csv': 'x,y\n1,0\n3,1\n100,2\n' };
    const split = { validation: 0.34, shuffle: false };
    const dataset = await load({ source: 'd.csv', features: standard, target: number, split }, files, 'mse');
    assert.deepEqual(inputsOf(dataset.train), [-1, 1]);
    assert.deepEqual(inputsOf(dataset.validation), [98]);
    assert.deepEqual(Array.from(dataset.validation.sourceRows), [2]);
  });

  it('makes zeros of a constant column, even one whose mean is rounded', async () => {
    const rows = Array.from({ length: 10 }, (_, index) => `0.1,${String(index)}`).join('\n');
    for (const normalize of ['standard', 'minMax']) {
      const features = [{ columns: '*', as: 'number', normalize }];
      const data = { source: 'd.csv', features, target: number, split: { validation: 0 } };
      const dataset = await load(data, { 'd.csv': `x,y\n${rows}\n` }, 'mse');
      assert.deepEqual(inputsOf(dataset.train), new Array(10).fill(0));
    }
  });

  it('orders classes as numbers if all are numbers, else by code unit', async () => {
    const classes = async (names: readonly string[]) => {
      const text = `x,y\n${names.map((name) => `1,${name}`).join('\n')}\n`;
      const { shape } = await load(
        { source: 'd.csv', target: 'y', split: { validation: 0 } },
        { 'd.csv': text },
      );
      return shape.target.kind === 'category' ? shape.target.classes : [];
    };
    assert.deepEqual(await classes(['10', '9', '-1', '2.5']), ['-1', '2.5', '9', '10']);
    assert.deepEqual(await classes(['10', '9', 'a', 'B']), ['10', '9', 'B', 'a']);
  });

  it('encodes a binary target by its second class or the one that is named', async () => {
    const files = { 'd.csv': 'x,y\n1,no\n2,yes\n3,no\n' };
    const y = async (target: unknown) => {
      const data = { source: 'd.csv', target, split: { validation: 0 } };
      const { train, shape } = await load(data, files, 'binaryCrossentropy');
      return [Array.from(train.y.values), shape.target.kind === 'binary' ? shape.target.classes : []];
    };
    assert.deepEqual(await y('y'), [
      [0, 1, 0],
      ['no', 'yes'],
    ]);
    assert.deepEqual(await y({ column: 'y', as: 'binary', positive: 'no' }), [
      [1, 0, 1],
      ['yes', 'no'],
    ]);
  });

  it('lets features be read in their own ways, and “*” be the rest', async () => {
    const files = { 'd.csv': 'a,b,c,y\n1,5,k,0\n2,7,l,1\n' };
    const features = [{ column: 'b', as: 'category' }, { columns: '*' }];
    const data = { source: 'd.csv', features, target: 'y', split: { validation: 0 } };
    const { shape, train } = await load(data, files);
    assert.deepEqual(shape.featureNames, ['b=5', 'b=7', 'a', 'c=k', 'c=l']);
    assert.deepEqual(inputsOf(train), [1, 0, 1, 1, 0, 0, 1, 2, 0, 1]);
  });

  it('warns of a word in a column of numbers', async () => {
    const files = { 'd.csv': 'x,y\n1,a\n2,b\n3,a\noops,b\nwell,a\n' };
    const { warnings } = await load({ source: 'd.csv', target: 'y', split: { validation: 0 } }, files);
    assert.deepEqual(
      warnings.map(({ code, location }) => [code, location.kind === 'file' ? location.line : 0]),
      [['NN-DATA-MIXED-COLUMN', 5]],
    );
  });

  it('encodes new rows as the training rows, from an encoder that went through JSON', async () => {
    const files = {
      'd.csv': 'x,c,y\n1,red,a\n3,blue,b\n',
      'new.csv': 'c,x\nblue,3\nred,5\n',
      'odd.csv': 'c,x\ngreen,3\n',
    };
    const features = [{ column: 'x', as: 'number', normalize: 'standard' }, 'c'];
    const spec = specOf({ source: 'd.csv', features, target: 'y', split: { validation: 0 } });
    const host = hostOf(files);
    const encoder = JSON.parse(JSON.stringify((await loadDataset(spec, host)).encoder)) as Parameters<
      typeof encodeRows
    >[0];
    const { x } = await encodeRows(encoder, { kind: 'file', path: 'new.csv', format: 'csv' }, host);
    assert.deepEqual(Array.from(x.values), [1, 1, 0, 3, 0, 1]);
    const odd = await encodeRows(encoder, { kind: 'file', path: 'odd.csv', format: 'csv' }, host);
    assert.deepEqual(Array.from(odd.x.values), [1, 0, 0]);
    assert.deepEqual(
      odd.warnings.map(({ code }) => code),
      ['NN-DATA-UNSEEN-CATEGORY'],
    );
  });

  it('asks for the size and refuses a file over the limit before reading it', async () => {
    const spec = specOf({ source: 'd.csv', target: 'y' });
    const host = {
      ...hostOf({}, 1000),
      size: () => Promise.resolve(1001),
      read: () => Promise.reject(new Error('must not be read')),
    };
    assert.equal((await problemOf(loadDataset(spec, host))).code, 'NN-DATA-MEMORY');
  });
});
