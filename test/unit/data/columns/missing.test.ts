import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeRows } from '../../../../src/data/load.ts';
import type { DataEncoder, Dataset } from '../../../../src/data/types.ts';
import { npy, npz } from '../arrayFiles.ts';
import { hostOf, inputsOf, load, problemOf } from '../support.ts';

type Data = Readonly<Record<string, unknown>>;

const TARGET = { column: 'y', as: 'number' };
const FILES = {
  'd.csv': 'x,c,y\n1,red,0\n,blue,1\n2,,2\n6,red,3\n',
  'v.csv': 'x,c,y\n,red,0\n4,,1\n',
};
const data = (more: Data): Data => ({
  source: 'd.csv',
  target: TARGET,
  validation: { source: 'v.csv' },
  ...more,
});
const numbers = (more: Data): Data => data({ features: ['x'], ...more });
const names = (more: Data): Data => data({ features: [{ column: 'c', as: 'category', ...more }] });
const loaded = (spec: Data): Promise<Dataset> => load(spec, FILES, 'mse');
const round = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(5)));

describe('missing values', () => {
  it('are an error as long as the spec says nothing else', async () => {
    for (const spec of [numbers({}), numbers({ missing: 'error' }), names({}), names({ missing: 'error' })]) {
      assert.equal((await problemOf(loaded(spec))).code, 'NN-DATA-MISSING-VALUE');
    }
  });

  describe('of numbers', () => {
    for (const [missing, fill] of [
      ['mean', 3],
      ['median', 2],
      [{ policy: 'constant', value: -1 }, -1],
    ] as const) {
      it(`can be the ${typeof missing === 'string' ? missing : 'value that is given'}, of the training rows`, async () => {
        for (const spec of [numbers({ missing }), data({ features: [{ column: 'x', missing }] })]) {
          const { train, validation, shape, encoder } = await loaded(spec);
          assert.deepEqual(inputsOf(train), [1, fill, 2, 6]);
          assert.deepEqual(inputsOf(validation), [fill, 4]);
          const policy = typeof missing === 'string' ? missing : missing.policy;
          const counts = { train: 1, validation: 1, test: 0 };
          assert.deepEqual(shape.missing, {
            filled: [{ column: 'x', policy, value: fill, ...counts }],
            leftOut: [],
          });
          assert.deepEqual(encoder.features[0]?.missing, { policy, fill: [fill] });
        }
      });
    }

    it('can have an indicator beside the mean', async () => {
      const { train, validation, shape } = await loaded(numbers({ missing: 'indicator' }));
      assert.deepEqual(shape.featureNames, ['x', 'x=(missing)']);
      assert.deepEqual(inputsOf(train), [1, 0, 3, 1, 2, 0, 6, 0]);
      assert.deepEqual(inputsOf(validation), [3, 1, 4, 0]);
    });

    it('have no indicator where no training row lacks a value: its weights would never be trained', async () => {
      const files = { 'd.csv': 'x,y\n1,0\n3,1\n', 'v.csv': 'x,y\n,0\n' };
      const { validation, shape } = await load(numbers({ missing: 'indicator' }), files, 'mse');
      assert.deepEqual(shape.featureNames, ['x']);
      assert.deepEqual(inputsOf(validation), [2]);
      assert.equal(shape.missing?.filled[0]?.validation, 1);
    });

    it('are left out of the statistics that scale, and are scaled as others are', async () => {
      const features = [{ column: 'x', as: 'number', normalize: 'standard' }];
      const { train } = await loaded(data({ features, missing: 'mean' }));
      const deviation = Math.sqrt((4 + 1 + 9) / 3);
      assert.deepEqual(round(inputsOf(train)), round([-2 / deviation, 0, -1 / deviation, 3 / deviation]));
    });

    it('are known by the usual marks and by NaN in arrays', async () => {
      const marks = { 'd.csv': 'x,y\n1,0\nNA,1\nnull,2\n3,3\n' };
      const { train } = await load(
        { source: 'd.csv', target: TARGET, missing: 'mean', split: { validation: 0 } },
        marks,
        'mse',
      );
      assert.deepEqual(inputsOf(train), [1, 2, 2, 3]);
      const files = { 'd.npz': npz({ x: npy([3, 2], [1, NaN, 3, 4, NaN, 6]), y: npy([3], [0, 1, 2]) }) };
      const source = { source: 'd.npz', target: TARGET, split: { validation: 0 } };
      const filled = await load({ ...source, missing: 'mean' }, files, 'mse');
      assert.deepEqual(inputsOf(filled.train), [1, 5, 3, 4, 2, 6]);
      assert.deepEqual(filled.shape.missing?.filled, [
        { column: 'x', policy: 'mean', value: null, train: 2, validation: 0, test: 0 },
      ]);
      const marked = await load({ ...source, missing: 'indicator' }, files, 'mse');
      assert.deepEqual(marked.shape.featureNames, ['x[0]', 'x[1]', 'x[0]=(missing)', 'x[1]=(missing)']);
      assert.deepEqual(inputsOf(marked.train), [1, 5, 0, 1, 3, 4, 0, 0, 2, 6, 1, 0]);
      const left = await load({ ...source, missing: 'dropRow' }, files, 'mse');
      assert.deepEqual(inputsOf(left.train), [3, 4]);
      assert.deepEqual(Array.from(left.train.sourceRows), [1]);
    });

    it('do not hide a cell that is no number', async () => {
      const features = [{ column: 'x', as: 'number' }];
      const files = { 'd.csv': 'x,y\n1,0\n,1\nten,2\n' };
      const problem = await problemOf(
        load(
          { source: 'd.csv', target: TARGET, features, missing: 'mean', split: { validation: 0 } },
          files,
          'mse',
        ),
      );
      assert.equal(problem.code, 'NN-DATA-NOT-A-NUMBER');
    });
  });

  describe('of categories and texts', () => {
    it('can be a category of their own', async () => {
      const missing = { policy: 'constant', value: 'none' };
      const { train, validation, shape } = await loaded(names({ missing }));
      assert.deepEqual(shape.featureNames, ['c=blue', 'c=none', 'c=red']);
      assert.deepEqual(inputsOf(train), [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
      assert.deepEqual(inputsOf(validation), [0, 0, 1, 0, 1, 0]);
      assert.equal(shape.missing?.filled[0]?.value, 'none');
    });

    it('can have an indicator', async () => {
      const { train, shape } = await loaded(names({ missing: 'indicator', unknown: 'own' }));
      assert.deepEqual(shape.featureNames, ['c=blue', 'c=red', 'c=(unknown)', 'c=(missing)']);
      assert.deepEqual(inputsOf(train).slice(8, 12), [0, 0, 0, 1]);
    });

    it('of texts are no token, the given text, or an indicator', async () => {
      const text = (missing: unknown): Promise<Dataset> =>
        loaded(data({ features: [{ column: 'c', as: 'text', missing }] }));
      const given = await text({ policy: 'constant', value: 'no colour' });
      assert.deepEqual(given.shape.featureNames, ['c:red', 'c:blue', 'c:colour', 'c:no']);
      const marked = await text('indicator');
      assert.deepEqual(marked.shape.featureNames, ['c:red', 'c:blue', 'c=(missing)']);
      assert.ok(marked.train.x.kind === 'sparse');
      assert.deepEqual(Array.from(marked.train.x.indices), [0, 1, 2, 0]);
    });

    it('have no mean', async () => {
      for (const [spec, path] of [
        [names({ missing: 'mean' }), ['data', 'features', 0]],
        [data({ missing: 'median' }), ['data', 'missing']],
      ] as const) {
        const problem = await problemOf(loaded(spec));
        assert.equal(problem.code, 'NN-DATA-MISSING-POLICY');
        assert.match(problem.message, /“c” holds names/);
        assert.deepEqual(problem.location, { kind: 'spec', path, on: 'value' });
      }
      const own = data({ missing: 'mean', features: ['x', { column: 'c', missing: 'indicator' }] });
      assert.equal((await loaded(own)).shape.features, 4);
    });

    it('are no constant of another kind', async () => {
      const problem = await problemOf(loaded(numbers({ missing: { policy: 'constant', value: 'a' } })));
      assert.equal(problem.code, 'NN-DATA-MISSING-POLICY');
    });
  });

  describe('that leave out their row', () => {
    it('are counted by file and column', async () => {
      const files = { ...FILES, 'v.csv': 'x,c,y\n,red,0\n4,red,1\n5,red,\n' };
      const { train, shape } = await load(data({ missing: 'dropRow' }), files, 'mse');
      assert.deepEqual(Array.from(train.sourceRows), [0, 3]);
      assert.deepEqual(inputsOf(train), [1, 1, 6, 1]);
      assert.deepEqual(shape.missing, {
        filled: [],
        leftOut: [
          {
            file: 'd.csv',
            rows: 2,
            of: 4,
            columns: [
              { column: 'x', rows: 1 },
              { column: 'c', rows: 1 },
            ],
          },
          {
            file: 'v.csv',
            rows: 2,
            of: 3,
            columns: [
              { column: 'x', rows: 1 },
              { column: 'y', rows: 1 },
            ],
          },
        ],
      });
    });

    it('name their place as it is in the file', async () => {
      const files = { 'd.csv': 'x,z,y\n,1,0\n1,2,1\n2,ten,2\n' };
      const features = [
        { column: 'x', missing: 'dropRow' },
        { column: 'z', as: 'number' },
      ];
      const spec = { source: 'd.csv', target: TARGET, features, split: { validation: 0 } };
      const problem = await problemOf(load(spec, files, 'mse'));
      assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 4, column: 3 });
    });

    it('are an error if no row is left', async () => {
      const files = { 'd.csv': 'x,y\n,0\n,1\n' };
      const features = [{ column: 'x', as: 'number', missing: 'dropRow' }];
      const spec = { source: 'd.csv', target: TARGET, features };
      assert.equal((await problemOf(load(spec, files, 'mse'))).code, 'NN-DATA-NO-ROWS');
    });
  });

  it('of new rows are as the training rows say, from an encoder that went through JSON', async () => {
    const rows = async (missing: unknown, csv: string): ReturnType<typeof encodeRows> => {
      const { encoder } = await loaded(numbers({ missing }));
      const stored = JSON.parse(JSON.stringify(encoder)) as DataEncoder;
      return encodeRows(stored, { kind: 'file', path: 'n.csv', format: 'csv' }, hostOf({ 'n.csv': csv }));
    };
    const csv = 'x\n5\nNA\n7\n';
    assert.deepEqual(Array.from((await rows('median', csv)).x.values), [5, 2, 7]);
    assert.deepEqual(Array.from((await rows('indicator', csv)).x.values), [5, 0, 3, 1, 7, 0]);
    const left = await rows('dropRow', csv);
    assert.deepEqual(Array.from(left.x.values), [5, 7]);
    assert.deepEqual(Array.from(left.rows ?? []), [0, 2]);
    const [warning] = left.warnings;
    assert.equal(warning?.code, 'NN-DATA-ROWS-LEFT-OUT');
    assert.match(warning.message, /a value is missing \(rows? \d+(?:, \d+)*\)/);
    assert.match(warning.message, /1 of the 3 rows/);
    assert.deepEqual(warning.location, { kind: 'file', file: 'n.csv', line: 3, column: 1 });
  });

  it('never change the numbers that are there', async () => {
    const cell = fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: null });
    const policy = fc.constantFrom('mean', 'median', 'indicator', 'dropRow');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
        policy,
        async (rows, missing) => {
          // A row without gaps, so that each column has a value.
          const table: (readonly [number | null, number | null])[] = [[1, 2], ...rows];
          const csv = `a,b,y\n${table.map(([a, b], y) => `${String(a ?? '')},${String(b ?? '')},${String(y)}`).join('\n')}\n`;
          const spec = { source: 'd.csv', target: TARGET, missing, split: { validation: 0 } };
          const { train, shape } = await load(spec, { 'd.csv': csv }, 'mse');
          const inputs = inputsOf(train);
          const [a, b] = [shape.featureNames.indexOf('a'), shape.featureNames.indexOf('b')];
          Array.from(train.sourceRows).forEach((source, row) => {
            const [wantA, wantB] = table[source] ?? [null, null];
            if (wantA !== null) assert.equal(inputs[row * shape.features + a], wantA);
            if (wantB !== null) assert.equal(inputs[row * shape.features + b], wantB);
            assert.equal(train.y.values[row], source);
          });
          const complete = table.filter(([one, other]) => one !== null && other !== null).length;
          assert.equal(train.count, missing === 'dropRow' ? complete : table.length);
          for (const value of inputs) assert.ok(Number.isFinite(value));
        },
      ),
      { numRuns: 60 },
    );
  });
});
