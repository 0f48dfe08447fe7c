import assert from 'node:assert/strict';
import type { EpochRecord } from '../../../src/run/epochs.ts';
import { EpochList } from '../../../webview/data/epochList.ts';

function record(epoch: number, loss: number, validation?: number): EpochRecord {
  return {
    epoch,
    step: epoch * 4,
    train: { loss, accuracy: 0.5 },
    ...(validation === undefined ? {} : { validation: { loss: validation } }),
    seconds: 1,
    samplesPerSecond: 100,
  };
}

function add(list: EpochList, one: EpochRecord): void {
  list.add(one, { step: one.step, epoch: one.epoch, time: one.epoch / 10 });
}

describe('EpochList', () => {
  it('keeps a value per epoch, with gaps where one was not measured', () => {
    const list = new EpochList();
    add(list, record(1, 3));
    add(list, record(2, 2, 2.5));
    add(list, record(3, 1));
    assert.deepEqual(list.metrics, ['loss', 'accuracy']);
    const validation = list.column('validation', 'loss');
    assert.deepEqual(
      [0, 1, 2].map((row) => validation?.at(row)),
      [NaN, 2.5, NaN],
    );
    assert.deepEqual([list.axes.step.last, list.axes.epoch.last, list.axes.time.last], [12, 3, 0.3]);
    assert.equal(list.column('validation', 'accuracy'), undefined);
    assert.equal(list.latest?.epoch, 3);
  });

  it('passes over an epoch that is known already', () => {
    const list = new EpochList();
    add(list, record(1, 3));
    add(list, record(2, 2));
    add(list, record(2, 9));
    add(list, record(1, 9));
    assert.equal(list.length, 2);
    assert.equal(list.column('train', 'loss')?.at(1), 2);
  });

  it('smooths what was added since, at the weight asked for', () => {
    const list = new EpochList();
    add(list, record(1, 4));
    assert.equal(list.smoothed('train', 'loss', 0)?.at(0), 4);
    assert.equal(list.smoothed('train', 'loss', 0.5)?.at(0), 4);
    add(list, record(2, 1));
    assert.equal(list.smoothed('train', 'loss', 0.5)?.at(1), 2);
    const heavier = list.smoothed('train', 'loss', 0.9)?.at(1) ?? 0;
    assert.ok(heavier > 2 && heavier < 4);
  });

  it('takes in epochs in constant time: thousands end each second, for as long as a run goes', () => {
    const list = new EpochList();
    const milliseconds = (from: number, to: number): number => {
      const begin = performance.now();
      for (let epoch = from; epoch <= to; epoch++) add(list, record(epoch, 1, 2));
      return performance.now() - begin;
    };
    milliseconds(1, 20_000);
    const early = milliseconds(20_001, 40_000);
    milliseconds(40_001, 180_000);
    const late = milliseconds(180_001, 200_000);
    assert.equal(list.length, 200_000);
    assert.ok(list.recent.length <= 1000);
    // Looking each one up among those before it would take ten times as long here.
    assert.ok(late < 5 * early + 20, `${early.toFixed(1)} ms, later ${late.toFixed(1)} ms`);
  });
});
