/** Settings changed between steps: what they do, from which step on, and that a journal of them gives the same bits. */
import assert from 'node:assert/strict';

import { NnError } from '../../../src/base/errors.ts';
import { RandomStream } from '../../../src/base/philox.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import { interventionsIn } from '../../../src/engine/state.ts';
import type { Trainer } from '../../../src/engine/types.ts';
import { controlsAfter } from '../../../src/run/controls/change.ts';
import { runLength } from '../../../src/run/controls/length.ts';
import type { Intervention } from '../../../src/run/interventions.ts';
import { dense, type PlanOptions, planOf, trainerOf } from '../../support/plans.ts';

const random = new RandomStream(9, 'synthetic');
const x = Array.from({ length: 12 }, () => [random.normal(), random.normal()]);
const y = x.map(([a = 0, b = 0]) => [a - 2 * b]);

function options(more: Partial<PlanOptions> = {}): PlanOptions {
  return {
    x,
    y,
    validation: { x: x.slice(0, 4), y: y.slice(0, 4) },
    layers: [
      dense('dense1', 5, { activation: { type: 'tanh' } }),
      { type: 'dropout', id: 'dropout1', rate: 0.3 },
      dense('dense2', 1),
    ],
    loss: { type: 'meanSquaredError' },
    training: { epochs: 4, batchSize: 4 },
    ...more,
  };
}

/** One step; a copy of its row: loss, learning rate, then the four columns of dense1. */
function stepOf(run: ReturnType<Trainer['run']>): Float64Array {
  for (;;) {
    const { value } = run.next();
    if (value?.kind === 'step') return value.row.slice();
    assert.notEqual(value?.kind, 'end');
  }
}

const bits = (trainer: Trainer): unknown =>
  trainer.checkpoint().tensors.map(({ name, values }) => [name, [...new Uint32Array(values.slice().buffer)]]);

/** Repeats a run from its interventions, as a replay does. */
function replay(more: Partial<PlanOptions>, changes: readonly Intervention[]): Trainer {
  const trainer = trainerOf(options(more));
  let next = 0;
  const due = (): void => {
    for (let change = changes[next]; change; change = changes[next]) {
      if (trainer.epoch < change.epoch || trainer.step + 1 < change.step) return;
      trainer.set(change.path, change.to);
      next++;
    }
  };
  let run = trainer.run();
  for (;;) {
    due();
    const { value } = run.next();
    if (value?.kind !== 'end') continue;
    due();
    if (trainer.finished) return trainer;
    run = trainer.run();
  }
}

describe('live controls', () => {
  it('offer every setting, also those that the spec does not use', () => {
    const trainer = trainerOf(options());
    assert.deepEqual(
      trainer.controls.map(({ path, value, enabled }) => [path, value, enabled]),
      [
        ['optimizer.learningRate', 0.1, true],
        ['model.layers.dense1.regularizer.l1', 0, false],
        ['model.layers.dense1.regularizer.l2', 0, false],
        ['model.layers.dropout1.rate', 0.3, true],
        ['model.layers.dense2.regularizer.l1', 0, false],
        ['model.layers.dense2.regularizer.l2', 0, false],
        ['training.gradientClipping', 1, false],
        ['training.batchSize', 4, true],
        ['training.epochs', 4, true],
      ],
    );
  });

  it('clip the gradient of the very next step, by each kind, and stop clipping', () => {
    const plain = trainerOf(options());
    const run = plain.run();
    const first = stepOf(run);
    const [, learningRate = 0] = first;
    const norms = (row: Float64Array): number[] => [row[5] ?? 0, row[9] ?? 0];
    for (const [value, limit] of [
      [{ globalNorm: 1e-3 }, 1e-3],
      [{ norm: 1e-3 }, 2e-3],
      [{ value: 1e-4 }, 1e-3],
    ] as const) {
      assert.deepEqual(plain.set('training.gradientClipping', value).to, value);
      const updates = norms(stepOf(run));
      const total = Math.hypot(...updates);
      assert.ok(total > 0 && total <= learningRate * limit * 1.001, `${JSON.stringify(value)}: ${total}`);
    }
    assert.deepEqual(plain.set('training.gradientClipping', false), {
      step: 5,
      epoch: 2,
      path: 'training.gradientClipping',
      from: { value: 1e-4 },
      to: null,
    });
    assert.ok(Math.hypot(...norms(stepOf(run))) > learningRate * 0.01);
    assert.deepEqual(plain.set('training.gradientClipping', true).to, { value: 1e-4 });
    assert.deepEqual(plain.set('training.gradientClipping', 3).to, { value: 3 });
  });

  it('a penalty that the spec does not have acts on the next step’s loss', () => {
    const quiet = trainerOf(options());
    const changed = trainerOf(options());
    const [one, other] = [quiet.run(), changed.run()];
    stepOf(one);
    stepOf(other);
    changed.set('model.layers.dense1.regularizer.l2', 0.1);
    const squares = changed
      .checkpoint()
      .tensors.find(({ name }) => name === 'dense1.kernel')
      ?.values.reduce((sum, value) => sum + value * value, 0);
    const [before = 0] = stepOf(one);
    const [after = 0] = stepOf(other);
    assert.ok(Math.abs(after - before - 0.1 * (squares ?? NaN)) < 1e-6);
  });

  it('a batch size acts on the next epoch and says from which step; between epochs on the one that begins', () => {
    const trainer = trainerOf(options());
    const run = trainer.run();
    stepOf(run);
    const change = trainer.set('training.batchSize', 6);
    assert.deepEqual([change.step, change.actsFrom, change.from, change.to], [2, 4, 4, 6]);
    stepOf(run);
    stepOf(run);
    const end = run.next().value;
    assert.ok(end?.kind === 'epoch' && end.record.step === 3);
    assert.equal(trainer.set('training.batchSize', 3).actsFrom, undefined);
    for (let step = 0; step < 4; step++) stepOf(run);
    const next = run.next().value;
    assert.ok(next?.kind === 'epoch' && next.record.step === 7, 'four steps of three');
    for (const value of [0, 13, 2.5, 'full']) {
      assert.throws(() => trainer.set('training.batchSize', value), { code: 'NN-CONTROL-VALUE' });
    }
  });

  it('refuse a batch of one sample where PyTorch refuses to normalize it', () => {
    const layers = [
      ...options().layers.slice(0, 1),
      {
        type: 'batchNormalization',
        id: 'norm1',
        momentum: 0.9,
        epsilon: 1e-3,
        center: true,
        scale: true,
      } as const,
      ...options().layers.slice(1),
    ];
    const trainer = trainerOf(options({ layers, semantics: 'pytorch' }));
    for (const value of [1, 11]) {
      assert.throws(
        () => trainer.set('training.batchSize', value),
        (error) => NnError.is(error, 'NN-CONTROL-VALUE') && error.message.includes('norm1'),
      );
    }
    trainer.set('training.batchSize', 6);
  });

  it('epochs can be added while it runs, after it has ended, and after it has stopped early', () => {
    const more = {
      training: {
        epochs: 20,
        batchSize: 4,
        earlyStopping: { monitor: 'validation.loss', patience: 1, minDelta: 1e9, restoreBest: true },
      },
    };
    const changes: Intervention[] = [];
    const trainer = trainerOf(options(more));
    let [last] = [...trainer.run()].slice(-1);
    assert.ok(last?.kind === 'end' && last.end.reason === 'earlyStopping' && last.end.epochs === 2);
    assert.throws(() => trainer.set('training.epochs', 2), { code: 'NN-CONTROL-VALUE' });
    changes.push(trainer.set('training.epochs', 3));
    [last] = [...trainer.run()].slice(-1);
    assert.ok(last?.kind === 'end' && last.end.reason === 'earlyStopping' && last.end.epochs === 3);
    assert.deepEqual(bits(replay(more, changes)), bits(trainer));

    const short = trainerOf(options());
    const run = short.run();
    stepOf(run);
    short.set('training.epochs', 1);
    [last] = [...run].slice(-1);
    assert.ok(last?.kind === 'end' && last.end.reason === 'completed' && last.end.epochs === 1);
  });

  it('a run is repeated bit for bit from its interventions, wherever they were made', () => {
    const schedule = {
      type: 'reduceOnPlateau',
      monitor: 'validation.loss',
      factor: 0.5,
      patience: 1,
      minDelta: 1e9,
      minDeltaMode: 'absolute',
      cooldown: 0,
      minLearningRate: 0,
      warmupSteps: 0,
    } as const;
    const more = { training: { epochs: 4, batchSize: 4, learningRateSchedule: schedule } };
    const wanted: readonly (readonly [string, unknown])[] = [
      ['training.batchSize', 5],
      ['optimizer.learningRate', 0.03],
      ['model.layers.dropout1.rate', false],
      ['training.gradientClipping', { norm: 0.1 }],
      ['model.layers.dense2.regularizer.l1', 0.01],
      ['training.batchSize', 3],
      ['model.layers.dropout1.rate', true],
      ['training.epochs', 6],
    ];
    const chance = new RandomStream(3, 'synthetic');
    for (let round = 0; round < 12; round++) {
      const trainer = trainerOf(options(more));
      const changes: Intervention[] = [];
      let next = 0;
      for (const event of trainer.run()) {
        if (event.kind === 'end') continue;
        while (next < wanted.length && chance.uniform() < 0.4) {
          const [path, value] = wanted[next++] ?? ['', null];
          changes.push(trainer.set(path, value));
        }
      }
      assert.ok(changes.length > 0);
      assert.deepEqual(bits(replay(more, changes)), bits(trainer), JSON.stringify(changes));
    }
  });

  it('a checkpoint knows which interventions it holds; an older one goes by its step', () => {
    const trainer = trainerOf(options());
    const run = trainer.run();
    stepOf(run);
    const changes = [trainer.set('optimizer.learningRate', 0.2)];
    const state = decodeCheckpoint(encodeCheckpoint(trainer.checkpoint()));
    changes.push(trainer.set('optimizer.learningRate', 0.3));
    assert.equal(interventionsIn(state, changes), 1);
    const { progress, settings, ...rest } = state.scalars as {
      progress: Record<string, unknown>;
      settings: { controls: { path: string }[] };
    };
    const old = {
      ...state,
      scalars: {
        ...rest,
        version: 1,
        progress: { ...progress, changes: undefined },
        settings: {
          controls: settings.controls.filter(({ path }) => !path.startsWith('training.')),
          clipping: { kind: 'norm', threshold: 2 },
          batchSize: 3,
        },
      },
    };
    assert.equal(interventionsIn(old, changes), 2);
    const again = trainerOf(options(), { resume: old, changes: 2 });
    const values = Object.fromEntries(again.controls.map(({ path, value }) => [path, value]));
    assert.deepEqual(
      [
        values['optimizer.learningRate'],
        values['training.gradientClipping'],
        values['training.batchSize'],
        values['training.epochs'],
      ],
      [0.2, 2, 3, 4],
    );
    assert.equal(interventionsIn(again.checkpoint(), []), 2);
  });

  it('are the same read from the journal', () => {
    const trainer = trainerOf(options());
    const run = trainer.run();
    stepOf(run);
    const changes = [
      trainer.set('training.gradientClipping', { value: 2 }),
      trainer.set('training.batchSize', 6),
      trainer.set('model.layers.dropout1.rate', false),
    ];
    const { plan } = planOf(options());
    const plain = ({ path, value, enabled, mode }: (typeof trainer.controls)[number]) => [
      path,
      value,
      enabled,
      mode,
    ];
    assert.deepEqual(controlsAfter(plan, changes).map(plain), trainer.controls.map(plain));
    const unknown = { step: 1, epoch: 1, path: 'of.another.version', from: 1, to: 2 };
    assert.equal(controlsAfter(plan, [unknown]).length, trainer.controls.length);
  });

  it('tell how long the run is by now', () => {
    const { plan } = planOf(options());
    assert.deepEqual(runLength(plan, [], undefined), { epochs: 4, totalSteps: 12 });
    const controls = controlsAfter(plan, [
      { step: 2, epoch: 1, path: 'training.batchSize', from: 4, to: 6 },
      { step: 2, epoch: 1, path: 'training.epochs', from: 4, to: 5 },
    ]);
    const epoch = { epoch: 1, step: 3, train: {}, seconds: 1, samplesPerSecond: 1 };
    assert.deepEqual(runLength(plan, controls, epoch), { epochs: 5, totalSteps: 3 + 4 * 2 });
  });
});
