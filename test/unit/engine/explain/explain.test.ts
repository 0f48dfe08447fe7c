import assert from 'node:assert/strict';

import { NnError } from '../../../../src/base/errors.ts';
import { explain } from '../../../../src/engine/explain/explain.ts';
import { exampleOptimizers } from '../../../../src/kinds/optimizers/table.ts';
import { explanationText } from '../../../../src/run/explain/explanationText.ts';
import { dense, planOf } from '../../../support/plans.ts';
import { WORKED_EXAMPLE, WORKED_WEIGHTS } from '../../../support/workedExample.ts';

/** Half of the textbook's last digit: the numbers are those that were written, not their float32 neighbours. */
const DIGITS = 5.1e-9;

describe('explain', () => {
  const { plan, dataset } = planOf(WORKED_EXAMPLE);
  const result = explain(plan, dataset, { initialWeights: WORKED_WEIGHTS });

  function close(actual: number | undefined, expected: number): void {
    assert.ok(Math.abs((actual ?? NaN) - expected) < DIGITS, `${String(actual)}, not ${String(expected)}`);
  }

  it('goes forward as the textbook does', () => {
    const [hidden, output] = result.layers;
    const sums = [...(hidden?.units ?? []), ...(output?.units ?? [])].map(({ z }) => z);
    assert.deepEqual(
      sums.map((z) => z?.name),
      ['z1', 'z2', 'z3', 'z4'],
    );
    [0.08, 0.11, 0.44498412, 0.68047592].forEach((expected, index) => {
      close(sums[index]?.value, expected);
    });
    close(hidden?.units[0]?.value, 0.51998934);
    close(hidden?.units[1]?.value, 0.5274723);
    close(result.outputs[0]?.value, 0.609446);
    close(result.outputs[1]?.value, 0.66384491);
    close(result.loss, 0.0239719);
  });

  it('names every factor of the chain rule', () => {
    assert.equal(result.weights.length, 8);
    const weight = result.weights.find(({ name }) => name === 'w(h1→o1)');
    assert.deepEqual(
      weight?.factors.map(({ name }) => name),
      ['∂E/∂o1', '∂o1/∂z3', '∂z3/∂w(h1→o1)'],
    );
    [0.209446, 0.23802157, 0.51998934].forEach((expected, index) => {
      close(weight.factors[index]?.value, expected);
    });
    close(weight.gradient, 0.02592286);
    close(weight.after, 0.43703857);
    close(result.weights.find(({ name }) => name === 'w(x1→h1)')?.after, 0.29959556);
  });

  it('the factors of every weight multiply to its gradient', () => {
    for (const { factors, gradient, penalty } of result.weights) {
      const product = factors.reduce((all, { value }) => all * value, 1);
      assert.ok(Math.abs(product + penalty - gradient) < 1e-12);
    }
  });

  it('gives the gradient of a hidden unit as the sum over the units that it feeds', () => {
    const [hidden, output] = result.layers;
    for (const { name, gradient, terms } of hidden?.units ?? []) {
      assert.equal(gradient.name, `∂E/∂${name}`);
      assert.deepEqual(
        terms.map((factors) => factors.map((factor) => factor.name)),
        [
          ['∂E/∂z3', `∂z3/∂${name}`],
          ['∂E/∂z4', `∂z4/∂${name}`],
        ],
      );
      const sum = terms.reduce((all, [left, right]) => all + (left?.value ?? NaN) * (right?.value ?? NaN), 0);
      assert.ok(Math.abs(sum - gradient.value) < 1e-15);
    }
    assert.equal(hidden?.units.length, 2);
    assert.deepEqual(
      output?.units.map(({ terms }) => terms),
      [[], []],
    );
  });

  it('goes backward from the output layer, and the error is smaller afterwards', () => {
    assert.deepEqual(
      result.weights.map(({ layer }) => layer),
      [...Array<string>(4).fill('dense2'), ...Array<string>(4).fill('dense1')],
    );
    close(result.lossAfter, 0.02323634);
  });

  it('explains every kind of layer: factors and penalty make up each gradient, terms each unit', () => {
    const deep = planOf({
      x: [[0.5, -1, 2]],
      y: [[0.3, -0.2]],
      layers: [
        dense('dense1', 4, { activation: { type: 'tanh' }, regularizer: { l1: 0.01, l2: 0.02 } }),
        { type: 'batchNormalization', id: 'norm1', momentum: 0.9, epsilon: 1e-3, center: true, scale: true },
        { type: 'activation', id: 'activation1', activation: { type: 'elu', alpha: 1 } },
        { type: 'layerNormalization', id: 'layernorm1', epsilon: 1e-3, center: true, scale: true },
        { type: 'dropout', id: 'dropout1', rate: 0.5 },
        dense('dense2', 3, { activation: { type: 'softmax' } }),
        dense('dense3', 2),
      ],
      loss: { type: 'meanSquaredError' },
    });
    const { weights, layers, penalty } = explain(deep.plan, deep.dataset);
    assert.equal(weights.length, 3 * 4 + 4 + 4 + 4 + 4 + 4 + 4 * 3 + 3 + 3 * 2 + 2);
    assert.deepEqual(
      [...new Set(weights.map(({ layer }) => layer))],
      ['dense3', 'dense2', 'layernorm1', 'norm1', 'dense1'],
    );
    for (const weight of weights) {
      const product = weight.factors.reduce((all, { value }) => all * value, 1);
      assert.ok(weight.gradient !== 0, weight.name);
      assert.ok(Math.abs(product + weight.penalty - weight.gradient) < 1e-12, weight.name);
      assert.equal(weight.penalty !== 0, weight.parameter === 'dense1.kernel', weight.name);
    }
    assert.ok(penalty > 0);
    const summed = layers.filter(({ units }) => units.some(({ terms }) => terms.length > 0));
    assert.deepEqual(
      summed.map(({ id }) => id),
      ['dropout1', 'dense2'],
    );
    for (const { gradient, terms } of summed.flatMap(({ units }) => units)) {
      const sum = terms.reduce((all, [left, right]) => all + (left?.value ?? NaN) * (right?.value ?? NaN), 0);
      assert.ok(Math.abs(sum - gradient.value) < 1e-12, gradient.name);
    }
  });

  it('names the gradient of logits, and shows probabilities beside it', () => {
    const softmax = planOf({
      x: [[0.5, -1]],
      y: [[0, 1, 0]],
      layers: [dense('dense1', 3, { activation: { type: 'softmax' } })],
      loss: { type: 'categoricalCrossentropy' },
    });
    const { layers, outputs, targets } = explain(softmax.plan, softmax.dataset);
    const units = layers[0]?.units ?? [];
    assert.equal(units.length, 3);
    units.forEach(({ value, gradient }, unit) => {
      assert.equal(value, outputs[unit]?.value);
      assert.equal(gradient.name, `∂E/∂z${unit + 1}`);
      assert.ok(Math.abs(gradient.value - (value - (targets[unit]?.value ?? NaN))) < 1e-12);
    });
  });

  it('lists no more than asked for, and refuses a sample that is not there', () => {
    const short = explain(plan, dataset, { limit: 3 });
    assert.deepEqual(
      short.weights.map(({ name }) => name),
      ['w(h1→o1)', 'w(h1→o2)', 'w(h2→o1)'],
    );
    assert.equal(short.omitted, 5);
    assert.throws(
      () => explain(plan, dataset, { sample: 1 }),
      (error) => NnError.is(error, 'NN-EXPLAIN-SAMPLE'),
    );
  });

  it('explains a step of every optimizer, and says which weights it changes', () => {
    for (const optimizer of exampleOptimizers('keras')) {
      const { plan, dataset } = planOf({ ...WORKED_EXAMPLE, optimizer });
      const explained = explain(plan, dataset, { initialWeights: WORKED_WEIGHTS });
      const free = optimizer.type === 'scheduleFreeAdamw';
      assert.deepEqual(explained.trainsAt, free ? { share: 0.9, slot: 'z' } : undefined);
      assert.equal(explanationText(explained).includes('y = 0.9·x + 0.1·z'), free);
      assert.ok(
        explained.weights.some(({ before, after }) => before !== after),
        optimizer.type,
      );
      assert.ok(Number.isFinite(explained.lossAfter), optimizer.type);
    }
  });
});
