import assert from 'node:assert/strict';
import { hyperParameters, specValues } from '../../../../src/runs/shape/specValues.ts';
import { loadSpec } from '../../../../src/format/load.ts';

function valuesOf(changes: Readonly<Record<string, unknown>> = {}) {
  const text = JSON.stringify({
    formatVersion: 1,
    name: 'One',
    data: { source: { builtin: 'moons', samples: 40 } },
    model: {
      layers: [
        { type: 'dense', units: 4, activation: 'tanh' },
        { type: 'dense', id: 'output', units: 2, activation: 'softmax' },
      ],
    },
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs: 2, batchSize: 10 },
    ...changes,
  });
  const { spec } = loadSpec(text, '/a.nnspec.json');
  assert(spec);
  return spec;
}

describe('the values of a spec', () => {
  it('are flat, by the paths of the spec, layers by their ids', () => {
    const values = specValues(valuesOf());
    assert.equal(values.get('optimizer'), 'adam');
    assert.equal(values.get('optimizer.learningRate'), 0.01);
    assert.equal(values.get('model.layers.dense1'), 'dense');
    assert.equal(values.get('model.layers.dense1.activation'), 'tanh');
    assert.equal(values.get('model.layers.output.units'), 2);
    assert.equal(values.get('metrics'), 'accuracy');
    assert.equal(values.has('name'), false);
    for (const value of values.values()) assert.notEqual(typeof value, 'object');
  });

  it('tell inline data by its length and leave columns out of the hyper-parameters', () => {
    const x = Array.from({ length: 200 }, (_, index) => [index % 2, 1 - (index % 2)]);
    const spec = valuesOf({ data: { source: { inline: { x, y: x } } } });
    assert.equal(specValues(spec).get('data.source.x'), '[200]');
    assert.ok(![...hyperParameters(spec).keys()].some((path) => path.startsWith('data.features')));
  });
});
