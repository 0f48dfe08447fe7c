import assert from 'node:assert/strict';
import { liveValues } from '../../../src/app/liveValues.ts';
import { loadSpec } from '../../../src/format/load.ts';
import type { Plan } from '../../../src/plan/types.ts';
import type { Control } from '../../../src/run/controls/control.ts';

const { spec } = loadSpec(
  JSON.stringify({
    formatVersion: 1,
    data: { source: { builtin: 'xor' } },
    model: {
      layers: [
        { type: 'dense', units: 4, regularizer: { l2: 0.01 } },
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
    },
    loss: 'binaryCrossentropy',
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs: 1 },
  }),
  'spec.nnspec.json',
);

const control = (
  kind: Control['kind'],
  layer: string,
  key: string,
  value: number,
  enabled = true,
): Control => ({ path: `model.layers.${layer}.${key}`, kind, layer, value, enabled });

describe('the values of a run', () => {
  assert(spec);
  // The four samples of XOR: a batch of 32 holds them all.
  const plan = { spec, batchSize: 4 } as unknown as Plan;

  it('that the spec has already need no edit', () => {
    const same = liveValues(
      [
        { path: 'optimizer.learningRate', kind: 'learningRate', value: 0.01, enabled: true },
        control('l2', 'dense1', 'regularizer.l2', 0.01),
        control('dropout', 'dropout1', 'rate', 0.5),
        control('l1', 'dense2', 'regularizer.l1', 0.3, false),
      ],
      spec,
      plan,
    );
    assert.deepEqual(same, { values: [], missing: [] });
  });

  it('that differ are written by the place of the layer, what is off as 0', () => {
    const { values } = liveValues(
      [
        { path: 'optimizer.learningRate', kind: 'learningRate', value: 0.02, enabled: true },
        control('l2', 'dense1', 'regularizer.l2', 0.01, false),
        control('dropout', 'dropout1', 'rate', 0.25),
      ],
      spec,
      plan,
    );
    assert.deepEqual(values, [
      { path: ['optimizer', 'learningRate'], value: 0.02 },
      { path: ['model', 'layers', 0, 'regularizer', 'l2'], value: 0 },
      { path: ['model', 'layers', 1, 'rate'], value: 0.25 },
    ]);
  });

  it('of the whole run: clipping, batch size and epochs, if they were changed', () => {
    const run = (clipping: Partial<Control>, batchSize: number, epochs: number): readonly Control[] => [
      {
        path: 'training.gradientClipping',
        kind: 'clipping',
        value: 1,
        mode: 'norm',
        enabled: true,
        ...clipping,
      },
      { path: 'training.batchSize', kind: 'batchSize', value: batchSize, enabled: true },
      { path: 'training.epochs', kind: 'epochs', value: epochs, enabled: true },
    ];
    assert.deepEqual(liveValues(run({ enabled: false }, 4, 1), spec, plan).values, []);
    assert.deepEqual(liveValues(run({}, 2, 5), spec, plan).values, [
      { path: ['training', 'gradientClipping'], value: { norm: 1 } },
      { path: ['training', 'batchSize'], value: 2 },
      { path: ['training', 'epochs'], value: 5 },
    ]);
    const clipped = {
      ...spec,
      training: { ...spec.training, gradientClipping: { kind: 'norm', threshold: 1 } as const },
    };
    assert.deepEqual(liveValues(run({ enabled: false }, 4, 1), clipped, plan).values, [
      { path: ['training', 'gradientClipping'], value: undefined },
    ]);
  });

  it('of layers that the spec no longer has are left out by name', () => {
    const { values, missing } = liveValues([control('dropout', 'gone', 'rate', 0.1)], spec, plan);
    assert.deepEqual(values, []);
    assert.deepEqual(missing, ['gone']);
  });
});
