import assert from 'node:assert/strict';
import { liveChanges } from '../../../../src/app/mend/live.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import type { SpecValue } from '../../../../src/app/edits/specEdit.ts';

const { spec } = loadSpec(
  JSON.stringify({
    formatVersion: 1,
    data: { source: { builtin: 'moons' } },
    model: {
      layers: [
        { type: 'dense', units: 4 },
        { type: 'dropout', id: 'some', rate: 0.1 },
        { type: 'dense', units: 2, activation: 'softmax' },
      ],
    },
    loss: 'categoricalCrossentropy',
    optimizer: 'sgd',
    training: { epochs: 1, batchSize: 8 },
  }),
  'test.nnspec.json',
);
const CONTROLS = ['optimizer.learningRate', 'training.gradientClipping', 'model.layers.some.rate'];

function live(...edits: SpecValue[]) {
  assert.ok(spec);
  return liveChanges(
    { edits },
    spec,
    CONTROLS.map((path) => ({ path })),
  );
}

describe('a fix in a run that goes on', () => {
  it('sets what the run has controls for, layers by their ids', () => {
    const changes = live(
      { path: ['optimizer', 'learningRate'], value: 0.001 },
      { path: ['model', 'layers', 1, 'rate'], value: 0.5 },
      { path: ['training', 'gradientClipping'], value: { globalNorm: 1 } },
    );
    assert.deepEqual(changes, [
      { path: 'optimizer.learningRate', value: 0.001 },
      { path: 'model.layers.some.rate', value: 0.5 },
      { path: 'training.gradientClipping', value: { globalNorm: 1 } },
    ]);
  });

  it('is none if one of its edits has no control, or puts a layer in', () => {
    const rate = { path: ['optimizer', 'learningRate'], value: 0.001 };
    assert.equal(live(rate, { path: ['model', 'layers', 0, 'activation'], value: 'relu' }), null);
    const layer = { path: ['model', 'layers', 1], value: { type: 'dropout', rate: 0.5 }, insert: true };
    assert.equal(live(layer), null);
  });
});
