/** Probes: exact on cases that can be counted by hand, and without any effect on the training. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { histogramOf, HISTOGRAM_BINS } from '../../../src/engine/probe.ts';
import { ThinnedList } from '../../../src/base/thinned.ts';
import { ProbePace } from '../../../src/worker/probePace.ts';

describe('a histogram', () => {
  it('counts every finite value once, in bins that hold the mean', () => {
    const values = fc.array(fc.float({ noNaN: false }), { maxLength: 300 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const finite = [...a, ...b].map(Math.fround).filter(Number.isFinite);
        const { counts, low, high, min, max, mean } = histogramOf([
          Float32Array.from(a),
          Float32Array.from(b),
        ]);
        assert.equal(counts.length, HISTOGRAM_BINS);
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          finite.length,
        );
        if (finite.length === 0) return;
        assert.equal(
          min,
          finite.reduce((x, y) => Math.min(x, y)),
        );
        assert.equal(
          max,
          finite.reduce((x, y) => Math.max(x, y)),
        );
        assert.ok(low >= min && high <= max && low <= high);
        assert.ok(mean >= min - Math.abs(min) * 1e-9 && mean <= max + Math.abs(max) * 1e-9);
      }),
    );
  });

  it('keeps its bins where the values are when one of them is far out', () => {
    const values = Float32Array.from({ length: 1000 }, (_, index) => index / 1000);
    values[0] = 1e6;
    const { high, max, counts } = histogramOf([values]);
    assert.equal(max, 1e6);
    assert.ok(high < 2e5, 'the outlier does not stretch the bins to itself');
    assert.equal(counts.at(-1), 1);
  });

  it('of a large tensor counts evenly spaced elements', () => {
    const { counts } = histogramOf([Float32Array.from({ length: 200_000 }, (_, index) => index)]);
    const counted = counts.reduce((sum, count) => sum + count, 0);
    assert.ok(counted <= 1 << 16 && counted > 40_000);
    const expected = counted / HISTOGRAM_BINS;
    for (const count of counts) assert.ok(Math.abs(count - expected) < expected * 0.02);
  });
});

describe('the pace of probes', () => {
  it('looks at every epoch of a short run', () => {
    const pace = new ProbePace();
    for (let epoch = 1; epoch <= 30; epoch += 1) {
      const seconds = epoch * 0.02;
      assert.ok(pace.due(seconds, true));
      pace.taken(seconds, 0.0002);
    }
  });

  it('takes less than a hundredth of a long run, however dear a probe and however short an epoch', () => {
    for (const [epoch, cost] of [
      [0.01, 0.002],
      [0.2, 0.03],
      [30, 0.5],
    ] as const) {
      const pace = new ProbePace();
      let spent = 0;
      let count = 0;
      let seconds = 0;
      while (seconds < 600) {
        seconds += epoch;
        if (!pace.due(seconds, true)) continue;
        pace.taken(seconds, cost);
        spent += cost;
        count += 1;
      }
      assert.ok(spent / seconds < 0.01, `${String(spent / seconds)} of the time`);
      assert.ok(count >= 5 && count < 1000, `${String(count)} probes`);
    }
  });

  it('looks into an epoch that goes on for long', () => {
    const pace = new ProbePace();
    assert.equal(pace.due(4, false), false);
    assert.equal(pace.due(5.1, false), true);
    pace.taken(5.1, 0.001);
    assert.equal(pace.due(6, false), false);
    assert.equal(pace.due(10.2, false), true);
  });
});

describe('a thinned list', () => {
  it('keeps first and latest, evenly spread, in bounded memory', () => {
    const list = new ThinnedList<number>(16);
    for (let item = 0; item < 1000; item += 1) {
      list.append(item);
      const items = list.toArray();
      assert.equal(items[0], 0);
      assert.equal(items.at(-1), item);
      assert.ok(items.length <= 17);
    }
    const gaps = new Set(
      list
        .toArray()
        .slice(0, -1)
        .map((item, index, all) => item - (all[index - 1] ?? item - 64)),
    );
    assert.equal(gaps.size, 1);
  });
});
