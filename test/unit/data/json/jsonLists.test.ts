import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dataset } from '../../../../src/data/types.ts';
import { hostOf, inputsOf, load, piecesHostOf, problemOf, specOf } from '../support.ts';
import { loadDataset } from '../../../../src/data/load.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

const all = { split: { validation: 0 } };
const json = (records: readonly JsonRecord[]): string => JSON.stringify(records, null, 1);

function loadLists(
  records: readonly JsonRecord[],
  data: JsonRecord = {},
  loss = 'binaryCrossentropy',
): Promise<Dataset> {
  return load({ source: 'd.json', target: 'output', ...all, ...data }, { 'd.json': json(records) }, loss);
}

const RECORDS = [
  { input: [0.5, 2, -1], output: [1] },
  { input: [1, 0, 3], output: [0] },
];

describe('lists of numbers in JSON', () => {
  it('are wide columns', async () => {
    const { train, shape } = await loadLists(RECORDS);
    assert.deepEqual(shape.featureNames, ['input[0]', 'input[1]', 'input[2]']);
    assert.deepEqual(inputsOf(train), [0.5, 2, -1, 1, 0, 3]);
    assert.deepEqual(Array.from(train.y.values), [1, 0]);
  });

  it('are so in JSON lines, in small pieces, beside other columns', async () => {
    const records = [
      { a: 'x', input: [1, true], output: 1, b: 4 },
      { a: 'y', input: [0.25, false], output: 0, b: 5 },
    ];
    const files = { 'd.jsonl': records.map((record) => JSON.stringify(record)).join('\n') };
    const spec = specOf({ source: 'd.jsonl', target: 'output', ...all }, 'binaryCrossentropy');
    for (const size of [3, 1000]) {
      const { train, shape } = await loadDataset(spec, piecesHostOf(files, size));
      assert.deepEqual(shape.featureNames, ['a=x', 'a=y', 'input[0]', 'input[1]', 'b']);
      assert.deepEqual(inputsOf(train), [1, 0, 1, 1, 4, 0, 1, 0.25, 0, 5]);
    }
  });

  it('can be several numbers to predict, or classes', async () => {
    const records = [
      { input: [1], output: [0, 1] },
      { input: [2], output: [1, 0] },
    ];
    const numbers = await loadLists(records, {}, 'mse');
    assert.deepEqual(Array.from(numbers.train.y.values), [0, 1, 1, 0]);
    const classes = await loadLists(
      records,
      { target: { column: 'output', as: 'category' } },
      'categoricalCrossentropy',
    );
    assert.equal(classes.shape.target.kind, 'category');
  });

  it('are scaled as exactly as other numbers', async () => {
    const features = [{ column: 'input', as: 'number', normalize: 'minMax' }];
    const records = [1700000001, 1700000002, 1700000003].map((value, row) => ({
      input: [value],
      output: row % 2,
    }));
    const { train } = await loadLists(records, { features });
    assert.deepEqual(inputsOf(train), [0, 0.5, 1]);
  });

  it('follow what the spec says of missing values', async () => {
    const records = [
      { input: null, output: 0 },
      { input: [1, null], output: 1 },
      { output: 0 },
      { input: [3, 6], output: 1 },
    ];
    assert.equal((await problemOf(loadLists(records))).code, 'NN-DATA-MISSING-VALUE');
    const { train } = await loadLists(records, { missing: 'mean' });
    assert.deepEqual(inputsOf(train), [2, 6, 1, 6, 2, 6, 3, 6]);
  });

  for (const [what, records, line, pattern] of [
    ['of another length', [...RECORDS, { input: [1, 2], output: [1] }], 23, /2 entries in record 3.*3\. All/],
    ['with a text', [{ input: [1, 'a', 3], output: [0] }, ...RECORDS], 3, /record 1 holds “a”/],
    ['in lists', [{ input: [[1], [2]], output: [0] }], 3, /holds another list/],
    ['that are empty', [{ input: [], output: [0] }], 3, /is empty/],
    ['beside a number', [...RECORDS, { input: 4, output: [0] }], 23, /a list in some records.*record 3/],
    ['behind a number', [{ input: 4, output: [0] }, ...RECORDS], 9, /a list in some records.*record 2/],
  ] as const) {
    it(`are refused ${what}, with their record and place`, async () => {
      const problem = await problemOf(loadLists(records));
      assert.equal(problem.code, 'NN-DATA-LIST');
      assert.match(problem.message, pattern);
      assert.ok(problem.location.kind === 'file');
      assert.equal(problem.location.line, line);
    });
  }

  it('are no category and no text, and objects are nothing', async () => {
    for (const as of ['category', 'text']) {
      const problem = await problemOf(loadLists(RECORDS, { features: [{ column: 'input', as }] }));
      assert.equal(problem.code, 'NN-DATA-WIDE-COLUMN');
    }
    const problem = await problemOf(loadLists([{ input: { a: 1 }, output: 0 }]));
    assert.match(problem.message, /“input” is an object in record 1/);
  });

  it('may be anything in columns that are not read', async () => {
    const records = RECORDS.map((record, row) => ({ ...record, note: row === 0 ? { a: 1 } : [[row]] }));
    const { shape } = await loadLists(records, { features: ['input'] });
    assert.equal(shape.features, 3);
  });

  it('have the same shape in every source', async () => {
    const files = { 'd.json': json(RECORDS), 'v.json': json([{ input: [1, 2], output: [1] }]) };
    const data = { source: 'd.json', target: 'output', validation: { source: 'v.json' } };
    const problem = await problemOf(load(data, files, 'binaryCrossentropy'));
    assert.equal(problem.code, 'NN-DATA-SHAPE');
  });

  it('come as they were written', async () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(value, { minLength: 10, maxLength: 40 }),
        async (width, values) => {
          const rows = Math.floor(values.length / width);
          const records = Array.from({ length: rows }, (_, row) => ({
            input: values.slice(row * width, (row + 1) * width),
            output: row,
          }));
          const spec = specOf(
            { source: 'd.json', target: { column: 'output', as: 'number' }, ...all },
            'mse',
          );
          const { train } = await loadDataset(spec, hostOf({ 'd.json': json(records) }));
          assert.deepEqual(
            inputsOf(train),
            values.slice(0, rows * width).map((one) => one + 0),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});
