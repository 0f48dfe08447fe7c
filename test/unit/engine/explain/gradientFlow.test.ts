/** The factors of the gradient's way back, against the gradient norms that training records. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RandomStream } from '../../../../src/base/philox.ts';
import { gradientFlow } from '../../../../src/engine/explain/gradientFlow.ts';
import type { Activation, LayerSpec } from '../../../../src/format/types.ts';
import { createReferenceBackend } from '../../../../src/engine/reference/backend.ts';
import { seriesOf } from '../../../../src/run/series.ts';
import { trainableLayers } from '../../../../src/run/tensorSnapshots.ts';
import { wayTo } from '../../../../src/run/explain/flowPath.ts';
import { dense, planOf, trainerOf, type PlanOptions } from '../../../support/plans.ts';

const TOLERANCE = 1e-5;

const activations = fc.constantFrom<Activation['type'][]>(
  'sigmoid',
  'tanh',
  'softplus',
  'linear',
  'gelu',
  'relu',
);
const between = fc.constantFrom('none', 'dropout', 'batchNormalization', 'layerNormalization', 'activation');

/** Random networks: layers of sums with what may stand between them. */
const networks = fc.record({
  hidden: fc.array(fc.record({ units: fc.integer({ min: 2, max: 6 }), activation: activations, between }), {
    minLength: 1,
    maxLength: 5,
  }),
  seed: fc.integer({ min: 0, max: 1000 }),
  l2: fc.constantFrom(0, 0.01),
  classes: fc.boolean(),
  semantics: fc.constantFrom('keras' as const, 'pytorch' as const),
});

function optionsOf({
  hidden,
  seed,
  l2,
  classes,
  semantics,
}: typeof networks extends fc.Arbitrary<infer T> ? T : never): PlanOptions {
  const random = new RandomStream(seed, 'synthetic');
  const x = Array.from({ length: 8 }, () => Array.from({ length: 3 }, () => random.normal()));
  const y = x.map((_, row) => [0, 1, 2].map((column) => (row % 3 === column ? 1 : 0)));
  const layers = hidden.flatMap(({ units, activation, between: kind }, index): LayerSpec[] => {
    const id = String(index);
    const own = dense(`dense${id}`, units, {
      activation: { type: activation } as Activation,
      regularizer: { l1: 0, l2 },
      biasInitializer: { type: 'randomNormal', mean: 0, stddev: 0.5 },
    });
    switch (kind) {
      case 'dropout':
        return [own, { type: 'dropout', id: `drop${id}`, rate: 0.3 }];
      case 'batchNormalization':
        return [
          own,
          { type: kind, id: `norm${id}`, momentum: 0.9, epsilon: 1e-3, center: true, scale: index % 2 === 0 },
        ];
      case 'layerNormalization':
        return [own, { type: kind, id: `norm${id}`, epsilon: 1e-3, center: true, scale: true }];
      case 'activation':
        return [own, { type: kind, id: `act${id}`, activation: { type: 'tanh' } }];
      default:
        return [own];
    }
  });
  const last = dense('output', 3, { activation: { type: classes ? 'softmax' : 'sigmoid' } });
  const loss = classes ? 'categoricalCrossentropy' : 'meanSquaredError';
  return {
    ...{ x, y, seed, semantics, layers: [...layers, last] },
    loss: loss === 'meanSquaredError' ? { type: loss } : { type: loss, labelSmoothing: 0 },
    training: { batchSize: 4, epochs: 2 },
  };
}

function close(actual: number | null, expected: number, what: string): void {
  assert.ok(actual !== null, what);
  assert.ok(
    Math.abs(actual - expected) <= TOLERANCE * Math.max(Math.abs(expected), 1e-12),
    `${what}: ${String(actual)}, measured ${String(expected)}`,
  );
}

/** The norms of the gradients of step `steps + 1` as training records them, and the flow that explains that step. */
function both(options: PlanOptions, steps: number) {
  const { plan, dataset } = planOf(options);
  // In 64 bits: float32 alone rounds by more where batches are normalized.
  const trainer = trainerOf(options, {}, (elements) => createReferenceBackend(elements, 64));
  const events = trainer.run();
  const next = () => {
    for (;;) {
      const { value } = events.next();
      if (value?.kind === 'step') return value;
    }
  };
  for (let made = 0; made < steps; made++) next();
  const flow = trainer.withState((state) => gradientFlow(plan, dataset, steps === 0 ? {} : { state }));
  const { row, step } = next();
  const names = seriesOf(plan);
  const ids = trainableLayers(plan);
  const norms = new Map(ids.map((id, index) => [id, row[2 + 4 * index] ?? NaN]));
  assert.equal(names.length, row.length);
  return { flow, norms, loss: row[0] ?? NaN, step };
}

describe('the way back of the gradient', () => {
  it('is a product of factors that equals the ratio of the gradients that training measures', () => {
    fc.assert(
      fc.property(networks, fc.integer({ min: 0, max: 3 }), (network, steps) => {
        const { flow, norms, loss, step } = both(optionsOf(network), steps);
        assert.equal(flow.step, step);
        close(flow.loss, loss, 'loss');
        for (const [id, norm] of norms) {
          const layer = flow.layers.find((one) => one.id === id);
          if (norm > 1e-9) close(layer?.gradient ?? null, norm, `gradient of ${id}`);
          const way = wayTo(flow, id);
          assert.ok(way);
          const product = way.steps.reduce((all, { value }) => all * (value ?? 1), 1);
          const end = norms.get('output') ?? NaN;
          const direct = layer?.direct ?? NaN;
          const last = flow.layers.at(-1)?.direct ?? NaN;
          const ratio = network.l2 === 0 ? norm / end : direct / last;
          if (ratio > 1e-9) close(product, ratio, `product of ${id}`);
        }
      }),
      { numRuns: 100 },
    );
  });

  const deep = (activation: string, more: object = {}, inputs = 1): PlanOptions => ({
    x: Array.from({ length: 16 }, (_, row) => [inputs * Math.sin(row), inputs * Math.cos(3 * row)]),
    y: Array.from({ length: 16 }, (_, row) => [row % 2]),
    layers: [
      ...[1, 2, 3, 4].map((index) =>
        dense(`h${String(index)}`, 8, { activation: { type: activation } as Activation, ...more }),
      ),
      dense('output', 1, { activation: { type: 'sigmoid' } }),
    ],
    loss: { type: 'meanSquaredError' },
  });
  const wayOf = (options: PlanOptions) => {
    const { plan, dataset } = planOf(options);
    return wayTo(gradientFlow(plan, dataset), 'h1');
  };

  it('blames the slopes where sigmoids make the gradient vanish', () => {
    const way = wayOf(deep('sigmoid'));
    assert.equal(way?.blame?.kind, 'slope');
    assert.equal(way.blame.count, 4);
    assert.ok((way.through ?? 1) < 0.1);
  });

  it('blames the weights where they make it explode, although the inputs hide it', () => {
    const kernelInitializer = { type: 'randomNormal', mean: 0, stddev: 2 };
    const way = wayOf(deep('relu', { kernelInitializer }));
    assert.equal(way?.blame?.kind, 'weights');
    assert.ok((way.through ?? 1) > 10);
  });

  it('blames nothing where gradients keep their size', () => {
    assert.equal(wayOf(deep('tanh'))?.blame, null);
  });

  it('tells dead units by their cause', () => {
    const lookOf = (more: object, layer: string) => {
      const { plan, dataset } = planOf(deep('relu', more));
      return gradientFlow(plan, dataset).layers.find(({ id }) => id === layer)?.look;
    };
    const low = { biasInitializer: { type: 'constant', value: -50 } };
    assert.deepEqual(lookOf(low, 'h1')?.causes, { bias: 1, weights: 0, inputs: 0, before: 0 });
    assert.deepEqual(lookOf(low, 'h2')?.causes, { bias: 0, weights: 0, inputs: 1, before: 0 });
    const zero = { kernelInitializer: { type: 'zeros' } };
    assert.deepEqual(lookOf(zero, 'h1')?.causes, { bias: 0, weights: 1, inputs: 0, before: 0 });
  });

  it('tells saturated units by the sizes of what they sum', () => {
    const { plan, dataset } = planOf(deep('tanh', {}, 1000));
    const look = gradientFlow(plan, dataset).layers[0]?.look;
    assert.ok(look?.sizes);
    assert.ok((look.saturated ?? 0) > 0.9);
    assert.ok(look.sizes.input > 500 && look.sizes.weights < 3);
  });
});
