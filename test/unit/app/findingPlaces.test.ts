import assert from 'node:assert/strict';
import { placeOfFinding } from '../../../src/app/findingPlaces.ts';
import { loadSpec } from '../../../src/format/load.ts';

const TEXT = JSON.stringify({
  formatVersion: 1,
  data: { source: { builtin: 'xor' } },
  model: {
    layers: [
      { type: 'dense', id: 'hidden', units: 4 },
      { type: 'dense', id: 'output', units: 1, activation: 'sigmoid' },
    ],
  },
  loss: 'binaryCrossentropy',
  optimizer: 'sgd',
});

describe('the place of a finding in a spec', () => {
  const { spec } = loadSpec(TEXT, 'a.nnspec.json');
  assert.ok(spec);

  it('is its layer, wherever that is now', () => {
    assert.deepEqual(placeOfFinding({ rule: 'deadUnits', layer: 'output' }, spec), ['model', 'layers', 1]);
    assert.equal(placeOfFinding({ rule: 'deadUnits', layer: 'gone' }, spec), null);
  });

  it('is the part that its rule names where it has no layer', () => {
    assert.deepEqual(placeOfFinding({ rule: 'diverging', layer: null }, spec), ['optimizer']);
    assert.deepEqual(placeOfFinding({ rule: 'unscaledInputs', layer: null }, spec), ['data']);
    assert.deepEqual(placeOfFinding({ rule: 'overfitting', layer: null }, spec), ['model']);
    assert.deepEqual(placeOfFinding({ rule: 'of a later version', layer: null }, spec), ['model']);
  });
});
