/** Operations that are the kernel of their name: its arguments are the operands, sizes and settings of these names. */
import {
  isOfParameters,
  operandOf,
  type AnyOperation,
  type BoundCall,
  type Call,
} from '../../../kinds/operations/operation.ts';
import type { Tensor } from '../../../kinds/operations/tensor.ts';
import { chunkTotal } from '../cutting.ts';
import { KERNEL_ARGUMENTS } from '../generated/kernels.ts';
import { hasKernel, namedKernel } from '../rowParts.ts';
import type { SparseArea } from '../sparse.ts';
import type { Binding, CallParts } from './binding.ts';

/** The numbers that are no operand, or that every operation may have: the batch, the present part, the thread's sums, and 1 to add. */
interface RowNumbers {
  rows: number;
  length: number;
  readonly from: number;
  readonly to: number;
  readonly sums: number;
  readonly add: number;
}

/** Makes the gradients that an operation on parameters reads, if they are not made yet. */
function readiness({ operation, operands }: Call, sparse: SparseArea): (() => void) | null {
  if (!isOfParameters(operation)) return null;
  const tensors = Object.entries(operation.operands).flatMap(([name, { read, written }]) => {
    const tensor = operandOf(operands, name) as Tensor | null;
    return read && tensor ? [{ tensor, written }] : [];
  });
  return () => {
    for (const { tensor, written } of tensors) {
      if (written && operation.keepsZeros?.(operands as never) !== true) sparse.fill(tensor);
      else sparse.write(tensor);
    }
  };
}

/** The elements of a row of the first operand, which tells how much there is to do. */
function elementsOfRow({ operands: declared }: AnyOperation, operands: object): number {
  const [first] = Object.values(declared);
  const axes = (first?.axes ?? []).filter((axis) => axis !== 'rows');
  return axes.reduce((product, axis) => product * (operandOf(operands, axis) as number), 1);
}

/** @throws RangeError if the kernel has an argument that the row does not name */
export function bindRow(call: Call, binding: Binding, { sums, part }: CallParts): BoundCall {
  const { operation, operands } = call;
  const { memory, team, at } = binding;
  const { name, cut, nanoseconds } = operation;
  if (!hasKernel(name)) throw new RangeError(`There is no kernel for ${name}.`);
  const perRow = elementsOfRow(operation, operands);
  const axes = new Set(Object.values(operation.operands).flatMap((operand) => operand.axes));
  const to = axes.has('units') ? (operandOf(operands, 'units') as number) : 0;
  const numbers: Record<string, number> & RowNumbers = {
    rows: 0,
    length: 0,
    from: 0,
    to,
    sums: memory.ownSumsAt,
    add: Number(operandOf(operands, 'add') ?? false),
  };
  /** Settings may change between two runs. */
  const settings: string[] = [];
  for (const argument of KERNEL_ARGUMENTS[name]) {
    if (Object.hasOwn(numbers, argument)) continue;
    const value = operandOf(operands, argument);
    if (value === undefined) throw new RangeError(`The row of ${name} has no ${argument}.`);
    const isTensor = Object.hasOwn(operation.operands, argument);
    numbers[argument] = isTensor ? at(value as Tensor | null) : (value as number);
    if (!isTensor && !axes.has(argument)) settings.push(argument);
  }
  const kernel = namedKernel(name);
  const inChunks = cut === 'chunks';
  const ready = readiness(call, binding.sparse);
  /** Runs the kernel on what `numbers` say. */
  const compute = (rows: number): number => {
    const length = rows * perRow;
    numbers.rows = rows;
    numbers.length = length;
    const cost = length * nanoseconds;
    if (part && (inChunks || team.wants(cost))) team.run(part, cost, numbers);
    else kernel(memory.kernels, numbers);
    return 0;
  };
  // The rest is for settings and gradients: a step of a small network does not even look for them.
  if (!ready && settings.length === 0) return compute;
  const refresh = (): void => {
    ready?.();
    for (const setting of settings) numbers[setting] = operandOf(operands, setting) as number;
  };
  if (!inChunks) {
    return (rows) => {
      refresh();
      return compute(rows);
    };
  }
  return (rows) => {
    refresh();
    compute(rows);
    const { length } = numbers;
    for (let place = 0; place < sums.length; place++) {
      sums[place] = chunkTotal(memory.chunkSums, length, place);
    }
    return sums.length === 0 ? chunkTotal(memory.chunkSums, length, 0) : 0;
  };
}
