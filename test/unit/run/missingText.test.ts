import assert from 'node:assert/strict';
import { missingLines } from '../../../src/run/missingText.ts';
import type { MissingReport } from '../../../src/plan/types.ts';
import { missingDetails, missingSummary } from '../../../webview/models/missing.ts';

const of = { train: 1200, validation: 3, test: 0 };
const report: MissingReport = {
  filled: [
    { column: 'age', policy: 'mean', value: 29.69911, ...of },
    { column: 'cabin', policy: 'indicator', value: null, ...of, train: 0 },
  ],
  leftOut: [{ file: 'd.csv', rows: 5, of: 100, columns: [{ column: 'fare', rows: 5 }] }],
};

describe('what became of missing values', () => {
  it('is told in counts, by file and column, with what stands for them', () => {
    assert.deepEqual(missingLines(report), [
      'missing: 5 of 100 rows of d.csv left out (fare in 5)',
      'missing: age in 1,200 train, 3 validation, 0 test; mean 29.7',
      'missing: cabin in 0 train, 3 validation, 0 test; indicator',
    ]);
    assert.deepEqual(missingLines(undefined), []);
  });

  it('is told in the head of the panel, all in one line and each on its own', () => {
    assert.equal(
      missingSummary(report),
      '1,206 missing values filled in · 5 rows with missing values left out',
    );
    assert.equal(missingSummary({ ...report, filled: [] }), '5 rows with missing values left out');
    assert.deepEqual(missingDetails(report), [
      '5 of 100 rows of d.csv left out: fare (5)',
      'age: 1,200 training, 3 validation and 0 test rows (mean 29.7)',
      'cabin: 0 training, 3 validation and 0 test rows (indicator)',
    ]);
  });

  it('stays short for a wide table', () => {
    const filled = Array.from({ length: 500 }, (_, index) => ({
      column: `c${String(index)}`,
      policy: 'mean',
      value: 0,
      ...of,
    }));
    const lines = missingDetails({ filled, leftOut: [] });
    assert.equal(lines.length, 21);
    assert.equal(lines.at(-1), '480 more');
  });
});
