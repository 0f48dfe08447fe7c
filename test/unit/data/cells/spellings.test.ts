import assert from 'node:assert/strict';
import fc from 'fast-check';
import { numberKey } from '../../../../src/data/cells/spellings.ts';
import type { Dataset } from '../../../../src/data/types.ts';
import { load, problemOf } from '../support.ts';
import { NnError } from '../../../../src/base/errors.ts';

const all = { split: { validation: 0 } };

function csvOf(labels: readonly string[]): string {
  return `x,y\n${labels.map((label, row) => `${String(row)},${label}`).join('\n')}\n`;
}

async function classesOf(
  labels: readonly string[],
  data: Readonly<Record<string, unknown>> = {},
): Promise<Dataset> {
  return load({ source: 'd.csv', target: 'y', ...all, ...data }, { 'd.csv': csvOf(labels) });
}

function classNames({ shape }: Dataset): readonly string[] {
  return shape.target.kind === 'number' ? [] : shape.target.classes;
}

describe('classes that are written in several ways', () => {
  it('are one where they are the same number', async () => {
    const dataset = await classesOf(['0', '1', '1.0', '0', '1', '+1', '01', '0.0', '1e0']);
    assert.deepEqual(classNames(dataset), ['0', '1']);
    assert.deepEqual(
      Array.from(dataset.train.y.values).filter((_, index) => index % 2 === 1),
      [0, 1, 1, 0, 1, 1, 1, 0, 1],
    );
    const [first] = dataset.warnings;
    assert.equal(first?.code, 'NN-DATA-SPELLING');
    assert.match(first.message, /“1” and “1\.0”.*one class/);
    assert.deepEqual(first.location, { kind: 'file', file: 'd.csv', line: 4, column: 3 });
  });

  it('keep the only spelling of a number', async () => {
    assert.deepEqual(classNames(await classesOf(['01', '02', '10'])), ['01', '02', '10']);
  });

  it('are told apart by every digit', async () => {
    const dataset = await classesOf(['9007199254740993', '9007199254740992', '9007199254740993']);
    assert.equal(classNames(dataset).length, 2);
    assert.deepEqual(dataset.warnings, []);
  });

  it('are found by their number in a validation source', async () => {
    const data = { source: 'd.csv', target: 'y', validation: { source: 'v.csv' } };
    const files = { 'd.csv': csvOf(['0', '1', '1']), 'v.csv': csvOf(['1.0', '0.00']) };
    const { validation } = await load(data, files);
    assert.deepEqual(Array.from(validation.y.values), [0, 1, 1, 0]);
  });

  for (const [a, b, difference] of [
    ['yes', 'Yes', 'case'],
    ['ｙes', 'yes', 'how their characters are written'],
  ] as const) {
    it(`stay two, with a warning, where they differ in ${difference}: “${a}”, “${b}”`, async () => {
      const dataset = await classesOf(['no', a, b, 'no']);
      assert.equal(classNames(dataset).length, 3);
      const [warning, ...more] = dataset.warnings;
      assert.deepEqual(more, []);
      assert.equal(warning?.code, 'NN-DATA-SPELLING');
      assert.ok(
        warning.message.includes(`“${a}” and “${b}”, which differ only in ${difference}`),
        warning.message,
      );
      assert.deepEqual(warning.location, { kind: 'file', file: 'd.csv', line: 4, column: 3 });
    });
  }

  for (const [a, b] of [
    ['yes', 'yes '],
    ['yes', ' yes'],
    ['yes', 'yes\t'],
    ['yes', 'yes\u00A0'],
    ['big cat', 'big  cat'],
    ['가 나', '가 나 '],
  ] as const) {
    it(`are one, with a warning that names both, where they differ in blanks: “${a}”, ${JSON.stringify(b)}`, async () => {
      const dataset = await classesOf(['no', a, b, 'no']);
      assert.deepEqual(classNames(dataset), ['no', a].sort());
      const [warning, ...more] = dataset.warnings;
      assert.deepEqual(more, []);
      assert.equal(warning?.code, 'NN-DATA-SPELLING');
      assert.match(warning.message, /differ only in blanks, so they are one class/);
      assert.ok(warning.message.includes(`“${a}” and `), warning.message);
      assert.deepEqual(warning.location, { kind: 'file', file: 'd.csv', line: 4, column: 3 });
    });
  }

  it('are one where only the form of Unicode differs', async () => {
    assert.deepEqual(classNames(await classesOf(['가', '나', '가'.normalize('NFD')])), ['가', '나']);
  });

  it('are told beside the error that they lead to', async () => {
    const loading = load(
      { source: 'd.csv', target: 'y', ...all },
      { 'd.csv': csvOf(['no', 'yes', 'Yes']) },
      'binaryCrossentropy',
    );
    const problem = await problemOf(loading);
    assert.equal(problem.code, 'NN-DATA-NOT-BINARY');
    assert.match(problem.message, /“yes”/);
    await assert.rejects(loading, (error) => {
      assert.ok(NnError.is(error));
      assert.deepEqual(
        error.problems.map(({ code, severity }) => [code, severity]),
        [
          ['NN-DATA-NOT-BINARY', 'error'],
          ['NN-DATA-SPELLING', 'warning'],
        ],
      );
      return true;
    });
  });

  it('are told where only validation has one', async () => {
    const data = { source: 'd.csv', target: 'y', validation: { source: 'v.csv' } };
    const files = { 'd.csv': csvOf(['no', 'yes']), 'v.csv': csvOf(['yes ', 'no', ' yes']) };
    const { validation, warnings } = await load(data, files);
    assert.deepEqual(Array.from(validation.y.values), [0, 1, 1, 0, 0, 1]);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['NN-DATA-SPELLING', 'NN-DATA-SPELLING'],
    );
    assert.match(
      warnings[0]?.message ?? '',
      /“yes ”, which differs from “yes” of the training rows only in blanks/,
    );
    assert.deepEqual(warnings[0]?.location, { kind: 'file', file: 'v.csv', line: 2, column: 3 });
    const other = load(data, { ...files, 'v.csv': csvOf(['Yes']) });
    assert.match((await problemOf(other)).message, /“Yes” differs from “yes” only in case/);
  });

  it('of numbers have one key for one number', () => {
    const zeros = fc.integer({ min: 0, max: 3 }).map((count) => '0'.repeat(count));
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 9 }),
        zeros,
        zeros,
        (whole, digit, before, behind) => {
          const plain = `${String(Math.abs(whole))}.${String(digit)}`;
          const sign = whole < 0 ? '-' : '';
          const key = numberKey(sign + plain);
          assert.equal(numberKey(`${sign}${before}${plain}${behind}`), key);
          assert.equal(numberKey(`${sign}${String(Math.abs(whole))}${String(digit)}e-1`), key);
          assert.notEqual(numberKey(`${sign}${plain}1`), key);
        },
      ),
    );
    for (const none of ['', ' ', '.', '-', 'e1', '1e', '0x1', '1,5', 'Infinity'])
      assert.equal(numberKey(none), null);
    assert.equal(numberKey('-0'), numberKey('0'));
  });
});

describe('categories that are written in several ways', () => {
  const load2 = (cells: readonly string[]): Promise<Dataset> =>
    load(
      { source: 'd.csv', features: [{ column: 'x', as: 'category' }], target: 'y', ...all },
      { 'd.csv': `x,y\n${cells.map((cell, row) => `${cell},${String(row % 2)}`).join('\n')}\n` },
    );

  it('are as classes are', async () => {
    const merged = await load2(['1', '1.0', '2', '2']);
    assert.deepEqual(merged.shape.featureNames, ['x=1', 'x=2']);
    assert.match(merged.warnings[0]?.message ?? '', /one category/);
    const blank = await load2(['a', 'a ', 'b', 'b']);
    assert.deepEqual(blank.shape.featureNames, ['x=a', 'x=b']);
    assert.match(blank.warnings[0]?.message ?? '', /“a” and “a ”.*one category/);
    const apart = await load2(['a', 'A', 'b', 'b']);
    assert.equal(apart.shape.features, 3);
    assert.match(apart.warnings[0]?.message ?? '', /“a” and “A”.*two categories/);
  });
});
