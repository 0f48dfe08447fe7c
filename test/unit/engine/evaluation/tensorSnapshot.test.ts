/** Probes: exact on cases that can be counted by hand, and without any effect on the training. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { histogramOf, HISTOGRAM_BINS } from '../../../../src/engine/evaluation/tensorSnapshot.ts';
import { ThinnedList } from '../../../../src/base/thinned.ts';
import type { Plan } from '../../../../src/plan/types.ts';
import { SnapshotSchedule, reckon } from '../../../../src/worker/snapshotSchedule.ts';
import { dense, planOf } from '../../../support/plans.ts';

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

describe('the pace of snapshots', () => {
  const planFor = (units: number, samples: number, batchSize: number): Plan => {
    const x = Array.from({ length: samples }, () => [1]);
    const { plan } = planOf({
      x,
      y: x,
      layers: [dense('dense1', units, { activation: { type: 'relu' } }), dense('dense2', 1)],
      loss: { type: 'meanSquaredError' },
      training: { batchSize },
    });
    return plan;
  };
  const snapshotEpochs = (pace: SnapshotSchedule, epochs: number): number[] => {
    const taken: number[] = [];
    for (let epoch = 1; epoch <= epochs; epoch++) if (pace.dueAfterEpoch(epoch)) taken.push(epoch);
    return taken;
  };

  it('looks at every epoch of a short run', () => {
    assert.equal(snapshotEpochs(new SnapshotSchedule(planFor(16, 100, 10)), 30).length, 30);
  });

  it('takes less than a hundredth of a long run, however dear a probe and however short an epoch', () => {
    for (const plan of [planFor(2000, 512, 512), planFor(2000, 2000, 50), planFor(4, 8, 8)]) {
      const { step, snapshot } = reckon(plan);
      const epoch = step * plan.stepsPerEpoch;
      const epochs = Math.min(1_000_000, Math.ceil(600 / epoch));
      const count = snapshotEpochs(new SnapshotSchedule(plan), epochs).length;
      assert.ok(count * snapshot < 0.02 + snapshot + 0.0036 * epochs * epoch, `${String(count)} snapshots`);
      assert.ok(count >= 5 && count < 1500, `${String(count)} snapshots`);
    }
  });

  it('looks into an epoch that goes on for long, less and less often, and at the same steps whenever it is asked', () => {
    const plan = { ...planFor(2000, 512, 8), stepsPerEpoch: 10_000_000 };
    const { step } = reckon(plan);
    const pace = new SnapshotSchedule(plan);
    const first = pace.stepAfter(0);
    assert.ok(first * step > 5 && first * step < 60);
    const steps: number[] = [];
    for (let at = 0; steps.length < 500; at = steps.at(-1) ?? 0) steps.push(pace.stepAfter(at));
    const again = new SnapshotSchedule(plan);
    for (const [index, at] of steps.entries()) {
      if (index > 0) assert.equal(again.stepAfter(at - 1), at);
    }
    const last = steps.at(-1) ?? 0;
    assert.ok(steps.filter((at) => at > last / 2).length <= 71);
    assert.equal(new SnapshotSchedule(planFor(16, 100, 10)).stepAfter(0), Infinity);
  });

  it('is the same for a run that goes on', () => {
    const plan = planFor(2000, 512, 512);
    const whole = snapshotEpochs(new SnapshotSchedule(plan), 5000);
    const resumed = new SnapshotSchedule(plan);
    const later = Array.from({ length: 4000 }, (_, index) => index + 1001).filter((epoch) =>
      resumed.dueAfterEpoch(epoch),
    );
    assert.deepEqual(
      later,
      whole.filter((epoch) => epoch > 1000),
    );
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
