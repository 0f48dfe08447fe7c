/** Gradients of several batches that make one update, beside the golden runs: whole groups, the last one, bits, and state. */
import assert from 'node:assert/strict';
import type { Semantics } from '../../../src/format/types.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import { explain } from '../../../src/engine/explain/explain.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { dense, eventsOf, planOf, trainerOf, type PlanOptions } from '../../support/plans.ts';

const x = Array.from({ length: 20 }, (_, row) => [Math.sin(row), Math.cos(3 * row), row % 4]);
const y = x.map(([a = 0, b = 0, c = 0]) => [a * b + c / 4]);
const SEMANTICS: readonly Semantics[] = ['keras', 'pytorch'];

function options(semantics: Semantics, training: PlanOptions['training'], sparse = false): PlanOptions {
  return {
    x,
    y,
    sparse,
    semantics,
    layers: [dense('hidden', 5, { activation: { type: 'tanh' } }), dense('out', 1)],
    loss: { type: 'meanSquaredError' },
    optimizer: {
      type: 'adam',
      learningRate: 0.05,
      weightDecay: 0,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    },
    training: { shuffle: false, epochs: 3, ...training },
  };
}

function weightsOf(of: PlanOptions): number[] {
  const trainer = trainerOf(of);
  eventsOf(trainer);
  return trainer.checkpoint().tensors.flatMap(({ values }) => [...values]);
}

describe('gradients of several batches in one update', () => {
  for (const semantics of SEMANTICS) {
    for (const sparse of [false, true]) {
      it(`are those of one large batch (${semantics}${sparse ? ', sparse' : ''})`, () => {
        const groups = weightsOf(options(semantics, { batchSize: 5, gradientAccumulation: 4 }, sparse));
        const whole = weightsOf(options(semantics, { batchSize: 20 }, sparse));
        groups.forEach((value, index) => {
          assert.ok(Math.abs(value - (whole[index] ?? NaN)) < 2e-5);
        });
      });
    }

    it(`go on from any step with the same bits (${semantics})`, () => {
      const of = options(semantics, { batchSize: 4, gradientAccumulation: 3 });
      const whole = trainerOf(of);
      const events = eventsOf(whole);
      const { tensors } = whole.checkpoint();
      for (let steps = 1; steps < 12; steps++) {
        const first = trainerOf(of);
        const run = first.run();
        let made = 0;
        let taken = 0;
        for (; made < steps; taken++) if (run.next().value?.kind === 'step') made++;
        const resume = decodeCheckpoint(encodeCheckpoint(first.checkpoint()));
        const second = trainerOf(of, { resume });
        const rest = eventsOf(second).filter(({ kind }) => kind === 'step');
        const expected = events.slice(taken).filter(({ kind }) => kind === 'step');
        assert.deepEqual(rest, expected);
        assert.deepEqual(second.checkpoint().tensors, tensors);
      }
    });
  }

  it('under keras a group goes on in the next epoch, and an open one at the end changes nothing', () => {
    const of = options('keras', { batchSize: 4, gradientAccumulation: 3, epochs: 1 });
    const trainer = trainerOf(of);
    const steps = eventsOf(trainer).flatMap((event) => (event.kind === 'step' ? [[...event.row]] : []));
    assert.equal(steps.length, 5);
    assert.ok(steps.every((row) => (row[2] ?? NaN) > 0));
    assert.deepEqual(
      steps.map((row) => Number.isNaN(row[5])),
      [true, true, false, false, false],
      'between updates stand the norms of the last one',
    );
    const { scalars, tensors } = trainer.checkpoint();
    assert.deepEqual(
      [
        (scalars['progress'] as { updates: number }).updates,
        (scalars['progress'] as { group: number }).group,
      ],
      [1, 2],
    );
    assert.ok(tensors.some(({ name }) => name === 'optimizer/hidden.kernel/gatheredGradient'));
    const two = trainerOf(options('keras', { batchSize: 4, gradientAccumulation: 3, epochs: 2 }));
    eventsOf(two);
    assert.equal((two.checkpoint().scalars['progress'] as { updates: number }).updates, 3);
  });

  it('under pytorch the last group of an epoch ends with it', () => {
    const trainer = trainerOf(options('pytorch', { batchSize: 4, gradientAccumulation: 3, epochs: 2 }));
    eventsOf(trainer);
    const { scalars, tensors } = trainer.checkpoint();
    assert.equal((scalars['progress'] as { updates: number }).updates, 4);
    assert.ok(tensors.every(({ name }) => !name.endsWith('gatheredGradient')));
  });

  it('a half cosine over the run ends with its last update', () => {
    for (const semantics of SEMANTICS) {
      const of = options(semantics, {
        batchSize: 5,
        gradientAccumulation: 2,
        epochs: 4,
        learningRateSchedule: { type: 'cosine', decaySteps: null, alpha: 0, warmupSteps: 0 },
      });
      const rates = eventsOf(trainerOf(of)).flatMap((event) =>
        event.kind === 'step' ? [event.row[1] ?? 0] : [],
      );
      const last = semantics === 'keras' ? 15 / 16 : 7 / 8;
      assert.ok(Math.abs((rates.at(-1) ?? 0) - 0.05 * 0.5 * (1 + Math.cos(Math.PI * last))) < 1e-9);
    }
  });

  it('an explanation is of the update that comes', () => {
    const of = options('keras', { batchSize: 4, gradientAccumulation: 3 });
    const { plan, dataset } = planOf(of);
    const plain = planOf(options('keras', { batchSize: 4 }));
    assert.deepEqual(explain(plan, dataset), explain(plain.plan, plain.dataset));
  });

  it('more batches than the run has are refused, more than an epoch has are told', () => {
    const told = (semantics: Semantics, gradientAccumulation: number): string[] => {
      const { plan } = planOf(options(semantics, { batchSize: 4 }));
      const spec = { ...plan.spec, training: { ...plan.spec.training, gradientAccumulation } };
      return makePlan(spec, plan.data, Infinity).problems.map(({ code, severity }) => `${severity} ${code}`);
    };
    assert.deepEqual(told('keras', 15), []);
    assert.deepEqual(told('keras', 16), ['error NN-PLAN-ACCUMULATION']);
    assert.deepEqual(told('pytorch', 5), []);
    assert.deepEqual(told('pytorch', 6), ['warning NN-PLAN-ACCUMULATION']);
  });
});
