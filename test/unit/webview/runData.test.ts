import assert from 'node:assert/strict';
import type { MetricFrame } from '../../../src/run/frames.ts';
import { RunData } from '../../../webview/data/runData.ts';

const SERIES = ['loss', 'dense1/gradientNorm', 'dense1/weightNorm', 'dense1/updateNorm'];

function frame(
  sequence: number,
  firstStep: number,
  losses: readonly number[],
  steps?: readonly number[],
): MetricFrame {
  const values = losses.flatMap((loss) => [loss, loss / 10, 4, 0.004]);
  return {
    sequence,
    firstStep,
    count: losses.length,
    values: Float64Array.from(values).buffer,
    epochs: Float64Array.from(losses, () => 1).buffer,
    seconds: Float64Array.from(losses, (_, row) => firstStep + row).buffer,
    ...(steps === undefined ? {} : { steps: Float64Array.from(steps).buffer }),
  };
}

describe('RunData', () => {
  it('takes frames in turn, passes over old ones and reports a gap', () => {
    const data = new RunData(SERIES, 4, { nextSequence: 3 });
    data.fill(frame(0, 1, [3, 2]));
    assert.equal(data.add(frame(2, 1, [9])), 'old');
    assert.equal(data.add(frame(3, 3, [1])), 'added');
    assert.equal(data.add(frame(3, 3, [1])), 'old');
    assert.equal(data.add(frame(5, 5, [1])), 'gap');
    assert.equal(data.add(frame(4, 4, [0.5])), 'added');
    assert.equal(data.length, 4);
    assert.equal(data.lastStep, 4);
    assert.deepEqual([data.column('loss')?.at(2), data.column('loss')?.at(3)], [1, 0.5]);
    assert.equal(data.column('nothing'), undefined);
  });

  it('knows where a step is on each axis', () => {
    const data = new RunData(SERIES, 4);
    data.fill(frame(0, 1, [3, 2, 1, 1, 1, 1]));
    assert.equal(data.xOfStep('step', 6), 6);
    assert.equal(data.xOfStep('epoch', 6), 1.5);
    assert.equal(data.xOfStep('time', 2), 2);
  });

  it('counts epochs by the batch size that each one has', () => {
    const data = new RunData(SERIES, 4, { stepsOf: (batchSize) => 8 / batchSize });
    const change = (step: number, to: number, actsFrom?: number) => ({
      step,
      epoch: 1,
      path: 'training.batchSize',
      from: 2,
      to,
      ...(actsFrom === undefined ? {} : { actsFrom }),
    });
    data.change(change(2, 8, 5));
    data.change(change(3, 4, 5));
    data.fill(frame(0, 1, [3, 2, 1, 1, 1, 1, 1, 1]));
    assert.deepEqual(
      [data.xOfStep('epoch', 4), data.xOfStep('epoch', 5), data.axes.epoch.at(7)],
      [1, 1.5, 3],
    );
    data.change(change(9, 1));
    assert.equal(data.xOfStep('epoch', 16), 4);
    assert.equal(data.xOfStep('epoch', 2), 0.5);
  });

  it('keeps the step numbers of a thinned snapshot', () => {
    const data = new RunData(SERIES, 10);
    data.fill(frame(0, 1, [3, 2, 1], [1, 70, 140]));
    assert.equal(data.lastStep, 140);
    assert.equal(data.axes.step.at(1), 70);
  });

  it('derives the update ratio and the smoothed loss, and follows new frames', () => {
    const data = new RunData(SERIES, 4);
    data.fill(frame(0, 1, [3, 2]));
    assert.equal(data.updateRatio('dense1')?.at(1), Math.fround(Math.fround(0.004) / 4));
    assert.equal(data.smoothed('loss', 0.5)?.length, 2);
    data.add(frame(0, 3, [1]));
    assert.equal(data.smoothed('loss', 0.5)?.length, 3);
    assert.equal(data.updateRatio('dense1')?.length, 3);
    assert.equal(data.updateRatio('dense2'), undefined);
    assert.deepEqual(data.layers(), ['dense1']);
  });
});
