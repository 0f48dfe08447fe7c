/** The first layer on CSR rows, over several batches: gradients and updates are those of a dense layer. */
import assert from 'node:assert/strict';

import type { Optimizer } from '../../../src/format/types.ts';
import type { SparseBatch, Tensor, UpdateSums } from '../../../src/engine/backend.ts';
import { slotsOf } from '../../../src/engine/optimizerRules.ts';
import { compiledKernels } from './compiled.ts';
import { prepare } from '../../../src/kinds/operations/operation.ts';
import { denseKernelGradientSparse } from '../../../src/kinds/operations/sparseProducts.ts';
import { createTwins, numbers, type Twins } from './twins.ts';

const ROWS = 6;
const COLUMNS = 50;

/** A batch whose rows have a few of the columns, others in each batch. */
function batch(seed: number): SparseBatch {
  const drawn = numbers(ROWS * COLUMNS, seed);
  const indptr = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const value = drawn[row * COLUMNS + column] ?? 0;
      if (value < 0.8) continue;
      indices.push(column);
      values.push(value);
    }
    indptr.push(indices.length);
  }
  return {
    rows: ROWS,
    columns: COLUMNS,
    indptr: Uint32Array.from(indptr),
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
  };
}

function emptySums(): UpdateSums {
  return { gradientSquares: 0, gradientAbsolute: 0, weightSquares: 0, updateSquares: 0 };
}

const BASE = { learningRate: 0.1, weightDecay: 0 };
const OPTIMIZERS: readonly Optimizer[] = [
  { ...BASE, type: 'sgd', momentum: 0, nesterov: false },
  { ...BASE, type: 'sgd', momentum: 0.9, nesterov: true },
  { ...BASE, type: 'adagrad', initialAccumulator: 0.1, epsilon: 1e-7 },
  { ...BASE, type: 'rmsprop', rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
  { ...BASE, type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  { ...BASE, type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 },
];

const NAMES: readonly (keyof UpdateSums)[] = [
  'gradientSquares',
  'gradientAbsolute',
  'weightSquares',
  'updateSquares',
];

/** What happens to the gradient between the backward pass and the update. */
type Between = (twins: Twins, w: Tensor, dw: Tensor) => void;
const BETWEEN: Readonly<Record<string, Between>> = {
  'at once': () => undefined,
  'after a look at the gradient': (twins, _w, dw) => {
    twins.expectEqual(dw, 'dW', 1e-5, 4e-6);
  },
  'after clipping': (twins, _w, dw) => {
    twins.run((backend) => backend.sumSquares(dw), 1e-6);
    twins.run((backend) => {
      backend.scale(dw, 0.5);
      return undefined;
    });
  },
  'after a penalty': (twins, w, dw) => {
    twins.run((backend) => {
      backend.penalize(w, dw, 0.01, 0.02, { absolute: 0, squares: 0 });
      return undefined;
    });
  },
};

for (const build of ['plain', 'relaxed', 'wide'] as const) {
  describe(`sparse rows, ${build} build`, () => {
    let modules: Awaited<ReturnType<typeof compiledKernels>>;
    before(async function () {
      this.timeout(120_000);
      modules = await compiledKernels();
    });

    for (const optimizer of OPTIMIZERS) {
      for (const [when, between] of Object.entries(BETWEEN)) {
        it(`${optimizer.type} ${String('momentum' in optimizer ? optimizer.momentum : '')} steps ${when}`, () => {
          for (const units of [1, 7, 16, 48, 100]) {
            const twins = createTwins(modules[build], build);
            const w = twins.tensor(numbers(COLUMNS * units, 1));
            const dz = twins.tensor(numbers(ROWS * units, 2));
            const dw = twins.room(COLUMNS * units);
            const slots = slotsOf(optimizer, 'keras').map(({ initial }) =>
              twins.tensor(new Array<number>(COLUMNS * units).fill(initial)),
            );
            for (let step = 1; step <= 4; step++) {
              const x = batch(10 + step);
              twins.run((backend) => {
                const gradient = { x, dz, dw, inputs: COLUMNS, units };
                backend.run(prepare(denseKernelGradientSparse, gradient), ROWS);
                return undefined;
              });
              between(twins, w, dw);
              const rule = { optimizer, semantics: 'keras', learningRate: 0.1, step } as const;
              const found: UpdateSums[] = [];
              twins.run((backend) => {
                const sums = emptySums();
                backend.update(rule, w, dw, slots, sums);
                found.push(sums);
                return undefined;
              });
              const [reference, ours] = found;
              for (const name of NAMES) {
                const expected = reference?.[name] ?? NaN;
                const difference = Math.abs((ours?.[name] ?? NaN) - expected);
                assert.ok(difference <= 1e-5 * Math.abs(expected) + 1e-12, `${name} at step ${String(step)}`);
              }
              // g/√v has the sign of a gradient whose sum may all but cancel: there rounding shows.
              twins.expectEqual(w, 'w', 1e-5, 1e-4);
              for (const slot of slots) twins.expectEqual(slot, 'slot', 1e-5, 1e-6);
            }
          }
        });
      }
    }
  });
}
