/** Every row of the table of operations: the kernels compute what its function says, at every small width. */
import assert from 'node:assert/strict';

import { OPERATIONS } from '../../../src/engine/operations.ts';
import {
  isOfParameters,
  ONE_ROW,
  prepareAny,
  type AnyOperation,
  type Tensor,
} from '../../../src/kinds/operations/operation.ts';
import { compiledKernels } from './compiled.ts';
import { createTwins, numbers, type Twins } from './twins.ts';

/** Sizes of a call; what is made of CSR rows has those of its example. */
function sizesOf(example: object, units: number): Readonly<Record<string, number>> {
  const batch = (example as { readonly x?: { readonly rows: number; readonly columns: number } }).x;
  return { rows: batch?.rows ?? 1 + (units % 5), inputs: batch?.columns ?? 7, units, elements: units };
}

function check(twins: Twins, operation: AnyOperation, example: object, units: number): void {
  const sizes = sizesOf(example, units);
  const tensors: Record<string, Tensor> = {};
  Object.entries(operation.operands).forEach(([name, { axes, read }], index) => {
    const length = axes.reduce((product, axis) => product * (sizes[axis] ?? NaN), 1);
    const drawn = numbers(length, index + 1);
    const positive = operation.positive?.includes(name) ?? false;
    tensors[name] = read
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
      const call = prepareAny(operation, operands);
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
      if (!written || !tensor || operands[name as keyof typeof operands] === null) continue;
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
          for (const example of operation.examples) check(twins, operation, example, units);
        }
      });
    }
  });
}
