/** Optimizers that find directions for whole parameters: on CSR rows, on threads, and in what they keep and take. */
import assert from 'node:assert/strict';

import { RandomStream } from '../../../src/base/philox.ts';
import { isDirected } from '../../../src/kinds/optimizers/rules.ts';
import { exampleOptimizers, optimizerKind } from '../../../src/kinds/optimizers/table.ts';
import type { Optimizer, Semantics } from '../../../src/format/types.ts';
import type { CheckpointState } from '../../../src/run/checkpoints.ts';
import { testedBackends, twinBackends, type TestedBackend } from '../../support/backends.ts';
import { dense, eventsOf, planOf, type PlanOptions, trainerOf } from '../../support/plans.ts';

const WORDS = 40;
const random = new RandomStream(3, 'synthetic');
/** Texts of a few words each. */
const x = Array.from({ length: 24 }, () => Array.from({ length: WORDS }, () => Number(random.normal() > 1)));
const y = x.map((words) => ((words[0] ?? 0) + (words[1] ?? 0) > 0 ? [1, 0] : [0, 1]));

function directed(semantics: Semantics): readonly Optimizer[] {
  return exampleOptimizers(semantics)
    .filter((optimizer) => isDirected(optimizer, [2, 2]))
    .map((optimizer) => ({ ...optimizer, learningRate: 0.02 }));
}

function options(optimizer: Optimizer, semantics: Semantics, sparse: boolean): PlanOptions {
  const full = optimizerKind(optimizer).needsFullBatch === true;
  return {
    ...{ x, y, semantics, sparse, optimizer },
    layers: [
      dense('dense1', 7, { activation: { type: 'tanh' } }),
      dense('dense2', 2, { activation: { type: 'softmax' } }),
    ],
    loss: { type: 'categoricalCrossentropy' },
    training: full ? { epochs: 9, batchSize: 'full' } : { epochs: 3, batchSize: 8 },
  };
}

function tensors(state: CheckpointState): readonly (readonly [string, readonly number[]])[] {
  return state.tensors.map(({ name, values }) => [name, [...values]]);
}

const backends = await testedBackends();

for (const semantics of ['keras', 'pytorch'] as const) {
  for (const optimizer of directed(semantics)) {
    describe(`${optimizer.type} under ${semantics}`, () => {
      for (const { name, create } of backends) {
        it(`trains on sparse rows as on dense ones (${name})`, () => {
          const [sparse, plain] = [true, false].map((one) => {
            const trainer = trainerOf(options(optimizer, semantics, one), {}, create);
            assert.equal(eventsOf(trainer).filter(({ kind }) => kind === 'step').length, 9);
            return tensors(trainer.checkpoint());
          });
          for (const [index, [tensor, values]] of (sparse ?? []).entries()) {
            const others = plain?.[index]?.[1] ?? [];
            for (const [place, value] of values.entries()) {
              const limit = 2e-3 * Math.max(0.1, Math.abs(value));
              assert.ok(Math.abs(value - (others[place] ?? NaN)) < limit, `${tensor}[${String(place)}]`);
            }
          }
        });
      }

      it('has the same bits on 1, 2 and 4 threads', async () => {
        const plain = backends.find(({ name }) => name === 'wasm');
        assert.ok(plain);
        const trained = (create: TestedBackend['create']) => {
          const trainer = trainerOf(options(optimizer, semantics, true), {}, create);
          eventsOf(trainer);
          return tensors(trainer.checkpoint());
        };
        const own = trained(plain.create);
        for (const threads of [2, 4]) {
          for (const { name, like, create, close } of await twinBackends(threads)) {
            if (like !== plain.name) continue;
            try {
              assert.deepEqual(trained(create), own, name);
            } finally {
              await close();
            }
          }
        }
      }).timeout(60_000);
    });
  }
}

describe('memory of optimizers that find directions', () => {
  it('counts slots of their own shapes, directions and room for products', () => {
    const optimizer = (type: string): Optimizer => {
      const found = exampleOptimizers('keras').find((one) => one.type === type);
      assert.ok(found);
      return found;
    };
    const bytes = (type: string): number =>
      planOf(options(optimizer(type), 'keras', false)).plan.memory.optimizer;
    const [kernels, biases] = [WORDS * 7 + 7 * 2, 7 + 2];
    assert.equal(bytes('adam'), 4 * 2 * (kernels + biases));
    assert.equal(bytes('adafactor'), 4 * (WORDS + 7 + 7 + 2 + biases + kernels + biases));
    assert.equal(bytes('muon'), 4 * (kernels + 2 * biases + kernels + 2 * WORDS * 7 + 2 * 7 * 7));
    assert.equal(bytes('lbfgs'), 4 * (2 + 200 + 1) * (kernels + biases));
  });
});
