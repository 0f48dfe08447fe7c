/** Weights and smoothing in what a trainer does, beside the golden runs: bits, evaluation, explanation, gradients. */
import assert from 'node:assert/strict';
import { loadDataset } from '../../../src/data/load.ts';
import type { Dataset } from '../../../src/data/types.ts';
import { explain } from '../../../src/engine/explain/explain.ts';
import { gradientCheck } from '../../../src/engine/explain/gradcheck.ts';
import { createReferenceBackend } from '../../../src/engine/reference/backend.ts';
import { createTrainer } from '../../../src/engine/trainer.ts';
import type { Trainer } from '../../../src/engine/types.ts';
import { arenaElements } from '../../../src/engine/wasm/arena.ts';
import { loadSpec } from '../../../src/format/load.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import type { Plan } from '../../../src/plan/types.ts';
import type { CheckpointState } from '../../../src/run/checkpoints.ts';

const rows = Array.from({ length: 24 }, (_, row) => [
  Math.sin(row),
  Math.cos(2 * row),
  (row % 5) / 2,
  row % 3,
]);
const CSV = `a,b,w,y\n${rows.map((row) => row.join(',')).join('\n')}\n`;

async function prepared(
  semantics: string,
  smoothing: number,
  weighs = true,
): Promise<{ plan: Plan; dataset: Dataset }> {
  const { spec, problems } = loadSpec(
    JSON.stringify({
      formatVersion: 1,
      semantics,
      data: {
        source: 'd.csv',
        features: ['a', 'b'],
        target: { column: 'y', ...(weighs && { classWeights: { 0: 0.5, 2: 3 } }) },
        ...(weighs && { sampleWeight: 'w' }),
      },
      model: { layers: [{ type: 'dense', units: 3, activation: 'softmax' }] },
      loss: { type: 'categoricalCrossentropy', labelSmoothing: smoothing },
      optimizer: { type: 'sgd', learningRate: 0.1 },
      training: { epochs: 2, batchSize: 5 },
    }),
    'd.nnspec.json',
  );
  assert.ok(spec, JSON.stringify(problems));
  const host = {
    read: () => Promise.resolve(new TextEncoder().encode(CSV)),
    display: (path: string) => path,
    memoryLimit: 1e9,
  };
  const dataset = await loadDataset(spec, host);
  const { plan, problems: faults } = makePlan(spec, dataset.shape, 1e9);
  assert.ok(plan, JSON.stringify(faults));
  return { plan, dataset };
}

function trainerOf(made: { plan: Plan; dataset: Dataset }, resume?: CheckpointState): Trainer {
  const backend = createReferenceBackend(arenaElements(made.plan));
  return createTrainer({ ...made, backend, now: () => 0, ...(resume && { resume }) });
}

describe('training with weights and smoothing', () => {
  for (const semantics of ['keras', 'pytorch']) {
    it(`goes on from any step with the same bits (${semantics})`, async () => {
      const made = await prepared(semantics, 0.1);
      const whole = trainerOf(made);
      Array.from(whole.run());
      const expected = whole.checkpoint().tensors;
      for (const steps of [1, 3, 5]) {
        const first = trainerOf(made);
        const run = first.run();
        for (let step = 0; step < steps; step++) run.next();
        const second = trainerOf(made, first.checkpoint());
        Array.from(second.run());
        assert.deepEqual(second.checkpoint().tensors, expected);
      }
    });

    it(`has the gradients of finite differences (${semantics})`, async () => {
      const made = await prepared(semantics, 0.1);
      const { passed, parameters } = gradientCheck(made.plan, made.dataset);
      assert.ok(passed, JSON.stringify(parameters));
    });
  }

  it('evaluates without weights, but with smoothing', async () => {
    const [weighted, plain] = [await prepared('keras', 0.1), await prepared('keras', 0.1, false)];
    const [one, other] = [trainerOf(weighted), trainerOf(plain)];
    assert.deepEqual(one.evaluate('validation'), other.evaluate('validation'));
    const sharp = trainerOf(await prepared('keras', 0, false));
    assert.notEqual(one.evaluate('validation')['loss'], sharp.evaluate('validation')['loss']);
  });

  it('is in the numbers of an explained step', async () => {
    const { plan, dataset } = await prepared('keras', 0.3);
    const { weight = NaN, targets, outputs, loss, layers } = explain(plan, dataset, { sample: 1 });
    assert.equal(weight, dataset.train.weights?.factor[1]);
    assert.ok(Math.abs(targets.reduce((sum, { value }) => sum + value, 0) - 1) < 1e-12);
    assert.ok(targets.every(({ value }) => Math.abs(value - 0.1) < 1e-12 || Math.abs(value - 0.8) < 1e-12));
    const own = outputs.reduce(
      (sum, { value }, unit) => sum - (targets[unit]?.value ?? 0) * Math.log(value),
      0,
    );
    assert.ok(Math.abs(loss - weight * own) < 1e-12);
    const slopes = layers[0]?.units.map(({ gradient }) => gradient.value) ?? [];
    slopes.forEach((slope, unit) => {
      const wanted = weight * ((outputs[unit]?.value ?? 0) - (targets[unit]?.value ?? 0));
      assert.ok(Math.abs(slope - wanted) < 1e-12);
    });
  });
});
