import assert from 'node:assert/strict';

import { RandomStream } from '../../../../src/base/philox.ts';
import { gradientCheck } from '../../../../src/engine/explain/gradcheck.ts';
import { activation as activationSchema } from '../../../../src/kinds/activations/table.ts';
import { LAYERS, layer as layerSchema } from '../../../../src/kinds/layers/table.ts';
import { loss as lossSchema, lossKind } from '../../../../src/kinds/losses/table.ts';
import type { Activation, LayerSpec, Loss, Semantics } from '../../../../src/format/types.ts';
import { everyChoice } from '../../../support/kinds.ts';
import { dense, type PlanOptions, planOf } from '../../../support/plans.ts';

const ACTIVATIONS = everyChoice(activationSchema, 'keras');
const LOSSES = everyChoice(lossSchema, 'keras');

/** The activation that a model ends with under a loss. */
function lastOf(loss: Loss): Activation {
  return { type: lossKind(loss).probabilities ?? 'linear' };
}

const random = new RandomStream(3, 'synthetic');
const x = Array.from({ length: 6 }, () => Array.from({ length: 3 }, () => random.normal()));
const oneHot = x.map((_, row) => [0, 1, 2].map((column) => (row % 3 === column ? 1 : 0)));

/** Every layer of the format, and again with another value of each of its keys. */
const layersOf = (semantics: Semantics): LayerSpec[] =>
  everyChoice(layerSchema, semantics, { units: 5, rate: 0.4, activation: 'linear' }).map((one) => ({
    ...one,
    id: 'tested',
  }));

/** A model with the layer in it. The activation is the layer's own where it has one, and otherwise follows. */
function modelWith(
  tested: LayerSpec,
  activation: Activation,
  last: Activation,
  outputs = 3,
): readonly LayerSpec[] {
  const first = dense('dense1', 5, {
    biasInitializer: { type: 'randomNormal', mean: 0, stddev: 0.3 },
    regularizer: { l1: 0.01, l2: 0.02 },
  });
  const middle: LayerSpec[] =
    'activation' in tested
      ? [{ ...tested, activation }]
      : [tested, { type: 'activation', id: 'activation1', activation }];
  return [first, ...middle, dense('last', outputs, { activation: last })];
}

function check(options: PlanOptions): void {
  const { plan, dataset } = planOf(options);
  const result = gradientCheck(plan, dataset);
  const wrong = result.parameters.filter(({ passed }) => !passed);
  assert.deepEqual(wrong, []);
  assert.ok(result.parameters.length > 0 && result.passed);
}

describe('gradients against finite differences', () => {
  it('leave out no layer of the format', () => {
    const types = new Set<string>(layersOf('keras').map(({ type }) => type));
    assert.deepEqual([...types].sort(), Object.keys(LAYERS).sort());
  });

  for (const semantics of ['keras', 'pytorch'] as const satisfies readonly Semantics[]) {
    const layers = layersOf(semantics);
    for (const [index, tested] of layers.entries()) {
      // The first of a kind has the defaults.
      const usual = tested.type !== layers[index - 1]?.type;
      const activations: readonly Activation[] = usual ? ACTIVATIONS : [{ type: 'tanh' }];
      const losses: readonly Loss[] = usual ? LOSSES : [{ type: 'meanSquaredError' }];
      const name = usual ? `${tested.type} × every activation × every loss` : JSON.stringify(tested);

      it(`${name} (${semantics})`, () => {
        for (const activation of activations) {
          for (const loss of losses) {
            const { outputs = 3 } = lossKind(loss);
            const y = oneHot.map((row) => row.slice(0, outputs));
            check({ x, y, layers: modelWith(tested, activation, lastOf(loss), outputs), loss, semantics });
          }
        }
      });
    }

    it(`cross-entropies of probabilities that are not fused (${semantics})`, () => {
      const binary = [dense('dense1', 4), dense('last', 3, { activation: { type: 'softmax' } })];
      check({ x, y: oneHot, layers: binary, loss: { type: 'binaryCrossentropy' }, semantics });
      const categorical = [dense('dense1', 4), dense('last', 3, { activation: { type: 'sigmoid' } })];
      check({ x, y: oneHot, layers: categorical, loss: { type: 'categoricalCrossentropy' }, semantics });
    });
  }

  it('every activation as the output layer', () => {
    for (const activation of ACTIVATIONS) {
      check({
        x,
        y: oneHot,
        layers: [dense('dense1', 3, { activation })],
        loss: { type: 'meanSquaredError' },
      });
    }
  });

  it('CSR inputs give the same gradients as dense ones', () => {
    const sparse = x.map((row, index) =>
      row.map((value, column) => ((index + column) % 2 === 0 ? value : 0)),
    );
    const layers = [dense('dense1', 4, { activation: { type: 'tanh' } }), dense('last', 3)];
    check({ x: sparse, y: oneHot, layers, loss: { type: 'meanSquaredError' }, sparse: true });
    check({
      x: sparse,
      y: oneHot,
      layers: [{ type: 'dropout', id: 'dropout1', rate: 0.2 }, ...layers],
      loss: { type: 'meanSquaredError' },
      sparse: true,
    });
  });
});
