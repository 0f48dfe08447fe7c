/**
 * The same bits on every supported Node and machine: what runs of every optimizer leave, as a digest that is committed.
 * A kernel that adds in another order changes it, and then so do users' runs: say so in CHANGELOG.md, and put in what the
 * test prints.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { RandomStream } from '../../../src/base/philox.ts';
import type { Activation, Optimizer, Semantics } from '../../../src/format/types.ts';
import { testedBackends } from '../../support/backends.ts';
import { dense, eventsOf, type PlanOptions, trainerOf } from '../../support/plans.ts';

const DIGESTS: Readonly<Record<string, string>> = {
  reference: '38c19e640352e0c2',
  wasm: '10b3231b1d4bf843',
};

const rates = { learningRate: 0.01, weightDecay: 0.001 };
const OPTIMIZERS: readonly Optimizer[] = [
  { ...rates, type: 'momentum', momentum: 0.9, nesterov: true },
  { ...rates, type: 'adagrad', initialAccumulator: 0.1, epsilon: 1e-7 },
  { ...rates, type: 'rmsprop', rho: 0.9, momentum: 0.5, epsilon: 1e-7, centered: true },
  { ...rates, type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  { ...rates, type: 'nadam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  { ...rates, type: 'adadelta', rho: 0.95, epsilon: 1e-7 },
  { ...rates, type: 'lion', beta1: 0.9, beta2: 0.99 },
];
const ACTIVATIONS: readonly Activation[] = [
  { type: 'sigmoid' },
  { type: 'tanh' },
  { type: 'relu' },
  { type: 'elu', alpha: 1 },
  { type: 'gelu', approximate: false },
  { type: 'silu' },
  { type: 'softplus' },
];

const random = new RandomStream(9, 'synthetic');
const x = Array.from({ length: 70 }, () => Array.from({ length: 37 }, () => random.normal()));
const y = x.map((row) =>
  [0, 1, 2].map((column) => (Math.floor(Math.abs(row[0] ?? 0) * 3) % 3 === column ? 1 : 0)),
);

function optionsOf(optimizer: Optimizer, activation: Activation, semantics: Semantics): PlanOptions {
  return {
    x,
    y,
    semantics,
    layers: [
      dense('dense1', 45, {
        activation,
        kernelInitializer: { type: 'heNormal' },
        regularizer: { l1: 1e-4, l2: 1e-3 },
      }),
      { type: 'batchNormalization', id: 'norm1', momentum: 0.9, epsilon: 1e-3, center: true, scale: true },
      { type: 'dropout', id: 'dropout1', rate: 0.3 },
      dense('dense2', 3, {
        activation: { type: 'softmax' },
        kernelInitializer: { type: 'orthogonal', gain: 1 },
      }),
    ],
    loss: { type: 'categoricalCrossentropy' },
    optimizer,
    training: {
      epochs: 4,
      batchSize: 32,
      gradientClipping: { kind: 'globalNorm', threshold: 1 },
      learningRateSchedule: { type: 'cosine', decaySteps: 12, alpha: 0.1, warmupSteps: 3 },
    },
  };
}

const backends = await testedBackends();

describe('the bits of a run', () => {
  it('are those of every other Node and machine', () => {
    const found: Record<string, string> = {};
    for (const { name, create } of backends) {
      // Fused multiply-add may differ between machines; everything else may not.
      if (name === 'wasm-relaxed') continue;
      const hash = createHash('sha256');
      for (const [index, optimizer] of OPTIMIZERS.entries()) {
        const activation = ACTIVATIONS[index] ?? { type: 'tanh' };
        const trainer = trainerOf(
          optionsOf(optimizer, activation, index % 2 ? 'keras' : 'pytorch'),
          {},
          create,
        );
        for (const event of eventsOf(trainer)) if (event.kind === 'step') hash.update(event.row);
        for (const { values } of trainer.checkpoint().tensors) hash.update(values);
      }
      found[name] = hash.digest('hex').slice(0, 16);
    }
    assert.deepEqual(found, DIGESTS);
  });
});
