/** The path of an optimizer is that of its run, each line of its rule ends where the step ended, and costs are the loss. */
import assert from 'node:assert/strict';
import { costSurface, pathOf } from '../../../../src/engine/explain/path.ts';
import { arenaElements } from '../../../../src/engine/wasm/arena.ts';
import { createReferenceBackend } from '../../../../src/engine/reference/backend.ts';
import { createTrainer } from '../../../../src/engine/trainer.ts';
import type { Optimizer } from '../../../../src/format/types.ts';
import { optimizer as schema } from '../../../../src/kinds/optimizers/table.ts';
import { dense, eventsOf, planOf, type PlanOptions } from '../../../support/plans.ts';

function optimizerOf(value: object): Optimizer {
  const report = ({ message }: { readonly message: string }): void => {
    assert.fail(message);
  };
  const read = schema.read(value, [], { semantics: 'keras', report });
  assert.ok(read);
  return read;
}

function optionsOf(optimizer: object): PlanOptions {
  const kernelInitializer = { type: 'values', values: [-1.2, 1] } as const;
  return {
    x: [[1]],
    y: [[0, 0]],
    layers: [dense('point', 2, { useBias: false, kernelInitializer })],
    loss: { type: 'rosenbrock' },
    optimizer: optimizerOf(optimizer),
    training: { epochs: 20, batchSize: 1, checkpoint: { everyEpochs: 0, keep: 1, best: 'train.loss' } },
  };
}

function begin(options: PlanOptions) {
  const { plan, dataset } = planOf(options);
  const backend = createReferenceBackend(arenaElements(plan));
  return { plan, trainer: createTrainer({ plan, dataset, backend, now: () => 0 }) };
}

describe('the path of an optimizer', () => {
  for (const type of ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam']) {
    it(`of ${type} is that of the run, step by step, and its lines end there`, () => {
      const options = optionsOf({ type, learningRate: 0.001 });
      const { plan, trainer } = begin(options);
      const { steps, names } = pathOf(plan, trainer, 100);
      assert.deepEqual(names, ['point.kernel[0]', 'point.kernel[1]']);
      const run = begin(options).trainer;
      const losses = eventsOf(run).flatMap((event) => (event.kind === 'step' ? [event.row[0]] : []));
      assert.deepEqual(
        steps.map(({ loss }) => loss),
        losses,
      );
      assert.deepEqual(steps.at(-1)?.after, [...(run.checkpoint().tensors[0]?.values ?? [])]);
      for (const [index, { before, after, gradient, lines }] of steps.entries()) {
        if (index > 0) assert.deepEqual(before, steps[index - 1]?.after);
        const [a, b] = before;
        const slope = [-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)];
        for (const place of [0, 1] as const) {
          const wanted = slope[place] ?? NaN;
          assert.ok(Math.abs(gradient[place] - wanted) < 1e-3 * Math.max(1, Math.abs(wanted)));
          assert.ok(Math.abs((lines.at(-1)?.values[place] ?? NaN) - after[place]) < 1e-5);
        }
      }
    });
  }

  it('stops where it is told, and is refused for a model of more numbers', () => {
    const { plan, trainer } = begin(optionsOf({ type: 'sgd', learningRate: 0.001 }));
    assert.equal(pathOf(plan, trainer, 3).steps.length, 3);
    const wide = begin({ ...optionsOf({ type: 'sgd', learningRate: 0.001 }), layers: [dense('point', 2)] });
    assert.throws(() => pathOf(wide.plan, wide.trainer, 3), { code: 'NN-EXPLAIN-PATH' });
  });

  it('tells no lines where decay changes the weight beside the rule', () => {
    const { plan, trainer } = begin(optionsOf({ type: 'sgd', learningRate: 0.001, weightDecay: 10 }));
    assert.deepEqual(pathOf(plan, trainer, 1).steps[0]?.lines, []);
  });

  it('lies on the surface of the loss', () => {
    const { plan, trainer } = begin(optionsOf({ type: 'sgd', learningRate: 0.001 }));
    const { costs } = costSurface(plan, trainer, { low: [-1, 0], high: [1, 1] }, 3);
    const wanted = [0, 0.5, 1].flatMap((b) => [-1, 0, 1].map((a) => (1 - a) ** 2 + 100 * (b - a * a) ** 2));
    for (const [place, cost] of costs.entries()) assert.ok(Math.abs(cost - (wanted[place] ?? NaN)) < 1e-4);
  });
});
