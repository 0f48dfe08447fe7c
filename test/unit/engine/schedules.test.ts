import assert from 'node:assert/strict';

import { monitored, watchForStop } from '../../../src/engine/evaluation/monitors.ts';
import { cycleEnds, scheduleFactor } from '../../../src/engine/schedules.ts';
import { createMonitorState, type MonitorState } from '../../../src/kinds/monitor.ts';
import { scheduleKind } from '../../../src/kinds/schedules/table.ts';
import type { EpochRecord } from '../../../src/run/epochs.ts';
import type { Schedule, Semantics } from '../../../src/format/types.ts';
import { dense, eventsOf, trainerOf } from '../../support/plans.ts';

function factors(schedule: Schedule, iterations: readonly number[], perEpoch = 10): number[] {
  const factor = scheduleFactor(schedule);
  const ends = cycleEnds(schedule, 100);
  return iterations.map((iteration) => factor(iteration, Math.floor(iteration / perEpoch), ends));
}

function record(epoch: number, loss: number): EpochRecord {
  return {
    epoch,
    step: epoch,
    train: { loss },
    validation: { loss, accuracy: -loss },
    seconds: 0,
    samplesPerSecond: 0,
  };
}

type Plateau = Extract<Schedule, { type: 'reduceOnPlateau' }>;

function watchForPlateau(
  rule: Plateau,
  state: MonitorState,
  epoch: EpochRecord,
  learningRate: number,
  semantics: Semantics,
): number {
  const value = monitored(epoch, rule.monitor);
  return scheduleKind(rule).watch?.({ value, state, learningRate, semantics }, rule) ?? NaN;
}

describe('schedules', () => {
  it('warm up from 0, then start at their beginning', () => {
    assert.deepEqual(factors({ type: 'constant', warmupSteps: 4 }, [0, 1, 3, 4, 99]), [0, 0.25, 0.75, 1, 1]);
    const decay = {
      type: 'exponential',
      decaySteps: 10,
      decayRate: 0.25,
      staircase: false,
      warmupSteps: 5,
    } as const;
    assert.deepEqual(factors(decay, [5, 10, 15]), [1, 0.5, 0.25]);
    assert.deepEqual(factors({ ...decay, staircase: true }, [5, 14, 15]), [1, 1, 0.25]);
  });

  it('step by whole epochs, cosine to alpha and no further', () => {
    const step = { type: 'step', stepSize: 2, gamma: 0.5, warmupSteps: 0 } as const;
    assert.deepEqual(factors(step, [0, 19, 20, 59]), [1, 1, 0.5, 0.25]);
    const cosine = { type: 'cosine', decaySteps: 40, alpha: 0.1, warmupSteps: 0 } as const;
    const [start = 0, half = 0, end = 0, after = 0] = factors(cosine, [0, 20, 40, 90]);
    assert.ok(
      Math.abs(start - 1) + Math.abs(half - 0.55) + Math.abs(end - 0.1) + Math.abs(after - 0.1) < 1e-12,
    );
    const [last = 0] = factors({ ...cosine, decaySteps: null, warmupSteps: 20 }, [60]);
    assert.ok(Math.abs(last - 0.55) < 1e-12, 'null: from the warm-up to the end of the run');
  });
});

describe('monitors', () => {
  const losses = [5, 4, 4, 4, 4, 4, 4];
  const plateau = {
    type: 'reduceOnPlateau',
    monitor: 'validation.loss',
    factor: 0.5,
    patience: 2,
    minDelta: 0,
    minDeltaMode: 'absolute',
    cooldown: 1,
    minLearningRate: 0.3,
    warmupSteps: 0,
  } as const;

  function rates(semantics: Semantics): number[] {
    const state = createMonitorState();
    let rate = 1;
    return losses.map((loss, index) => {
      rate = watchForPlateau(plateau, state, record(index + 1, loss), rate, semantics);
      return rate;
    });
  }

  it('reduce on a plateau as each framework does, down to the least rate', () => {
    assert.deepEqual(rates('keras'), [1, 1, 1, 0.5, 0.5, 0.3, 0.3]);
    assert.deepEqual(rates('pytorch'), [1, 1, 1, 1, 0.5, 0.5, 0.5]);
  });

  it('take a share of the best for the threshold where that is asked for, as PyTorch does', () => {
    const rule = { ...plateau, factor: 0.1, patience: 0, minDelta: 0.1, cooldown: 0, minLearningRate: 0 };
    const relative = { ...rule, minDeltaMode: 'relative' } as const;
    const run = (asked: Plateau, values: readonly number[]): number[] => {
      const state = createMonitorState();
      let rate = 1;
      return values.map((loss, index) => {
        rate = watchForPlateau(asked, state, record(index + 1, loss), rate, 'pytorch');
        return Number(rate.toPrecision(6));
      });
    };
    // 5 % better than 10: by half, which is more than 0.1 and less than a tenth.
    assert.deepEqual(run(rule, [10, 9.5]), [1, 1]);
    assert.deepEqual(run(relative, [10, 9.5]), [1, 0.1]);
    assert.deepEqual(run(relative, [10, 8.9]), [1, 1]);
    const accuracy = { ...relative, monitor: 'validation.accuracy' };
    assert.deepEqual(run(accuracy, [-0.5, -0.54, -0.56]), [1, 0.1, 0.1], 'more is better');
    // A fall of 1e-8 or less is none (PyTorch's eps).
    assert.deepEqual(run(rule, new Array<number>(10).fill(1)).at(-1), 1e-8);
  });

  it('stop after patience epochs without improvement, never on NaN as the best', () => {
    const rule = { monitor: 'validation.accuracy', patience: 2, minDelta: 0.5, restoreBest: false };
    const state = createMonitorState();
    const stops = [NaN, 5, 4, 3.6, 3.6].map(
      (loss, index) => watchForStop(rule, state, record(index + 1, loss)).stop,
    );
    assert.deepEqual(stops, [false, false, false, false, true]);
    assert.equal(state.best, -4);
  });

  it('early stopping ends the run with the best weights', () => {
    const trainer = trainerOf({
      x: [[1], [2]],
      y: [[1], [2]],
      layers: [dense('dense1', 1, { useBias: false, kernelInitializer: { type: 'constant', value: 1.5 } })],
      loss: { type: 'meanSquaredError' },
      optimizer: { type: 'sgd', learningRate: 0.5, weightDecay: 0, momentum: 0, nesterov: false },
      training: {
        epochs: 20,
        batchSize: 'full',
        earlyStopping: { monitor: 'train.loss', patience: 3, minDelta: 0, restoreBest: true },
      },
    });
    const end = eventsOf(trainer).at(-1);
    assert.ok(end?.kind === 'end' && end.end.reason === 'earlyStopping' && end.end.epochs === 4);
    // The loss grows from the first epoch on; Keras keeps the weights of the end of the best epoch.
    assert.deepEqual([...(trainer.checkpoint().tensors[0]?.values ?? [])], [1.5 - 0.5 * 2.5]);
  });
});
