import assert from 'node:assert/strict';
import { loadSpec } from '../../../../src/format/load.ts';
import { firstFix } from '../../../../src/app/mend/firstFixes.ts';
import { changed, valuesChange } from '../../../../src/app/edits/specEdit.ts';

const SPEC = `{
  "formatVersion": 1,
  "data": { "source": { "builtin": "moons", "samples": 20, "noise": 0.1 } },
  "model": { "layers": [{ "type": "dense", "units": 2, "activation": "softmax" }] },
  "loss": "categoricalCrossentropy",
  // Kept.
  "optimizer": { "type": "sgd", "learningRate": 0.3 },
  "training": { "epochs": 3, "batchSize": 20 }
}
`;

function fixed(text: string, name: unknown): string {
  const { spec } = loadSpec(text, 'a.nnspec.json');
  assert.ok(spec);
  return changed(text, valuesChange(text, firstFix(name, spec), { tabSize: 2, insertSpaces: true }));
}

describe('the first fixes of a run that has failed', () => {
  it('clip the gradients, once', () => {
    const after = fixed(SPEC, 'clip');
    const { spec } = loadSpec(after, 'a.nnspec.json');
    assert.deepEqual(spec?.training.gradientClipping, { kind: 'globalNorm', threshold: 1 });
    assert.match(after, /Kept/);
    assert.equal(fixed(after, 'clip'), after);
  });

  it('divide the learning rate by ten, without the digits of binary fractions', () => {
    assert.match(fixed(SPEC, 'lowerRate'), /"learningRate": 0\.03 /);
  });

  it('are known by name', () => {
    for (const other of ['toString', 'other', 1]) assert.equal(fixed(SPEC, other), SPEC);
  });
});
