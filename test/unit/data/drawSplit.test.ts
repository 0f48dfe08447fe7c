/** Splits by a column of the table: its own marks, groups that stay together, and the order of time. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadDataset } from '../../../src/data/load.ts';
import type { Dataset } from '../../../src/data/types.ts';
import { NnError } from '../../../src/base/errors.ts';
import { loadSpec } from '../../../src/format/load.ts';

function specOf(split: object, data: object = {}) {
  return loadSpec(
    JSON.stringify({
      formatVersion: 1,
      data: { source: 'd.csv', target: { column: 'y', as: 'number' }, split, ...data },
      model: { layers: [{ type: 'dense', units: 1 }] },
      loss: 'meanSquaredError',
      optimizer: 'sgd',
    }),
    'd.nnspec.json',
  );
}

async function loaded(rows: readonly (readonly unknown[])[], split: object): Promise<Dataset> {
  const { spec, problems } = specOf(split);
  assert.ok(spec, JSON.stringify(problems));
  const csv = `x,k,y\n${rows.map((row) => row.join(',')).join('\n')}\n`;
  return loadDataset(spec, {
    read: () => Promise.resolve(new TextEncoder().encode(csv)),
    display: (path: string) => path,
    memoryLimit: 1e9,
  });
}

/** Rows with this cell in the column that splits. */
const rowsWith = (cells: readonly unknown[]) => cells.map((cell, row) => [row, cell, row / 2]);
const parts = ({ train, validation, test }: Dataset) =>
  [train, validation, test].map(({ sourceRows }) => [...sourceRows]);

async function refused(cells: readonly unknown[], split: object): Promise<string> {
  try {
    await loaded(rowsWith(cells), split);
  } catch (error) {
    assert.ok(NnError.is(error), String(error));
    return `${error.code} ${error.message}`;
  }
  throw new Error('nothing was refused');
}

describe('splits by a column', () => {
  it('the marks of the rows say their split, and are no feature', async () => {
    const dataset = await loaded(rowsWith(['train', 'Val', 'TRAIN', 'test', ' validation', 'training']), {
      column: 'k',
    });
    assert.deepEqual(parts(dataset), [[0, 2, 5], [1, 4], [3]]);
    assert.deepEqual(dataset.shape.featureNames, ['x']);
  });

  it('refuses marks that name no split, gaps, and splits without a row', async () => {
    const split = { column: 'k' };
    assert.match(await refused(['train', 'holdout', 'val'], split), /^NN-DATA-SPLIT .*holdout/u);
    assert.match(await refused(['train', '', 'val'], split), /^NN-DATA-SPLIT .*no value/u);
    assert.match(await refused(['train', 'test'], split), /^NN-DATA-SPLIT .*"validation"/u);
    assert.match(await refused(['val', 'test'], split), /^NN-DATA-SPLIT .*"train"/u);
    assert.match(await refused(['a'], { column: 'other' }), /^NN-DATA-MISSING-COLUMN/u);
    assert.match(await refused(['a'], { group: 'y' }), /^NN-DATA-TARGET/u);
  });

  it('a group stands in one split alone, the same for a seed, near the shares', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { minLength: 30, maxLength: 80 }), async (cells) => {
        fc.pre(new Set(cells).size >= 3);
        const split = { group: 'k', validation: 0.2, test: 0.2 };
        const dataset = await loaded(rowsWith(cells), split);
        const found = parts(dataset);
        assert.deepEqual(parts(await loaded(rowsWith(cells), split)), found);
        assert.deepEqual(
          found.flat().sort((a, b) => a - b),
          [...cells.keys()],
        );
        const groups = found.map((rows) => new Set(rows.map((row) => cells[row])));
        assert.equal(
          groups.reduce((sum, { size }) => sum + size, 0),
          new Set(cells).size,
        );
        const largest = Math.max(...cells.map((cell) => cells.filter((one) => one === cell).length));
        for (const rows of found) assert.ok(rows.length > 0);
        assert.ok((found[1]?.length ?? 0) <= Math.max(largest, cells.length * 0.2 + largest / 2));
      }),
      { numRuns: 25 },
    );
    assert.match(await refused(['a', 'a', 'a'], { group: 'k' }), /^NN-DATA-SPLIT .*: 1\./u);
  });

  it('the latest rows validate, and the very latest are the test', async () => {
    const split = { time: 'k', validation: 0.25, test: 0.25 };
    const dates = ['2024-03-01', '2023-12-31', '2024-01-15', '2024-02-01'];
    assert.deepEqual(parts(await loaded(rowsWith(dates), split)), [[1, 2], [3], [0]]);
    assert.deepEqual(parts(await loaded(rowsWith([9, 10, 2.5, -1]), split)), [[2, 3], [0], [1]]);
    assert.deepEqual(parts(await loaded(rowsWith([1, 1, 1, 1]), split)), [[0, 1], [2], [3]], 'ties');
    assert.match(await refused([1, 2, 'soon', 4], split), /^NN-DATA-SPLIT .*soon/u);
    assert.match(await refused(['2024-01-01', 7, 8, 9], split), /^NN-DATA-SPLIT .*7/u);
  });

  it('refuses what makes no sense together, at its place', () => {
    const told = (split: object, data: object = {}) =>
      specOf(split, data).problems.map(
        ({ code, location }) => `${code} ${location.kind === 'spec' ? location.path.join('.') : ''}`,
      );
    const own = { validation: { source: 'v.csv' } };
    assert.deepEqual(told({ column: 'k', group: 'g' }), ['NN-SPEC-CONFLICT data.split.group']);
    assert.deepEqual(told({ column: 'k', validation: 0.3 }), ['NN-SPEC-CONFLICT data.split.validation']);
    assert.deepEqual(told({ column: 'k' }, own), ['NN-SPEC-CONFLICT data.validation']);
    assert.deepEqual(told({ time: 'k', stratify: true }), ['NN-SPEC-CONFLICT data.split.stratify']);
    assert.deepEqual(told({ group: 'k' }, own), []);
  });
});
