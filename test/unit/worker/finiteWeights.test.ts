import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasFiniteWeights } from '../../../src/worker/checkpoints/finiteWeights.ts';

const state = (name: string, values: Float32Array) => ({
  step: 1,
  epoch: 1,
  tensors: [{ name, shape: [values.length], values }],
  scalars: {},
});

describe('finite weights', () => {
  it('are told from those of which a single one is not, wherever it is', () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true });
    const broken = fc.constantFrom(NaN, Infinity, -Infinity);
    fc.assert(
      fc.property(fc.array(value, { maxLength: 67 }), fc.nat(), broken, (values, at, wrong) => {
        const weights = Float32Array.from(values);
        assert.ok(hasFiniteWeights(state('dense1.kernel', weights)));
        if (weights.length === 0) return;
        weights[at % weights.length] = wrong;
        assert.ok(!hasFiniteWeights(state('dense1.kernel', weights)));
        // The optimizer's own numbers may grow beyond what float32 holds.
        assert.ok(hasFiniteWeights(state('optimizer/dense1.kernel/v', weights)));
      }),
    );
  });
});
