import assert from 'node:assert/strict';

import { RandomStream } from '../../../src/base/philox.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import { createReferenceBackend } from '../../../src/engine/reference/backend.ts';
import type { CheckpointState } from '../../../src/run/checkpoints.ts';
import type { Optimizer } from '../../../src/format/types.ts';
import { exampleOptimizers, optimizerKind } from '../../../src/kinds/optimizers/table.ts';
import type { Trainer, TrainerEvent } from '../../../src/engine/types.ts';
import { testedBackends } from '../../support/backends.ts';
import { dense, eventsOf, type PlanOptions, trainerOf } from '../../support/plans.ts';

const random = new RandomStream(5, 'synthetic');
const x = Array.from({ length: 10 }, () => [random.normal(), random.normal()]);
const y = x.map(([a = 0, b = 0]) => (a * b > 0 ? [1, 0] : [0, 1]));
/** Every optimizer of the catalogue, with every kernel that it has. */
const OPTIMIZERS: readonly Optimizer[] = exampleOptimizers('keras').map((one) => ({
  ...one,
  learningRate: 0.05,
  weightDecay: 0.001,
}));

function options(optimizer: Optimizer): PlanOptions {
  return {
    x,
    y,
    validation: { x: x.slice(0, 4), y: y.slice(0, 4) },
    layers: [
      dense('dense1', 6, { activation: { type: 'tanh' }, regularizer: { l1: 0.001, l2: 0.002 } }),
      { type: 'batchNormalization', id: 'norm1', momentum: 0.9, epsilon: 1e-3, center: true, scale: true },
      { type: 'layerNormalization', id: 'layernorm1', epsilon: 1e-3, center: true, scale: true },
      { type: 'dropout', id: 'dropout1', rate: 0.3 },
      dense('dense2', 2, { activation: { type: 'softmax' } }),
    ],
    loss: { type: 'categoricalCrossentropy' },
    metrics: [{ type: 'accuracy' }, { type: 'f1' }, { type: 'meanSquaredError' }, { type: 'r2' }],
    optimizer,
    training: {
      // Nine steps each.
      ...(optimizerKind(optimizer).needsFullBatch
        ? { epochs: 9, batchSize: 'full' as const }
        : { epochs: 3, batchSize: 4 }),
      gradientClipping: { kind: 'globalNorm', threshold: 0.5 },
      learningRateSchedule: {
        type: 'reduceOnPlateau',
        monitor: 'validation.loss',
        factor: 0.5,
        patience: 1,
        minDelta: 0,
        minDeltaMode: 'absolute',
        cooldown: 0,
        minLearningRate: 0,
        warmupSteps: 2,
      },
      earlyStopping: { monitor: 'validation.loss', patience: 5, minDelta: 0, restoreBest: true },
    },
  };
}

function bits(state: CheckpointState): unknown {
  return state.tensors.map(({ name, values }) => [name, [...new Uint32Array(values.slice().buffer)]]);
}

const backends = await testedBackends();

describe('determinism', () => {
  for (const { name, create } of backends) {
    const trainer = (optimizer: Optimizer, resume: CheckpointState | null = null) =>
      trainerOf(options(optimizer), resume ? { resume } : {}, create);
    for (const optimizer of OPTIMIZERS) {
      it(`${JSON.stringify(optimizer)}: a run resumed from a file after any event gives the same bits (${name})`, () => {
        const whole = trainer(optimizer);
        const events = eventsOf(whole);
        const end = bits(whole.checkpoint());
        assert.equal(events.filter(({ kind }) => kind === 'step').length, 9);
        for (let stop = 0; stop < events.length; stop++) {
          const first = trainer(optimizer);
          const run = first.run();
          const seen = [];
          for (let count = 0; count < stop; count++) {
            const { value } = run.next();
            seen.push(value?.kind === 'step' ? { ...value, row: value.row.slice() } : value);
          }
          const second = trainer(optimizer, decodeCheckpoint(encodeCheckpoint(first.checkpoint())));
          assert.deepEqual([...seen, ...eventsOf(second)], events, `resumed after event ${String(stop)}`);
          assert.deepEqual(bits(second.checkpoint()), end);
        }
      });
    }
  }

  for (const optimizer of OPTIMIZERS) {
    it(`${JSON.stringify(optimizer)}: a twin goes on without the change, and a replay makes it again`, () => {
      const change = (trainer: Trainer) => trainer.set('optimizer.learningRate', 0.001);
      const steps = (run: Iterator<TrainerEvent, void>, count: number): void => {
        for (let made = 0; made < count;) if (run.next().value?.kind === 'step') made++;
      };
      const whole = trainerOf(options(optimizer));
      eventsOf(whole);
      const changed = trainerOf(options(optimizer));
      const run = changed.run();
      steps(run, 4);
      const twin = trainerOf(options(optimizer), {
        resume: decodeCheckpoint(encodeCheckpoint(changed.checkpoint())),
      });
      change(changed);
      while (!run.next().done);
      eventsOf(twin);
      const replay = trainerOf(options(optimizer));
      const again = replay.run();
      steps(again, 4);
      change(replay);
      while (!again.next().done);
      assert.deepEqual(bits(twin.checkpoint()), bits(whole.checkpoint()));
      assert.notDeepEqual(bits(changed.checkpoint()), bits(whole.checkpoint()));
      assert.deepEqual(bits(replay.checkpoint()), bits(changed.checkpoint()));
    });
  }

  it('a batch size that its optimizer cannot use is refused while training', () => {
    const lbfgs = OPTIMIZERS.find(({ type }) => type === 'lbfgs');
    assert.ok(lbfgs);
    const trainer = trainerOf(options(lbfgs));
    assert.throws(() => trainer.set('training.batchSize', 5), /lbfgs .* batches of 5 .* 10 training samples/);
  });

  const adam = OPTIMIZERS.find(({ type }) => type === 'adam');

  it('evaluating in between changes nothing', () => {
    assert.ok(adam);
    const quiet = trainerOf(options(adam));
    const asked = trainerOf(options(adam));
    eventsOf(quiet);
    for (const event of asked.run()) if (event.kind === 'step') asked.evaluate('train');
    assert.deepEqual(bits(asked.checkpoint()), bits(quiet.checkpoint()));
  });

  it('a next batch that is brought in during the update changes nothing, evaluated in between or not', () => {
    assert.ok(adam);
    const plain = trainerOf(options(adam));
    eventsOf(plain);
    for (const evaluates of [false, true]) {
      let prepared = 0;
      const trainer = trainerOf(options(adam), {}, (elements) => ({
        ...createReferenceBackend(elements),
        meanwhile: (work) => {
          if (work) prepared++;
          work?.();
        },
      }));
      for (const event of trainer.run()) if (evaluates && event.kind === 'step') trainer.evaluate('train');
      assert.equal(prepared, 9);
      assert.deepEqual(bits(trainer.checkpoint()), bits(plain.checkpoint()));
    }
  });

  it('interventions survive a checkpoint', () => {
    assert.ok(adam);
    const first = trainerOf(options(adam));
    const run = first.run();
    run.next();
    assert.deepEqual(first.set('model.layers.dropout1.rate', false), {
      step: 2,
      epoch: 1,
      path: 'model.layers.dropout1.rate',
      from: 0.3,
      to: false,
    });
    first.set('model.layers.dense1.regularizer.l2', 0.5);
    first.set('optimizer.learningRate', 0.2);
    first.set('training.gradientClipping', { norm: 2 });
    first.set('training.batchSize', 5);
    const resume = decodeCheckpoint(encodeCheckpoint(first.checkpoint()));
    const second = trainerOf(options(adam), { resume });
    assert.deepEqual(second.controls, first.controls);
    const rest = [...run].map((event) => (event.kind === 'step' ? event.step : event));
    assert.deepEqual(
      [...second.run()].map((event) => (event.kind === 'step' ? event.step : event)),
      rest,
    );
    assert.equal(rest.filter((event) => typeof event === 'number').length, 6);
    assert.deepEqual(bits(second.checkpoint()), bits(first.checkpoint()));
  });

  it('streams are independent: dropout does not move the order, nor a new layer another one’s weights', () => {
    assert.ok(adam);
    const plain = options(adam);
    const wider = {
      ...plain,
      layers: [...plain.layers.slice(0, 3), dense('extra', 3), ...plain.layers.slice(3)],
    };
    const kernel = (state: CheckpointState) => state.tensors.find(({ name }) => name === 'dense1.kernel');
    const one = trainerOf(plain).checkpoint();
    assert.deepEqual(kernel(trainerOf(wider).checkpoint()), kernel(one));
    assert.notDeepEqual(kernel(trainerOf({ ...plain, seed: 8 }).checkpoint()), kernel(one));
    const renamed = { ...plain, layers: [dense('other', 6), ...plain.layers.slice(1)] };
    const other = trainerOf(renamed)
      .checkpoint()
      .tensors.find(({ name }) => name === 'other.kernel');
    assert.notDeepEqual(other?.values, kernel(one)?.values);
  });
});
