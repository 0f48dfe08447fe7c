import assert from 'node:assert/strict';
import { loadSpec } from '../../../src/format/load.ts';
import { withoutComparison } from '../../../src/format/keys/compare.ts';

const load = (compare: unknown) =>
  loadSpec(
    JSON.stringify({
      formatVersion: 1,
      data: { source: { builtin: 'xor' } },
      model: { layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] },
      loss: 'binaryCrossentropy',
      metrics: ['accuracy'],
      optimizer: 'sgd',
      compare,
    }),
    'a.nnspec.json',
  );

describe('the compare section', () => {
  it('has a default for everything, and training does not get it', () => {
    const { spec } = load({});
    assert.deepEqual(spec?.compare, {
      optimizers: [],
      learningRates: 'default',
      seeds: 1,
      budget: null,
      target: null,
      vary: [],
    });
    assert.equal('compare' in withoutComparison(spec), false);
    assert.equal(spec.name, withoutComparison(spec).name);
  });

  for (const [compare, code] of [
    [{ optimizers: ['sdg'] }, 'NN-SPEC-VALUE'],
    [{ learningRates: 'fine' }, 'NN-SPEC-VALUE'],
    [{ learningRates: [0.1, -1] }, 'NN-SPEC-RANGE'],
    [{ learningRates: 3 }, 'NN-SPEC-TYPE'],
    [{ seeds: 0 }, 'NN-SPEC-RANGE'],
    [{ budget: {} }, 'NN-SPEC-CONFLICT'],
    [{ budget: { epochs: 3, seconds: 1 } }, 'NN-SPEC-CONFLICT'],
    [{ target: { metric: 'acuracy', value: 0.9 } }, 'NN-SPEC-MONITOR'],
    [{ target: { metric: 'f1', value: 0.9 } }, 'NN-SPEC-MONITOR'],
    [{ vary: [{ path: 'seed', values: [] }] }, 'NN-SPEC-RANGE'],
    [{ vary: [{ values: [1] }] }, 'NN-SPEC-MISSING-KEY'],
  ] as const) {
    it(`refuses ${JSON.stringify(compare)}`, () => {
      const { spec, problems } = load(compare);
      assert.equal(spec, undefined);
      assert.deepEqual(
        problems.map((problem) => problem.code),
        [code],
      );
    });
  }
});
