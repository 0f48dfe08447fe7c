import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bestRow,
  bestRows,
  leaderboard,
  sameStart,
  spreadOf,
} from '../../../../src/run/comparison/leaderboard.ts';
import { ranked, reportOf } from '../../../../src/run/comparison/report.ts';
import { runOf } from './support.ts';

describe('the leaderboard of a comparison', () => {
  it('has one row for the runs that differ in their seed, with median, lowest and highest', () => {
    const [row, ...others] = leaderboard([runOf('adam', 0, 3), runOf('adam', 1, 1), runOf('adam', 2, 2)]);
    assert.equal(others.length, 0);
    assert.deepEqual(row?.loss, { median: 2, low: 1, high: 3 });
    assert.equal(spreadOf([null, NaN, Infinity]), null);
    assert.deepEqual(spreadOf([1, 2]), { median: 1.5, low: 1, high: 2 });
  });

  it('ranks by the median, and lost runs below all others', () => {
    const rows = leaderboard([
      runOf('lucky', 0, 0.01),
      runOf('lucky', 1, 9, { cut: 'hopeless', status: 'stopped' }),
      runOf('steady', 0, 0.3),
      runOf('steady', 1, 0.4),
      runOf('failed', 0, null, { status: 'failed' }),
      runOf('failed', 1, NaN, { status: 'failed' }),
    ]);
    assert.equal(bestRow(rows)?.group, 'steady');
    assert.equal(bestRow([]), null);
    assert.deepEqual(
      ranked(rows.flatMap(({ runs }) => runs)).map(({ group }) => group),
      ['steady', 'lucky', 'failed'],
    );
  });

  it('prefers a rate that has been tried with every seed to one that was lucky once', () => {
    const rows = leaderboard([
      runOf('adam', 0, 0.01, { group: 'adam · lr 1' }),
      runOf('adam', 0, 0.2, { group: 'adam · lr 2' }),
      runOf('adam', 1, 0.3, { group: 'adam · lr 2' }),
    ]);
    assert.equal(bestRow(rows)?.group, 'adam · lr 2');
  });

  it('takes the best rate of each family, whatever the order of the runs', () => {
    const runs = [1, 2, 3].flatMap((rate) =>
      ['sgd', 'adam'].map((family) =>
        runOf(family, 0, Math.abs(rate - 2) + 0.1, { learningRate: rate, group: `${family} · lr ${rate}` }),
      ),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (shuffled) => {
        const best = bestRows(leaderboard(shuffled)).map(({ group }) => group);
        assert.deepEqual(best.sort(), ['adam · lr 2', 'sgd · lr 2']);
      }),
    );
  });

  it('checks that runs of one seed and one set of values began alike', () => {
    const start = (seed: number, startLoss: number | null, units = 8) =>
      runOf('sgd', seed, 1, { startLoss, values: [{ path: 'units', value: units }] });
    assert.deepEqual(sameStart([start(0, 2), start(0, 2), start(1, 3), start(0, 5, 16), start(1, null)]), {
      compared: 1,
      differ: 0,
    });
    assert.deepEqual(sameStart([start(0, 2), start(0, 2.0000001)]), { compared: 1, differ: 1 });
  });

  it('is told in a report in which no name breaks the table', () => {
    const state = { id: 'a', name: 'x | y\n# z', specPath: '', metric: 'loss', runs: [runOf('a|b', 0, 1)] };
    const report = reportOf(state);
    assert.match(report, /# x \\\| y # z: comparison/);
    assert.match(report, /\| a\\\|b \|/);
  });
});
