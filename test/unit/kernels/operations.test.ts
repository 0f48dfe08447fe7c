/** Every row of the table of operations: the kernels compute what its function says, at every small width. */
import assert from 'node:assert/strict';

import { OPERATIONS } from '../../../src/engine/operations.ts';
import {
  examplesOf,
  isOfParameters,
  ONE_ROW,
  type AnyOperation,
} from '../../../src/kinds/operations/operation.ts';
import { EXAMPLE, exampleRows } from '../../../src/kinds/operations/sparseProducts.ts';
import type { SparseTensor, Tensor } from '../../../src/kinds/operations/tensor.ts';
import { prepareFlatAny } from '../../support/flat.ts';
import { compiledKernels } from './compiled.ts';
import { createTwins, numbers, type Twins } from './twins.ts';

/** Sizes of a call; what takes CSR rows has those of their example. */
function sizesOf({ operands }: AnyOperation, units: number): Readonly<Record<string, number>> {
  const sparse = Object.values(operands).some(({ layout }) => layout === 'sparse');
  const [rows, inputs] = sparse ? [EXAMPLE.rows, EXAMPLE.columns] : [1 + (units % 5), 7];
  return { rows, inputs, units, elements: units };
}

function check(twins: Twins, operation: AnyOperation, example: object, units: number): void {
  const sizes = sizesOf(operation, units);
  const tensors: Record<string, Tensor | SparseTensor> = {};
  Object.entries(operation.operands).forEach(([name, { axes, read, addable, layout }], index) => {
    if (layout === 'sparse') {
      tensors[name] = exampleRows();
      return;
    }
    const length = axes.reduce((product, axis) => product * (sizes[axis] ?? NaN), 1);
    const drawn = numbers(length, index + 1);
    const positive = operation.positive?.includes(name) ?? false;
    tensors[name] =
      read || addable
        ? twins.tensor(positive ? drawn.map((value) => Math.abs(value) + 0.1) : drawn)
        : twins.room(length);
  });
  const needed = operation.requires?.(example as never) ?? [];
  const without = Object.entries(operation.operands).filter(
    ([name, { optional }]) => optional && !needed.includes(name),
  );
  const all = { ...sizes, ...example, ...tensors };
  const optional = Object.fromEntries(without.map(([name]) => [name, null]));
  for (const operands of [all, { ...all, ...optional }]) {
    const rows = isOfParameters(operation) ? ONE_ROW : (sizes['rows'] ?? 0);
    const sums: Float64Array[] = [];
    twins.run((backend) => {
      const call = prepareFlatAny(operation, operands);
      sums.push(call.sums);
      return backend.run(call, rows);
    }, 1e-5);
    for (const [name, place] of Object.entries(operation.sums ?? {})) {
      const [reference = NaN, ours = NaN] = sums.map((found) => found[place]);
      const what = `${name} of ${operation.name} ${JSON.stringify(example)}: ${String(ours)}, not ${String(reference)}`;
      assert.ok(Math.abs(ours - reference) <= 1e-5 * (1 + Math.abs(reference)), what);
    }
    for (const [name, { written }] of Object.entries(operation.operands)) {
      const tensor = tensors[name];
      if (!written || tensor?.layout !== 'strided' || operands[name as keyof typeof operands] === null)
        continue;
      twins.expectEqual(tensor, `${name} of ${operation.name}, ${String(units)} units`, 2e-5, 2e-5);
    }
  }
}

for (const build of ['plain', 'relaxed', 'wide'] as const) {
  describe(`operations, ${build} build`, () => {
    let modules: Awaited<ReturnType<typeof compiledKernels>>;
    before(async function () {
      this.timeout(120_000);
      modules = await compiledKernels();
    });

    for (const operation of OPERATIONS) {
      it(`computes ${operation.name} as its row says`, () => {
        for (let units = 1; units <= 35; units += units < 9 ? 1 : 5) {
          const twins = createTwins(modules[build], build);
          for (const example of examplesOf(operation)) check(twins, operation, example, units);
        }
      });
    }
  });
}
