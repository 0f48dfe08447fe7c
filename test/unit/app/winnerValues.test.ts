import assert from 'node:assert/strict';
import { changed, valuesChange } from '../../../src/app/edits/specEdit.ts';
import { winnerValues } from '../../../src/app/winnerValues.ts';
import { loadSpec } from '../../../src/format/load.ts';

const TEXT = `{
  // Two moons.
  "formatVersion": 1,
  "data": { "source": { "builtin": "moons" } },
  "model": {
    "layers": [
      { "type": "dense", "units": 8, "activation": "tanh" }, // hidden
      { "type": "dense", "units": 1, "activation": "sigmoid" }
    ]
  },
  "loss": "binaryCrossentropy",
  "optimizer": { "type": "sgd", "learningRate": 0.1 }, // plain
  "training": { "batchSize": 32 }
}
`;

function used(winner: Parameters<typeof winnerValues>[3]): string {
  const { spec } = loadSpec(TEXT, 'a.nnspec.json');
  assert.ok(spec);
  const values = winnerValues(TEXT, 'a.nnspec.json', spec, winner);
  return changed(TEXT, valuesChange(TEXT, values, { tabSize: 2, insertSpaces: true }));
}

describe('the winner of a comparison in its spec', () => {
  it('changes what it has to, and keeps every comment', () => {
    const text = used({
      optimizer: 'sgd',
      learningRate: 0.3,
      values: [
        { path: 'model.layers.dense1.units', value: 16 },
        { path: 'model.layers.dense2.units', value: 1 },
        { path: 'training.batchSize', value: 8 },
      ],
    });
    assert.match(text, /"units": 16, "activation": "tanh" \}, \/\/ hidden/);
    assert.match(text, /"optimizer": \{ "type": "sgd", "learningRate": 0\.3 \}, \/\/ plain/);
    const { spec } = loadSpec(text, 'a.nnspec.json');
    assert.equal(spec?.training.batchSize, 8);
  });

  it('changes nothing where the spec is the winner', () => {
    assert.equal(used({ optimizer: 'sgd', learningRate: 0.1, values: [] }), TEXT);
  });

  it('takes another optimizer with its rate', () => {
    const text = used({ optimizer: 'adam', learningRate: 0.01, values: [] });
    assert.match(text, /"optimizer": \{ "type": "adam", "learningRate": 0\.01 \}, \/\/ plain/);
    const { spec } = loadSpec(text, 'a.nnspec.json');
    assert.deepEqual([spec?.optimizer.type, spec?.optimizer.learningRate], ['adam', 0.01]);
  });
});
