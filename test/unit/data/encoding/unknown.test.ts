import assert from 'node:assert/strict';
import { encodeRows } from '../../../../src/data/load.ts';
import type { DataEncoder } from '../../../../src/data/types.ts';
import { hostOf, inputsOf, load, problemOf } from '../support.ts';

const files = {
  'd.csv': 'c,y\nred,0\nblue,1\nred,1\n',
  'v.csv': 'c,y\ngreen,0\nred,1\ngreen,1\nblack,0\n',
};

function data(unknown?: string): Readonly<Record<string, unknown>> {
  const feature = { column: 'c', as: 'category', ...(unknown !== undefined && { unknown }) };
  return { source: 'd.csv', features: [feature], target: 'y', validation: { source: 'v.csv' } };
}

describe('categories that no training row has', () => {
  for (const unknown of [undefined, 'zeros']) {
    it(`are zeros and a warning with the values (${String(unknown)})`, async () => {
      const { validation, shape, warnings } = await load(data(unknown), files);
      assert.deepEqual(shape.featureNames, ['c=blue', 'c=red']);
      assert.deepEqual(inputsOf(validation), [0, 0, 0, 1, 0, 0, 0, 0]);
      const [warning, ...more] = warnings;
      assert.deepEqual(more, []);
      assert.equal(warning?.code, 'NN-DATA-UNSEEN-CATEGORY');
      assert.equal(warning.severity, 'warning');
      assert.match(warning.message, /“c”.*3 of the 4 validation rows: “green”, “black”\./);
      assert.deepEqual(warning.location, { kind: 'file', file: 'v.csv', line: 2, column: 1 });
    });
  }

  it('are an error if the spec says so', async () => {
    const problem = await problemOf(load(data('error'), files));
    assert.equal(problem.code, 'NN-DATA-UNSEEN-CATEGORY');
    assert.deepEqual(problem.location, { kind: 'file', file: 'v.csv', line: 2, column: 1 });
  });

  it('have an input of their own if the spec says so', async () => {
    const { validation, train, shape, warnings } = await load(data('own'), files);
    assert.deepEqual(shape.featureNames, ['c=blue', 'c=red', 'c=(unknown)']);
    assert.deepEqual(inputsOf(train), [0, 1, 0, 1, 0, 0, 0, 1, 0]);
    assert.deepEqual(inputsOf(validation), [0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1]);
    assert.equal(warnings.length, 1);
  });

  it('are drawn for validation without an error', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => `rare${String(row)},${String(row % 2)}`).join('\n');
    for (const test of [0, 0.2]) {
      const drawn = { source: 'd.csv', target: 'y', split: { test } };
      const dataset = await load(drawn, { 'd.csv': `c,y\n${rows}\n` });
      // That each row has a value of its own is told, too.
      const warnings = dataset.warnings.filter(({ code }) => code !== 'NN-DATA-MANY-VALUES');
      assert.deepEqual(
        warnings.map(({ code }) => code),
        test > 0 ? ['NN-DATA-UNSEEN-CATEGORY', 'NN-DATA-UNSEEN-CATEGORY'] : ['NN-DATA-UNSEEN-CATEGORY'],
      );
      assert.match(warnings[0]?.message ?? '', / and 1 more\.|“rare\d+”\./);
    }
  });

  it('are as much in new rows, from an encoder that went through JSON', async () => {
    for (const [unknown, values] of [
      ['zeros', [0, 0]],
      ['own', [0, 0, 1]],
    ] as const) {
      const { encoder } = await load(data(unknown), files);
      const stored = JSON.parse(JSON.stringify(encoder)) as DataEncoder;
      const host = hostOf({ 'new.csv': 'c\ngreen\n' });
      const { x, warnings } = await encodeRows(
        stored,
        { kind: 'file', path: 'new.csv', format: 'csv' },
        host,
      );
      assert.deepEqual(Array.from(x.values), values);
      assert.match(warnings[0]?.message ?? '', /1 of the 1 rows: “green”/);
    }
  });
});
