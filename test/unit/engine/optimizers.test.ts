/**
 * Four steps of every optimizer on two weights, against the frameworks themselves: PyTorch 1.13 in float64 (NAdam with
 * `foreach`, whose product of momenta is that of PyTorch 2) and Keras 3.15 on JAX, which keeps hyper-parameters in float32.
 */
import assert from 'node:assert/strict';

import { numbers } from '../../../src/kinds/shape.ts';

import { at } from '../../../src/base/values.ts';
import { ONE_ROW, prepare } from '../../../src/kinds/operations/operation.ts';
import { addScaled } from '../../../src/kinds/operations/parameters.ts';
import { slotOperands, update, type UpdateRule } from '../../../src/kinds/operations/update.ts';
import { beginSlot, UPDATE_SUMS } from '../../../src/kinds/optimizers/optimizer.ts';
import { createReferenceBackend } from '../../../src/engine/reference/backend.ts';
import { coupledDecay, elementSlots } from '../../../src/kinds/optimizers/rules.ts';
import type { Optimizer, Semantics } from '../../../src/format/types.ts';

const GRADIENTS = [
  [0.3, -0.5],
  [0.1, 0.4],
  [-0.2, 0.25],
  [0.6, 0.05],
];
const START = [0.5, -1.5];
const base = { learningRate: 0.1, weightDecay: 0.05 };
const moments = { ...base, beta1: 0.9, beta2: 0.99, epsilon: 1e-3 };
const rmsprop = { ...base, type: 'rmsprop', rho: 0.9, epsilon: 1e-3, momentum: 0, centered: false } as const;

const CASES: readonly (readonly [string, Optimizer, Partial<Record<Semantics, readonly number[]>>])[] = [
  [
    'sgd',
    { ...base, type: 'sgd', momentum: 0, nesterov: false },
    { pytorch: [0.410522254062, -1.490446507187], keras: [0.4105223, -1.4904465] },
  ],
  [
    'momentum',
    { ...base, type: 'momentum', momentum: 0.9, nesterov: false },
    { pytorch: [0.326719935312, -1.422966250937], keras: [0.3386881, -1.4598679] },
  ],
  [
    'nesterov',
    { ...base, type: 'sgd', momentum: 0.9, nesterov: true },
    { pytorch: [0.256215561949, -1.422816963237], keras: [0.2742742, -1.4811258] },
  ],
  [
    'adagrad',
    { ...base, type: 'adagrad', initialAccumulator: 0.1, epsilon: 1e-3 },
    { pytorch: [0.36071044854, -1.477552805479], keras: [0.3635136, -1.4819222] },
  ],
  ['rmsprop', rmsprop, { pytorch: [-0.024198602761, -1.430821047934], keras: [-0.00463, -1.5111713] }],
  [
    'rmsprop, centered with momentum',
    { ...rmsprop, momentum: 0.7, centered: true },
    { pytorch: [-0.568398962977, -1.186248683982], keras: [-0.5246676, -1.3240633] },
  ],
  [
    'adam',
    { ...moments, type: 'adam' },
    { pytorch: [0.219499596508, -1.379608051062], keras: [0.2308406, -1.4062974] },
  ],
  [
    'adamw',
    { ...moments, type: 'adamw' },
    { pytorch: [0.224567827988, -1.404942748546], keras: [0.2308406, -1.4062974] },
  ],
  [
    'nadam',
    { ...moments, type: 'nadam' },
    { pytorch: [0.291414087142, -1.464259284284], keras: [0.2978611, -1.4725198] },
  ],
  [
    'adadelta',
    { ...base, type: 'adadelta', rho: 0.9, epsilon: 1e-3 },
    { pytorch: [0.478729236345, -1.500858145057], keras: [0.470472, -1.477035] },
  ],
  [
    'radam',
    { ...moments, type: 'radam' },
    // PyTorch 2.15.
    { pytorch: [0.415129875328, -1.432376848961] },
  ],
  [
    'rprop',
    { ...base, type: 'rprop', etaMinus: 0.5, etaPlus: 1.2, smallestStep: 1e-6, largestStep: 50 },
    // PyTorch 2.15, with the decay before its step.
    { pytorch: [0.212764262812, -1.481466763438] },
  ],
  [
    'adabelief',
    { ...moments, type: 'adabelief' },
    // By the formula in Python.
    { pytorch: [0.307919518442, -1.406366015224], keras: [0.3079195, -1.406366] },
  ],
  [
    'scheduleFreeAdamw, at y',
    { ...moments, type: 'scheduleFreeAdamw' },
    // By the authors' formula in Python.
    { pytorch: [0.356049103591, -1.488664116267] },
  ],
  ['lion', { ...base, type: 'lion', beta1: 0.9, beta2: 0.99 }, { keras: [0.2920648, -1.6702193] }],
];

function train(optimizer: Optimizer, semantics: Semantics) {
  const backend = createReferenceBackend(256, 64);
  const w = backend.allocate(numbers(2));
  const g = backend.allocate(numbers(2));
  backend.view(w).set(START);
  const slots = elementSlots(optimizer, semantics).map((one) => {
    const slot = backend.allocate(numbers(2));
    beginSlot(one, backend.view(w), backend.view(slot));
    return slot;
  });
  const rule: UpdateRule = { optimizer, semantics, learningRate: optimizer.learningRate, step: 0 };
  const decay = coupledDecay(optimizer, semantics);
  const decaying = prepare(addScaled, { g, w, factor: decay, elements: 2 });
  const updating = prepare(update, { rule, w, g, ...slotOperands(slots), elements: 2 });
  let before: number[] = [];
  for (const [index, gradient] of GRADIENTS.entries()) {
    backend.view(g).set(gradient);
    backend.run(decaying, ONE_ROW);
    before = [...backend.view(w)];
    rule.step = index + 1;
    backend.run(updating, ONE_ROW);
  }
  const { sums } = updating;
  return { weights: [...backend.view(w)], before, gradient: [...backend.view(g)], sums };
}

describe('optimizers against their frameworks', () => {
  for (const [name, optimizer, expected] of CASES) {
    for (const semantics of ['keras', 'pytorch'] as const) {
      const wanted = expected[semantics];
      if (!wanted) continue;
      it(`${name} (${semantics})`, () => {
        // PyTorch keeps NAdam's product of momenta in float32 whatever the weights are.
        const tolerance = semantics === 'keras' ? 1e-6 : name === 'nadam' ? 1e-8 : 1e-11;
        const { weights } = train(optimizer, semantics);
        for (const [index, weight] of weights.entries()) {
          assert.ok(
            Math.abs(weight - (wanted[index] ?? NaN)) < tolerance,
            `${String(weight)}, not ${String(wanted[index])}`,
          );
        }
      });
    }
    it(`${name}: the sums are those of the last step`, () => {
      const { weights, before, gradient, sums } = train(optimizer, 'keras');
      const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
      const changes = weights.map((weight, index) => (weight - (before[index] ?? NaN)) ** 2);
      assert.ok(
        Math.abs(at(sums, UPDATE_SUMS.gradientSquares) - total(gradient.map((value) => value ** 2))) < 1e-12,
      );
      assert.ok(Math.abs(at(sums, UPDATE_SUMS.gradientAbsolute) - total(gradient.map(Math.abs))) < 1e-12);
      assert.ok(
        Math.abs(at(sums, UPDATE_SUMS.weightSquares) - total(before.map((value) => value ** 2))) < 1e-12,
      );
      assert.ok(Math.abs(at(sums, UPDATE_SUMS.updateSquares) - total(changes)) < 1e-12);
    });
  }

  it('lion goes by its memory where that outweighs the gradient', () => {
    const backend = createReferenceBackend(256, 64);
    const [w, g, m] = [
      backend.allocate(numbers(1)),
      backend.allocate(numbers(1)),
      backend.allocate(numbers(1)),
    ];
    const optimizer = { type: 'lion', learningRate: 0.1, weightDecay: 0, beta1: 0.9, beta2: 0.99 } as const;
    const rule: UpdateRule = { optimizer, semantics: 'keras', learningRate: 0.1, step: 0 };
    const updating = prepare(update, { rule, w, g, ...slotOperands([m]), elements: 1 });
    for (const [index, gradient] of [1, -0.05].entries()) {
      backend.view(g)[0] = gradient;
      rule.step = index + 1;
      backend.run(updating, ONE_ROW);
    }
    assert.deepEqual([...backend.view(w)], [-0.2]);
  });
});
