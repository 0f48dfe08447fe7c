/** Every operation on the same numbers: what two builds of the kernels, and any number of threads, agree on. */
import { createHash } from 'node:crypto';
import type { Backend, Tensor } from '../../engine/backend.ts';
import { OPERATIONS } from '../../engine/operations.ts';
import { CHUNK } from '../../engine/wasm/layout.ts';
import {
  examplesOf,
  isOfParameters,
  ONE_ROW,
  prepare,
  prepareAny,
  type AnyOperation,
} from '../../kinds/operations/operation.ts';
import { numbers } from '../../kinds/shape.ts';
import { denseKernelGradientSparse, EXAMPLE, exampleRows } from '../../kinds/operations/sparseProducts.ts';
import { slotOperands, update } from '../../kinds/operations/update.ts';
import { SLOTS } from '../../kinds/optimizers/optimizer.ts';

/** Odd sizes: edges of every width occur. */
const SIZES: Readonly<Record<string, number>> = {
  ...{ rows: EXAMPLE.rows, inputs: EXAMPLE.columns, units: 301 },
  // Three chunks, the last one short.
  elements: 2 * CHUNK + 245,
};
/** A width that the sparse kernels have a way of their own for. */
const EVEN = 64;
/** The operand of that name of those operations that take sparse rows. */
const SPARSE = { x: exampleRows() };
/** Numbers that a backend needs room for: every operand of every operation has its own. */
export const EVERY_OPERATION_ELEMENTS = 1 << 22;
/** CSR batches that a backend needs room for. */
export const EVERY_OPERATION_ROOM = EXAMPLE;

interface Tried {
  readonly operation: AnyOperation;
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly sizes: Readonly<Record<string, number>>;
}

/** The tensors of a layer on CSR rows, whose gradient is made while an optimizer steps. */
interface TextLayer {
  readonly w: Tensor;
  readonly dw: Tensor;
  readonly dz: Tensor;
  readonly slots: readonly Tensor[];
}

export interface OperationTensors {
  readonly operations: readonly Tried[];
  readonly text: TextLayer;
}

/** Takes a tensor for every operand of every operation. */
export function allocateOperations(backend: Backend): OperationTensors {
  const tried = (operation: AnyOperation, units: number): Tried => {
    const sizes = { ...SIZES, units };
    const sizeOfAxis = (axis: string): number => (sizes as typeof SIZES)[axis] ?? NaN;
    const dense = Object.entries(operation.operands).filter(([, { layout }]) => layout !== 'sparse');
    const tensors = dense.map(([name, { axes }]): [string, Tensor] => {
      const [rows, inner] = axes[0] === 'rows' ? [sizeOfAxis('rows'), axes.slice(1)] : [null, axes];
      return [name, backend.allocate(numbers(...inner.map(sizeOfAxis)), rows)];
    });
    return { operation, tensors: Object.fromEntries(tensors), sizes };
  };
  const { units = 0 } = SIZES;
  const kernel = numbers(EXAMPLE.columns, EVEN);
  return {
    operations: OPERATIONS.flatMap((one) =>
      isOfParameters(one) ? [tried(one, units)] : [tried(one, units), tried(one, EVEN)],
    ),
    text: {
      w: backend.allocate(kernel),
      dw: backend.allocate(kernel),
      dz: backend.allocate(numbers(EVEN), EXAMPLE.rows),
      slots: SLOTS.map(() => backend.allocate(kernel)),
    },
  };
}

/** A number in (−1, 1) that looks random and is the same everywhere: no library function is asked. */
function numberAt(index: number): number {
  const mixed = Math.imul(index ^ (index >>> 15), 0x2c1b3c6d);
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) | 0) / 0x8000_0000;
}

/** After so many the numbers of a tensor come again. */
const PERIOD = 997;

function fill(backend: Backend, tensor: Tensor): void {
  const view = backend.view(tensor);
  for (let at = 0; at < Math.min(PERIOD, view.length); at++) view[at] = numberAt(tensor.offset + at);
  for (let at = PERIOD; at < view.length; at += PERIOD) view.copyWithin(at, 0, PERIOD);
}

function makePositive(backend: Backend, tensor: Tensor | undefined): void {
  const view = tensor ? backend.view(tensor) : [];
  view.forEach((value, at) => {
    view[at] = Math.abs(value) + 0.1;
  });
}

/** A digest of the bits of each tensor. */
function bitsOf(backend: Backend, tensors: readonly Tensor[]): string[] {
  return tensors.map((tensor) => {
    // The kernels' memory is shared with other threads: a copy is not.
    const { buffer } = Float32Array.from(backend.view(tensor));
    return createHash('sha1').update(new Uint8Array(buffer)).digest('base64');
  });
}

/** Steps on a gradient of CSR rows that is not made yet. */
function stepsOnText(backend: Backend, { w, dw, dz, slots }: TextLayer): string[] {
  for (const tensor of [w, dz, ...slots]) fill(backend, tensor);
  for (const slot of slots) makePositive(backend, slot);
  const sizes = { inputs: EXAMPLE.columns, units: EVEN };
  const gradients = denseKernelGradientSparse.examples.map((example) =>
    prepare(denseKernelGradientSparse, { ...SPARSE, ...example, dz, dw, ...sizes }),
  );
  const sums = update.examples.flatMap((example) => {
    const operands = { w, g: dw, ...slotOperands(slots), elements: w.length };
    const step = prepare(update, { ...example, ...operands });
    for (const gradient of gradients) backend.run(gradient, EXAMPLE.rows);
    backend.run(step, ONE_ROW);
    return [...step.sums];
  });
  return [...sums.map(String), ...bitsOf(backend, [w, dw, ...slots])];
}

/** Fills the tensors anew, runs the operations and returns the bits of all results. */
export function everyOperation(backend: Backend, tensors: OperationTensors): string {
  const found: string[] = [];
  for (const { operation, tensors: operands, sizes } of tensors.operations) {
    for (const example of examplesOf(operation)) {
      const all = Object.values(operands);
      for (const tensor of all) fill(backend, tensor);
      for (const name of operation.positive ?? []) makePositive(backend, operands[name]);
      const call = prepareAny(operation, { ...SPARSE, ...example, ...operands, ...sizes });
      const sum = backend.run(call, isOfParameters(operation) ? ONE_ROW : EXAMPLE.rows);
      found.push(operation.name, String(sum), ...[...call.sums].map(String), ...bitsOf(backend, all));
    }
  }
  return [...found, ...stepsOnText(backend, tensors.text)].join('\n');
}
