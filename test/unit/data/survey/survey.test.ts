import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadDataset } from '../../../../src/data/load.ts';
import { GrowingHistogram } from '../../../../src/data/survey/histogram.ts';
import { surveyFile } from '../../../../src/data/survey/surveyFile.ts';
import { surveyRow, surveySplits } from '../../../../src/data/survey/surveySplits.ts';
import { formatOf } from '../../../../src/format/keys/sources.ts';
import type { DataSurvey } from '../../../../src/plan/survey.ts';
import { hostOf, piecesHostOf, specOf } from '../support.ts';

async function surveyOf(path: string, content: string, target: string | null = null): Promise<DataSurvey> {
  const format = formatOf(path);
  assert.ok(format);
  // Pieces of seven bytes: every row is cut somewhere.
  return surveyFile({ path, format, target }, piecesHostOf({ [path]: content }, 7));
}

const rowsOf = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => row(index)).join('\n');

describe('a histogram of numbers that come one by one', () => {
  it('counts every number once, in the bar where it lies', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.integer({ min: -1000, max: 1000 }),
            fc.integer().map((value) => value / 1024),
          ),
          {
            minLength: 1,
            maxLength: 1500,
          },
        ),
        (values) => {
          const histogram = new GrowingHistogram();
          for (const value of values) histogram.add(value);
          const { from, width, counts } = histogram.result;
          assert.ok(counts.length <= 24);
          const again = counts.map(() => 0);
          for (const value of values) {
            const at = Math.floor((value - from) / width);
            again[at] = (again[at] ?? NaN) + 1;
          }
          assert.deepEqual(counts, again);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a histogram of the largest numbers', () => {
  it('ends', () => {
    const histogram = new GrowingHistogram();
    for (const value of [-Number.MAX_VALUE, 0, Number.MAX_VALUE, 5e-324]) histogram.add(value);
    assert.equal(
      histogram.result.counts.reduce((sum, count) => sum + count, 0),
      4,
    );
  });
});

describe('a survey of a data file', () => {
  const cell = (at: number): string => (at % 9 === 4 ? '' : `${at % 7},5`);
  const csv = `id;size;city;flag;copy;y\n${rowsOf(60, (at) => `${at + 1};${cell(at)};${at % 4 ? 'Ulm' : 'Bonn'};1;${at % 3 ? 'n' : 'j'};${at % 3 ? 'no' : 'yes'}`)}\n`;

  it('measures each column and says how it is read', async () => {
    const { rows, columns } = await surveyOf('rows.csv', csv);
    assert.equal(rows, 60);
    const [id, size, city, , , y] = columns;
    assert.equal(id?.role, 'out');
    assert.deepEqual(
      [size?.kind, size?.missing, size?.numbers?.least, size?.numbers?.largest],
      ['number', 7, 0.5, 6.5],
    );
    assert.deepEqual(JSON.parse(size?.reading ?? ''), {
      as: 'number',
      normalize: 'standard',
      missing: 'median',
    });
    assert.deepEqual(city?.frequent, [
      { value: 'Ulm', count: 45 },
      { value: 'Bonn', count: 15 },
    ]);
    assert.deepEqual([y?.role, y?.reading], ['target', '{"as":"binary"}']);
  });

  it('gives the same for a walk over the file and for a table in memory', async () => {
    const walked = await surveyOf('rows.csv', csv);
    const records = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(';'))
      .map(([id, size = '', city, flag, copy, y]) =>
        JSON.stringify({
          ...{ id: Number(id), size: size === '' ? null : Number(size.replace(',', '.')) },
          ...{ city, flag: Number(flag), copy, y },
        }),
      );
    const held = await surveyOf('rows.jsonl', `${records.join('\n')}\n`);
    assert.deepEqual({ ...held, file: '' }, { ...walked, file: '' });
  });

  it('finds constant columns, those that tell the target, and rows that are equal', async () => {
    const { constant, telling, duplicates } = await surveyOf('rows.csv', csv);
    assert.deepEqual(constant, ['flag']);
    assert.deepEqual(telling, [{ column: 'copy', share: 1 }]);
    assert.equal(duplicates, 0);
    const twice = await surveyOf(
      'rows.csv',
      `a,y\n${rowsOf(30, (at) => `${at % 10}.5,${at % 10 ? 'u' : 'v'}`)}\n`,
    );
    assert.equal(twice.duplicates, 20);
  });

  it('finds a number that the target is made of', async () => {
    const text = `a,b,y\n${rowsOf(50, (at) => `${at * at},${(at * 37) % 11},${at * at * 1.8 + 32}`)}\n`;
    assert.deepEqual(
      (await surveyOf('rows.csv', text, 'y')).telling.map(({ column }) => column),
      ['a'],
    );
  });

  it('counts odd cells and rows behind the part that tells what the columns are', async () => {
    const good = rowsOf(60_000, (at) => `${at % 13}.25,${at % 5},${at % 2 ? 'u' : 'v'}`);
    const text = `a,b,y\n${good}\nbad,1,u\n1,2\n1,2,u,4\n`;
    const host = piecesHostOf({ 'rows.csv': text }, 1 << 16);
    const survey = await surveyFile({ path: 'rows.csv', format: 'csv', target: null }, host).catch(
      (e: unknown) => e,
    );
    assert.ok(text.length < 1 << 20 && survey instanceof Error, 'a short file is read as training reads it');
    const long = await surveyFile(
      { path: 'rows.csv', format: 'csv', target: null },
      piecesHostOf({ 'rows.csv': `a,b,y\n${good}\n${good}\nbad,1,u\n1,2\n1,2,u,4\n` }, 1 << 16),
    );
    assert.equal(long.rows, 120_003);
    assert.equal(long.columns[0]?.odd, 1);
    assert.deepEqual(long.ragged, { count: 2, row: 120_002 });
  });
});

describe('a survey of a spec', () => {
  const csv = `a,b,y\n${rowsOf(40, (at) => `${at % 8},${at % 4},${at % 4 ? 'u' : 'v'}`)}\n`;
  const load = () =>
    loadDataset(
      specOf({ source: 'rows.csv', target: 'y', split: { validation: 0.25 } }),
      hostOf({ 'rows.csv': csv }),
    );

  it('tells the classes of each split, and the rows that are trained on, too', async () => {
    const [training, validation] = surveySplits(await load());
    assert.ok(training && validation);
    assert.deepEqual([training.rows, validation.rows], [30, 10]);
    assert.equal(
      training.classes.reduce((sum, { count }) => sum + count, 0),
      30,
    );
    assert.equal(validation.alsoTrained, 10);
    assert.equal(training.alsoTrained, 0);
  });

  it('shows a row of the file as the network gets it', async () => {
    const row = surveyRow(await load(), 5);
    assert.ok(row);
    assert.equal(row.row, 5);
    assert.deepEqual(row.inputs, [
      { name: 'a', value: 5 },
      { name: 'b', value: 1 },
    ]);
    assert.deepEqual(row.targets.toSorted(), [0, 1]);
    assert.equal(surveyRow(await load(), 400), null);
  });
});
