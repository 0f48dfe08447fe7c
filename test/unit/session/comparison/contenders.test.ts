import assert from 'node:assert/strict';
import { loadSpec } from '../../../../src/format/load.ts';
import type { CompareSpec } from '../../../../src/format/types.ts';
import { contendersOf } from '../../../../src/session/comparison/contenders.ts';

const SPEC = JSON.stringify({
  formatVersion: 1,
  name: 'moons',
  seed: 7,
  data: { source: { builtin: 'moons', samples: 100 } },
  model: {
    layers: [
      { type: 'dense', units: 8, activation: 'tanh' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  },
  loss: 'binaryCrossentropy',
  optimizer: { type: 'sgd', learningRate: 0.2 },
  compare: { optimizers: ['sgd', 'adam'], seeds: 2 },
});

function field(change: Partial<CompareSpec> = {}) {
  const source = { specText: SPEC, specPath: '/moons.nnspec.json' };
  const kept = loadSpec(SPEC, source.specPath).spec?.compare;
  assert.ok(kept);
  return contendersOf(source, { ...kept, ...change });
}

function runs(change: Partial<CompareSpec> = {}) {
  const found = field(change);
  assert.ok(found.contenders, JSON.stringify(found.problems));
  return { ...found, contenders: found.contenders };
}

describe('the runs of a comparison', () => {
  it('are those that the spec keeps, each with the seed of its round', () => {
    const { contenders } = runs();
    assert.deepEqual(
      contenders.map(({ label, group, seed, rate, learningRate }) => [
        label,
        group,
        seed,
        rate,
        learningRate,
      ]),
      [
        ['sgd · seed 7', 'sgd', 7, 'spec', 0.2],
        ['adam · seed 7', 'adam', 7, 'default', 0.001],
        ['sgd · seed 8', 'sgd', 8, 'spec', 0.2],
        ['adam · seed 8', 'adam', 8, 'default', 0.001],
      ],
    );
    const { spec } = loadSpec(SPEC, 'a', contenders[3]?.overrides);
    assert.deepEqual([spec?.seed, spec?.optimizer.type, spec?.compare], [8, 'adam', undefined]);
  });

  it('search decades first, then half decades around the best with every seed', () => {
    const { contenders, fine } = runs({ learningRates: 'tune' });
    const stages = contenders.map(({ stage }) => stage);
    assert.deepEqual(
      [stages.filter((one) => one === 'coarse').length, stages.filter((one) => one === 'fine').length],
      [10, 10],
    );
    assert.deepEqual(
      contenders.slice(0, 5).map(({ learningRate }) => learningRate),
      [0.002, 0.02, 0.2, 2, 20],
    );
    const found = fine('sgd', 2);
    assert.deepEqual(
      found.map(({ learningRate, seed }) => [learningRate, seed]),
      [
        [0.632, 7],
        [6.32, 7],
        [0.632, 8],
        [2, 8],
        [6.32, 8],
      ],
    );
    // The coarse run at the best rate is the first seed of its row.
    assert.ok(found.some(({ group }) => group === contenders[3]?.group));
    assert.ok(contenders.every(({ rate }) => rate === 'tuned'));
  });

  it('have every combination of the varied values, named by the keys', () => {
    const { contenders } = runs({
      optimizers: [],
      seeds: 1,
      vary: [
        { path: 'training.batchSize', values: [16, 'full'] },
        { path: 'model.layers.dense1.units', values: [4, 8] },
      ],
    });
    assert.deepEqual(
      contenders.map(({ label }) => label),
      [
        'batchSize 16 · dense1.units 4',
        'batchSize 16 · dense1.units 8',
        'batchSize full · dense1.units 4',
        'batchSize full · dense1.units 8',
      ],
    );
  });

  it('do not start where a value is wrong, or where they are too many', () => {
    const wrong = field({ vary: [{ path: 'training.batchSize', values: [16, 'many'] }] });
    assert.equal(wrong.problems[0]?.code, 'NN-SPEC-VALUE');
    const missing = field({ vary: [{ path: 'model.layers.dense9.units', values: [16] }] });
    assert.equal(missing.problems[0]?.code, 'NN-SPEC-OVERRIDE-UNKNOWN');
    const many = field({ seeds: 100, learningRates: 'grid', vary: [{ path: 'seed', values: [1, 2, 3] }] });
    assert.equal(many.problems[0]?.code, 'NN-SPEC-RANGE');
    assert.match(many.problems[0].message, /3,?000 runs/);
  });
});
