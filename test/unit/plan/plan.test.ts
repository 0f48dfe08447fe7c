/** The plan: shapes, parameters, counts, steps and memory of a spec and its data. */
import assert from 'node:assert/strict';
import { makePlan } from '../../../src/plan/plan.ts';
import type { DataShape, Plan } from '../../../src/plan/types.ts';
import { shapeText } from '../../../src/kinds/shape.ts';
import { loadSpec } from '../../../src/format/load.ts';
import { IRIS, LEAST, MEGABYTE, layers, resolved, type Values } from '../format/support.ts';

const LIMIT = 1024 * MEGABYTE;
const NUMBER: DataShape = { ...IRIS, target: { kind: 'number', names: ['y'] } };

function planOf(values: Values, data: DataShape = NUMBER, limit = LIMIT): Plan {
  const { plan, problems } = makePlan(resolved(values), data, limit);
  assert.ok(plan, JSON.stringify(problems));
  return plan;
}
const codesOf = (values: Values, data: DataShape = NUMBER, limit = LIMIT): string[] =>
  makePlan(resolved(values), data, limit).problems.map(({ code, severity }) => `${severity} ${code}`);

describe('the plan', () => {
  it('has the shape and the parameters of each layer', () => {
    const text: DataShape = { ...NUMBER, features: 10_000, sparse: true, nonZeros: 9000 };
    const plan = planOf(
      layers(
        { type: 'dense', units: 256, activation: 'relu' },
        { type: 'batchNormalization' },
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: 1, useBias: false },
      ),
      text,
    );
    assert.deepEqual(
      plan.layers.map(({ id, input, output, parameterCount, flops }) => [
        id,
        shapeText(input),
        shapeText(output),
        parameterCount,
        flops,
      ]),
      [
        ['dense1', '[10000] sparse', '[256]', 2_560_256, 20_000 * 256],
        ['norm1', '[256]', '[256]', 1024, 512],
        ['dropout1', '[256]', '[256]', 0, 0],
        ['dense2', '[256]', '[1]', 256, 511],
      ],
    );
    assert.deepEqual(
      plan.layers.flatMap(({ parameters }) =>
        parameters.map(({ name, shape, trainable }) => [name, shape, trainable]),
      ),
      [
        ['dense1.kernel', [10_000, 256], true],
        ['dense1.bias', [256], true],
        ['norm1.gamma', [256], true],
        ['norm1.beta', [256], true],
        ['norm1.movingMean', [256], false],
        ['norm1.movingVariance', [256], false],
        ['dense2.kernel', [256, 1], true],
      ],
    );
    assert.equal(plan.parameterCount, 2_561_536);
    assert.equal(plan.trainableParameterCount, 2_561_024);
    assert.equal(plan.outputs, 1);
  });

  it('counts the steps', () => {
    const steps = (training: Values): number[] => {
      const { batchSize, stepsPerEpoch, totalSteps } = planOf({ training: { epochs: 3, ...training } });
      return [batchSize, stepsPerEpoch, totalSteps];
    };
    assert.deepEqual(steps({}), [32, 4, 12]);
    assert.deepEqual(steps({ dropLastBatch: true }), [32, 3, 9]);
    assert.deepEqual(steps({ batchSize: 1 }), [1, 105, 315]);
    assert.deepEqual(steps({ batchSize: 'full' }), [105, 1, 3]);
    assert.deepEqual(steps({ batchSize: 500 }), [105, 1, 3]);
  });

  it('computes a cross-entropy from logits where its own activation comes right before it', () => {
    const fused = (activation: string, loss: string, units: number, data: DataShape): string =>
      planOf({ ...layers({ type: 'dense', units, activation }), loss }, data).fusedOutput;
    const binary: DataShape = { ...IRIS, target: { kind: 'binary', classes: ['no', 'yes'] } };
    assert.equal(fused('softmax', 'categoricalCrossentropy', 3, IRIS), 'softmax');
    assert.equal(fused('sigmoid', 'binaryCrossentropy', 1, binary), 'sigmoid');
    assert.equal(fused('softmax', 'meanSquaredError', 3, IRIS), 'none');
    assert.equal(fused('sigmoid', 'categoricalCrossentropy', 3, IRIS), 'none');
  });

  it('adds up the memory before any is taken', () => {
    const { memory } = planOf({ optimizer: 'adam' });
    assert.equal(memory.data, 150 * (4 + 1) * 4);
    assert.equal(memory.parameters, 5 * 4);
    assert.equal(memory.gradients, 5 * 4);
    assert.equal(memory.optimizer, 2 * 5 * 4);
    const { total, ...parts } = memory;
    assert.equal(
      total,
      Object.values(parts).reduce((sum, part) => sum + part, 0),
    );
    assert.deepEqual(codesOf({ optimizer: 'adam' }, NUMBER, total), []);
    assert.deepEqual(codesOf({ optimizer: 'adam' }, NUMBER, total - 1), ['error NN-PLAN-MEMORY']);
  });

  it('never passes the addresses of WebAssembly, however much memory there is', () => {
    const large = layers(
      { type: 'dense', units: 30_000 },
      { type: 'dense', units: 30_000 },
      { type: 'dense', units: 1 },
    );
    assert.deepEqual(codesOf(large, NUMBER, 1e15), ['error NN-PLAN-MEMORY']);
  });

  it('refuses what would not train', () => {
    assert.deepEqual(codesOf({}, { ...NUMBER, samples: { train: 0, validation: 3, test: 0 } }), [
      'error NN-PLAN-NO-SAMPLES',
    ]);
    assert.deepEqual(codesOf({}, { ...NUMBER, samples: { train: 5, validation: 0, test: 0 } }), [
      'error NN-PLAN-MONITOR',
    ]);
    const one = { ...NUMBER, features: 1, featureNames: ['x'] };
    assert.deepEqual(codesOf(layers({ type: 'activation', activation: 'relu' }), one), [
      'error NN-PLAN-NO-PARAMETERS',
    ]);
    const norm = layers({ type: 'batchNormalization' }, { type: 'dense', units: 1 });
    assert.deepEqual(codesOf({ ...norm, training: { batchSize: 1 } }), ['warning NN-PLAN-BATCH-NORM']);
    assert.deepEqual(codesOf({ ...norm, semantics: 'pytorch', training: { batchSize: 8 } }), [
      'error NN-PLAN-BATCH-NORM',
    ]);
  });

  it('refuses small batches where the optimizer compares the gradients of two steps', () => {
    const lbfgs = { optimizer: 'lbfgs', ...layers({ type: 'dense', units: 1 }) };
    const data = { ...NUMBER, samples: { ...NUMBER.samples, train: 40 } };
    assert.deepEqual(codesOf({ ...lbfgs, training: { batchSize: 39 } }, data), ['error NN-PLAN-FULL-BATCH']);
    assert.deepEqual(codesOf({ ...lbfgs, training: { batchSize: 40 } }, data), []);
    assert.deepEqual(codesOf({ ...lbfgs, training: { batchSize: 'full' } }, data), []);
  });

  it('is frozen, goes to a worker whole, and shares nothing with the spec', () => {
    const { spec } = loadSpec(JSON.stringify(LEAST), 'x.nnspec.json');
    assert.ok(spec);
    const { plan } = makePlan(spec, NUMBER, LIMIT);
    assert.ok(plan);
    assert.deepEqual(structuredClone(plan), plan);
    assert.ok(Object.isFrozen(plan.layers[0]?.parameters[0]?.shape));
    assert.ok(Object.isFrozen(plan.spec.training));
    assert.ok(!Object.isFrozen(spec.training));
  });
});
