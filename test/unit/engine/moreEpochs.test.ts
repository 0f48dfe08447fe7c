/** How each learning-rate schedule goes on when a run gets more epochs. */
import assert from 'node:assert/strict';
import { NnError } from '../../../src/base/errors.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import { cycleEnds, scheduleFactor } from '../../../src/engine/schedules.ts';
import type { Trainer } from '../../../src/engine/types.ts';
import type { ScheduleChoice } from '../../../src/run/interventions.ts';
import type { Schedule } from '../../../src/format/types.ts';
import { dense, trainerOf, type PlanOptions } from '../../support/plans.ts';

const EPOCHS = 'training.epochs';
const x = Array.from({ length: 8 }, (_, row) => [row / 8, (row * 5) % 3]);
const y = x.map(([a = 0, b = 0]) => [a - b]);
/** Two steps an epoch, five epochs. */
const options = (learningRateSchedule: Schedule): PlanOptions => ({
  x,
  y,
  layers: [dense('dense1', 1)],
  loss: { type: 'meanSquaredError' },
  training: { epochs: 5, batchSize: 4, learningRateSchedule },
});
const cosine = (more: Partial<Extract<Schedule, { type: 'cosine' }>> = {}): Schedule => ({
  ...{ type: 'cosine', decaySteps: null, alpha: 0, warmupSteps: 0 },
  ...more,
});

/** The learning rates of the steps that are left, each of 0.1. */
function ratesOf(trainer: Trainer): number[] {
  const rates: number[] = [];
  for (const event of trainer.run()) if (event.kind === 'step') rates.push((event.row[1] ?? NaN) / 0.1);
  return rates;
}

/** The rates of the whole run, which gets epochs after its end or, with `after`, after that many steps. */
function extended(schedule: Schedule, to: number, choice?: ScheduleChoice, after = Infinity): number[] {
  const trainer = trainerOf(options(schedule));
  const rates: number[] = [];
  const more = (): void => {
    trainer.requireSchedule({ path: EPOCHS, value: to, schedule: choice });
    trainer.set(EPOCHS, to, choice);
  };
  for (const event of trainer.run()) {
    if (event.kind === 'step') rates.push((event.row[1] ?? NaN) / 0.1);
    if (rates.length === after && event.kind === 'step') more();
  }
  if (after === Infinity) more();
  return [...rates, ...ratesOf(trainer)];
}

const close = (actual: readonly number[], expected: readonly number[]): void => {
  assert.equal(actual.length, expected.length);
  actual.forEach((rate, step) => {
    assert.ok(Math.abs(rate - (expected[step] ?? NaN)) < 1e-12, `${String(step)}: ${String(rate)}`);
  });
};
const half = (steps: number, alpha = 0): number[] =>
  Array.from(
    { length: steps },
    (_, step) => (1 - alpha) * 0.5 * (1 + Math.cos((Math.PI * step) / steps)) + alpha,
  );

describe('more epochs', () => {
  it('go on with what a schedule says of their steps, as in a run that had them from the start', () => {
    const warmupSteps = 3;
    const schedules: Schedule[] = [
      { type: 'constant', warmupSteps: 12 },
      { type: 'step', stepSize: 2, gamma: 0.5, warmupSteps },
      { type: 'exponential', decaySteps: 4, decayRate: 0.5, staircase: false, warmupSteps },
      cosine({ decaySteps: 40, warmupSteps }),
      cosine({ decaySteps: 6, alpha: 0.25 }),
    ];
    for (const schedule of schedules) {
      const whole = trainerOf({
        ...options(schedule),
        training: { epochs: 8, batchSize: 4, learningRateSchedule: schedule },
      });
      close(extended(schedule, 8), ratesOf(whole));
    }
  });

  it('keep the rate that a plateau has reduced', () => {
    const rates = extended(
      {
        type: 'reduceOnPlateau',
        ...{
          monitor: 'train.loss',
          factor: 0.5,
          patience: 1,
          minDelta: 1e9,
          minDeltaMode: 'absolute',
          cooldown: 0,
        },
        ...{ minLearningRate: 0, warmupSteps: 0 },
      },
      7,
    );
    assert.ok((rates[10] ?? 1) <= (rates[9] ?? 0) && (rates[13] ?? 1) < (rates[9] ?? 0), rates.join());
  });

  it('under a cosine need a choice, and none where nothing is to choose', () => {
    const refused = (schedule: Schedule, choice: ScheduleChoice | undefined, says: RegExp): void => {
      assert.throws(
        () => extended(schedule, 8, choice),
        (error) => NnError.is(error) && error.code === 'NN-RUN-SCHEDULE' && says.test(error.message),
      );
    };
    refused(cosine(), undefined, /ends after step 10, at 0, .*change nothing.*--schedule restart\|stretch\)/);
    refused(cosine(), 'keep', /change nothing/);
    refused(cosine({ decaySteps: 6 }), undefined, /ends after step 6, at 0/);
    refused(cosine({ alpha: 0.5 }), undefined, /at 0\.05\..*"keep" stays at 0\.05/);
    refused({ type: 'constant', warmupSteps: 0 }, 'restart', /"constant", which goes on by itself/);
    assert.equal(extended(cosine({ decaySteps: 16 }), 8).length, 16);
  });

  it('under a cosine restart, stretch or stay, never at 0', () => {
    close(extended(cosine(), 8, 'restart'), [...half(10), ...half(6)]);
    close(extended(cosine(), 8, 'stretch'), [...half(10), ...half(16).slice(10)]);
    close(extended(cosine({ alpha: 0.25 }), 8, 'keep'), [...half(10, 0.25), ...Array<number>(6).fill(0.25)]);
    close(extended(cosine({ warmupSteps: 4 }), 8, 'restart'), [0, 0.25, 0.5, 0.75, ...half(6), ...half(6)]);
    for (const choice of ['restart', 'stretch'] as const)
      assert.ok(extended(cosine(), 30, choice).every((rate) => rate > 0));
  });

  it('restart after the half cosine that is going on, and stretch it at once', () => {
    close(extended(cosine(), 8, 'restart', 3), [...half(10), ...half(6)]);
    close(extended(cosine(), 8, 'stretch', 3), [...half(10).slice(0, 3), ...half(16).slice(3)]);
  });

  it('can be added again and again, over a checkpoint, with the same bits', () => {
    const trainer = trainerOf(options(cosine()));
    ratesOf(trainer);
    trainer.set(EPOCHS, 7, 'restart');
    ratesOf(trainer);
    const state = decodeCheckpoint(encodeCheckpoint(trainer.checkpoint()));
    const resumed = trainerOf(options(cosine()), { resume: state });
    for (const one of [trainer, resumed]) {
      assert.throws(() => {
        one.requireSchedule({ path: EPOCHS, value: 9 });
      }, /ends after step 14/);
      one.set(EPOCHS, 9, 'restart');
      close(ratesOf(one), half(4));
    }
    assert.deepEqual(resumed.checkpoint().tensors, trainer.checkpoint().tensors);
  });

  it('a smaller batch size moves the end of the half cosine with that of the run', () => {
    const trainer = trainerOf(options(cosine()));
    trainer.set('training.batchSize', 2);
    close(ratesOf(trainer), half(20));
    const own = trainerOf(options(cosine({ decaySteps: 10, alpha: 0.5 })));
    own.set('training.batchSize', 2);
    close(ratesOf(own), [...half(10, 0.5), ...Array<number>(10).fill(0.5)]);
  });

  it('a checkpoint without the ends of its half cosines has the first one', () => {
    const trainer = trainerOf(options(cosine()));
    const run = trainer.run();
    for (let step = 0; step < 3; step++) run.next();
    const state = trainer.checkpoint();
    const scalars = structuredClone(state.scalars) as { progress: { cosineEnds?: number[] } };
    delete scalars.progress.cosineEnds;
    const resumed = trainerOf(options(cosine()), { resume: { ...state, scalars: { ...scalars } } });
    assert.ok(ratesOf(resumed).every((rate) => rate > 0));
    assert.equal(scheduleFactor(cosine())(10, 5, cycleEnds(cosine(), 10)), 0);
  });
});
