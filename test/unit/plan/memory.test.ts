/** The memory that a plan promises, and the memory that training takes. */
import assert from 'node:assert/strict';
import { arenaElements } from '../../../src/engine/wasm/arena.ts';
import { capacityOf } from '../../../src/plan/layOut.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { IRIS, MEGABYTE, layers, resolved, type Values } from '../format/support.ts';

/** Tensors begin at multiples of this many elements. */
const ALIGNMENT = 16;
const FLOAT = 4;

describe('the memory of a plan', () => {
  const dense = { type: 'dense', units: 7, activation: 'relu' };
  const out = { type: 'dense', units: 3, activation: 'softmax' };
  const networks: readonly (readonly [string, Values])[] = [
    ['one layer', layers(out)],
    ['activations of their own', layers(dense, { ...dense, activation: 'linear' }, out)],
    ['dropout', layers(dense, { type: 'dropout', rate: 0.5 }, out)],
    ['normalization', layers({ type: 'batchNormalization' }, dense, { type: 'layerNormalization' }, out)],
  ];
  for (const [name, values] of networks) {
    it(`is that of the tensors that training takes: ${name}`, () => {
      const { plan, problems } = makePlan(resolved({ ...values, optimizer: 'adam' }), IRIS, 1024 * MEGABYTE);
      assert.ok(plan, JSON.stringify(problems));
      const promised = (plan.memory.total - plan.memory.data) / FLOAT;
      const taken = arenaElements(plan);
      // A gap of less than the alignment follows each tensor: parameter, gradient, two slots, and eight a layer at most.
      const tensors = plan.layers.reduce((sum, layer) => sum + 8 + 4 * layer.parameters.length, 4);
      assert.ok(promised <= taken, `${String(promised)} promised, ${String(taken)} taken`);
      assert.ok(taken - promised <= tensors * (ALIGNMENT - 1), `${String(taken - promised)} too many`);
    });
  }

  it('is not decided by evaluation where a sample takes much', () => {
    const wide = layers({ ...dense, units: 500_000 }, out);
    const { plan } = makePlan(resolved({ ...wide, training: { batchSize: 2 } }), IRIS, 1024 * MEGABYTE);
    assert.ok(plan);
    const rows = capacityOf(plan);
    assert.ok(rows >= 2 && rows <= 16, `${String(rows)} rows of half a million outputs each`);
    assert.ok(plan.memory.activations <= 3 * 32 * MEGABYTE, String(plan.memory.activations));
  });

  it('lets evaluation take 256 rows of a usual network', () => {
    const { plan } = makePlan(resolved({ ...layers(dense, out) }), IRIS, 1024 * MEGABYTE);
    assert.ok(plan);
    assert.equal(capacityOf(plan), Math.min(256, IRIS.samples.train));
  });
});
