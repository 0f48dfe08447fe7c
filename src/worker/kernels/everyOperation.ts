/** Every operation on the same numbers: what two builds of the kernels, and any number of threads, agree on. */
import { createHash } from 'node:crypto';
import type { Backend, Tensor } from '../../engine/backend.ts';
import { OPERATIONS } from '../../engine/operations.ts';
import type { Optimizer } from '../../format/types.ts';
import { prepare, prepareAny, type AnyOperation } from '../../kinds/operations/operation.ts';
import { denseKernelGradientSparse, EXAMPLE } from '../../kinds/operations/sparseProducts.ts';

/** Odd sizes: edges of every width occur. */
const SIZES: Readonly<Record<string, number>> = { rows: EXAMPLE.rows, inputs: EXAMPLE.columns, units: 301 };
/** A width that the sparse kernels have a way of their own for. */
const EVEN = 64;
/** Numbers that a backend needs room for: every operand of every operation has its own. */
export const EVERY_OPERATION_ELEMENTS = 1 << 22;
/** CSR batches that a backend needs room for. */
export const EVERY_OPERATION_ROOM = EXAMPLE;

const COMMON = { learningRate: 0.01, weightDecay: 0 };
const ADAM: Optimizer = { ...COMMON, type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const SGD: Optimizer = { ...COMMON, type: 'sgd', momentum: 0, nesterov: false };
const MOMENTUM: Optimizer = { ...COMMON, type: 'sgd', momentum: 0.9, nesterov: true };

/** The tensors that an optimizer steps on. */
interface Parameter {
  readonly w: Tensor;
  readonly g: Tensor;
  readonly slots: readonly Tensor[];
}

interface Tried {
  readonly operation: AnyOperation;
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly sizes: Readonly<Record<string, number>>;
}

export interface OperationTensors {
  readonly operations: readonly Tried[];
  readonly dense: Parameter;
  readonly text: Parameter & { readonly dz: Tensor };
}

/** Takes a tensor for every operand of every operation. */
export function allocateOperations(backend: Backend): OperationTensors {
  const parameter = (length: number): Parameter => ({
    w: backend.allocate(length),
    g: backend.allocate(length),
    slots: [backend.allocate(length), backend.allocate(length)],
  });
  const tried = (operation: AnyOperation, units: number): Tried => {
    const sizes = { ...SIZES, units };
    const tensors = Object.entries(operation.operands).map(([name, { axes }]): [string, Tensor] => {
      const length = axes.reduce((product, axis) => product * ((sizes as typeof SIZES)[axis] ?? NaN), 1);
      return [name, backend.allocate(length)];
    });
    return { operation, tensors: Object.fromEntries(tensors), sizes };
  };
  const { rows = 0, inputs = 0, units = 0 } = SIZES;
  return {
    operations: OPERATIONS.flatMap((one) => [tried(one, units), tried(one, EVEN)]),
    dense: parameter(inputs * units),
    text: { ...parameter(inputs * EVEN), dz: backend.allocate(rows * EVEN) },
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

/** Steps that are not rows of the table: penalties, clipping, decay and the optimizers' steps. */
function everyStep(backend: Backend, { dense, text }: OperationTensors): string[] {
  const measured: number[] = [];
  const sums = { gradientSquares: 0, gradientAbsolute: 0, weightSquares: 0, updateSquares: 0 };
  const update = (optimizer: Optimizer, { w, g }: Parameter, slots: readonly Tensor[]): void => {
    backend.update({ optimizer, semantics: 'pytorch', learningRate: 0.01, step: 3 }, w, g, slots, sums);
    measured.push(...Object.values(sums));
  };
  for (const { w, g, slots } of [dense, text]) {
    for (const tensor of [w, g, ...slots]) fill(backend, tensor);
    const [, squares] = slots;
    if (squares) backend.view(squares).fill(0.25);
  }
  const { w, g, slots } = dense;
  const penalty = { absolute: 0, squares: 0 };
  backend.penalize(w, g, 0.001, 0.002, penalty);
  measured.push(penalty.absolute, penalty.squares, backend.sumSquares(g), backend.sumAbsolute(g));
  backend.clipValue(g, 2);
  backend.scale(g, 0.7);
  backend.addScaled(g, w, 0.01);
  update(ADAM, dense, slots);
  update(MOMENTUM, dense, slots.slice(0, 1));
  update(SGD, dense, []);

  fill(backend, text.dz);
  const { dz } = text;
  const gradients = denseKernelGradientSparse.examples.map((example) =>
    prepare(denseKernelGradientSparse, {
      ...{ ...example, dz, dw: text.g, inputs: EXAMPLE.columns, units: EVEN },
    }),
  );
  for (const optimizer of [SGD, ADAM]) {
    for (const gradient of gradients) backend.run(gradient, EXAMPLE.rows);
    update(optimizer, text, optimizer === ADAM ? text.slots : []);
  }
  return [...measured.map(String), ...bitsOf(backend, [w, g, ...slots, text.w, text.g, ...text.slots])];
}

/** Fills the tensors anew, runs the operations and returns the bits of all results. */
export function everyOperation(backend: Backend, tensors: OperationTensors): string {
  const found: string[] = [];
  for (const { operation, tensors: operands, sizes } of tensors.operations) {
    for (const example of operation.examples) {
      const all = Object.values(operands);
      for (const tensor of all) fill(backend, tensor);
      for (const name of operation.positive ?? []) makePositive(backend, operands[name]);
      const sum = backend.run(prepareAny(operation, { ...example, ...operands, ...sizes }), EXAMPLE.rows);
      found.push(operation.name, String(sum), ...bitsOf(backend, all));
    }
  }
  return [...found, ...everyStep(backend, tensors)].join('\n');
}
