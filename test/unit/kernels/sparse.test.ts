/** The first layer on CSR rows, over several batches: gradients and updates are those of a dense layer. */
import assert from 'node:assert/strict';

import type { Optimizer } from '../../../src/format/types.ts';
import type { SparseBatch, Tensor } from '../../../src/engine/backend.ts';
import { elementSlots, isDirected } from '../../../src/kinds/optimizers/rules.ts';
import { compiledKernels } from './compiled.ts';
import { ONE_ROW } from '../../../src/kinds/operations/operation.ts';
import { sparseTensor } from '../../../src/kinds/operations/tensor.ts';
import { prepareFlat as prepare } from '../../support/flat.ts';
import { penalize, scale, sumSquares } from '../../../src/kinds/operations/parameters.ts';
import { denseKernelGradientSparse } from '../../../src/kinds/operations/sparseProducts.ts';
import { slotOperands, update } from '../../../src/kinds/operations/update.ts';
import { exampleOptimizers } from '../../../src/kinds/optimizers/table.ts';
import { UPDATE_SUMS } from '../../../src/kinds/optimizers/optimizer.ts';
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

/** Every optimizer of the catalogue, with every kernel that it has. */
const OPTIMIZERS: readonly Optimizer[] = exampleOptimizers('keras')
  .filter((one) => !isDirected(one, [1, 1]))
  .map((one) => ({
    ...one,
    learningRate: 0.1,
  }));

/** What happens to the gradient between the backward pass and the update. */
type Between = (twins: Twins, w: Tensor, dw: Tensor) => void;
const BETWEEN: Readonly<Record<string, Between>> = {
  'at once': () => undefined,
  'after a look at the gradient': (twins, _w, dw) => {
    twins.expectEqual(dw, 'dW', 1e-5, 4e-6);
  },
  'after clipping': (twins, _w, dw) => {
    const elements = dw.length;
    twins.run((backend) => backend.run(prepare(sumSquares, { x: dw, elements }), ONE_ROW), 1e-6);
    twins.run((backend) => backend.run(prepare(scale, { g: dw, elements, factor: 0.5 }), ONE_ROW));
  },
  'after a penalty': (twins, w, dw) => {
    const operands = { w, g: dw, elements: w.length, l1: 0.01, l2: 0.02 };
    twins.run((backend) => backend.run(prepare(penalize, operands), ONE_ROW));
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
      // Its momentum is a sum of steps g/√v, not of gradients.
      const keepsSteps = optimizer.type === 'rmsprop' && optimizer.momentum > 0;
      for (const [when, between] of Object.entries(BETWEEN)) {
        it(`${JSON.stringify(optimizer)} steps ${when}`, () => {
          for (const units of [1, 7, 16, 48, 100]) {
            const twins = createTwins(modules[build], build);
            const w = twins.tensor(numbers(COLUMNS * units, 1));
            const dz = twins.tensor(numbers(ROWS * units, 2));
            const dw = twins.room(COLUMNS * units);
            const slots = elementSlots(optimizer, 'keras').map(({ initial }) =>
              twins.tensor(
                initial === 'weights'
                  ? numbers(COLUMNS * units, 1)
                  : new Array<number>(COLUMNS * units).fill(initial),
              ),
            );
            for (let step = 1; step <= 4; step++) {
              const x = batch(10 + step);
              twins.run((backend) => {
                const gradient = { x: sparseTensor(COLUMNS, x), dz, dw, inputs: COLUMNS, units };
                backend.run(prepare(denseKernelGradientSparse, gradient), ROWS);
                return undefined;
              });
              between(twins, w, dw);
              const rule = { optimizer, semantics: 'keras', learningRate: 0.1, step } as const;
              const found: Float64Array[] = [];
              twins.run((backend) => {
                const operands = { w, g: dw, ...slotOperands(slots), elements: w.length };
                const updating = prepare(update, { rule, ...operands });
                backend.run(updating, ONE_ROW);
                found.push(updating.sums);
                return undefined;
              });
              const [reference, ours] = found;
              for (const [name, place] of Object.entries(UPDATE_SUMS)) {
                const expected = reference?.[place] ?? NaN;
                const difference = Math.abs((ours?.[place] ?? NaN) - expected);
                assert.ok(difference <= 1e-5 * Math.abs(expected) + 1e-12, `${name} at step ${String(step)}`);
              }
              // g/√v has the sign of a gradient whose sum may all but cancel: there rounding shows.
              twins.expectEqual(w, 'w', 1e-5, 1e-4);
              for (const slot of slots) twins.expectEqual(slot, 'slot', 1e-5, keepsSteps ? 1e-4 : 1e-6);
            }
          }
        });
      }
    }
  });
}
