/** The binding of calls to kernels: operations that are more than one kernel here, and all others by their rows. */
import { STREAM } from '../../base/philox.ts';
import { activate, activateBackward } from '../../kinds/operations/activations.ts';
import { lossSum } from '../../kinds/operations/losses.ts';
import { dropout } from '../../kinds/operations/masks.ts';
import {
  operandOf,
  type AnyOperation,
  type BoundCall,
  type Call,
  type Operands,
  type Operation,
  type Tensor,
} from '../../kinds/operations/operation.ts';
import { dense, denseInputGradient, denseKernelGradient } from '../../kinds/operations/products.ts';
import { denseKernelGradientSparse, denseSparse } from '../../kinds/operations/sparseProducts.ts';
import { FLOAT, type Part } from './cutting.ts';
import { byName, KERNEL_ARGUMENTS, type KernelName, type Kernels } from './generated/kernels.ts';
import { activationCall, lossCall } from './kinds.ts';
import { CHUNK_SUMS, LOSS_PARTS } from './layout.ts';
import type { KernelMemory } from './cutting.ts';
import { PARTS } from './parts.ts';
import { cutRowOf, hasKernel, type CutRow } from './rowParts.ts';
import type { SparseArea } from './sparse.ts';
import type { Team } from './team.ts';

/** Products with fewer multiply-adds than this are not worth packing (measured by bench/kernels.ts). */
const SMALL_PRODUCT = 4096;
/** Losses of fewer numbers are summed in one part: by size alone, so that the sum is the same for any number of threads. */
const SMALL_LOSS = 2048;
/** About what a core does in the large products. */
const MULTIPLY_ADDS_PER_NANOSECOND = 16;
const TWO_32 = 0x1_0000_0000;

/** The environment of a bound call. */
export interface Binding {
  readonly memory: KernelMemory;
  readonly team: Team;
  readonly sparse: SparseArea;
  /** The address of a tensor, 0 where there is none. */
  readonly at: (tensor: Tensor | null) => number;
  /** The numbers of a tensor. */
  readonly view: (tensor: Tensor) => Float32Array;
}

interface Own {
  readonly name: string;
  bind(operands: never, binding: Binding): BoundCall;
}

/** Registers the code that computes `operation` here. */
function own<D extends Operation['operands'], S extends object>(
  { name }: Operation<D, S>,
  bind: (operands: Operands<D, S>, binding: Binding) => BoundCall,
): Own {
  return { name, bind };
}

type Product = Omit<Parameters<typeof byName.gemm>[1], 'scratch'>;

/** A product that is large enough to be packed, by as many threads as are worth it. */
function multiplyLarge({ memory, team }: Binding, product: Product): void {
  const nanoseconds = (product.m * product.n * product.k) / MULTIPLY_ADDS_PER_NANOSECOND;
  if (team.wants(nanoseconds)) team.run(PARTS.gemm, nanoseconds, product);
  else byName.gemm(memory.kernels, { ...product, scratch: memory.scratchAt });
}

const OWN: readonly Own[] = [
  own(dense, (operands, binding) => {
    const { inputs: k, units: n } = operands;
    const { kernels } = binding.memory;
    const a = binding.at(operands.x);
    const b = binding.at(operands.w);
    const c = binding.at(operands.z);
    const bias = binding.at(operands.b);
    const [aStepM, aStepK] = [k * FLOAT, FLOAT];
    const [bStepK, bStepN] = [n * FLOAT, FLOAT];
    const stepC = n * FLOAT;
    const product = { m: 0, n, k, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias };
    return (rows) => {
      product.m = rows;
      if (rows * n * k <= SMALL_PRODUCT) byName.gemmSmall(kernels, product);
      else multiplyLarge(binding, product);
      return 0;
    };
  }),
  own(denseKernelGradient, (operands, binding) => {
    const { inputs: m, units: n } = operands;
    const { kernels } = binding.memory;
    const a = binding.at(operands.x);
    const b = binding.at(operands.dz);
    const c = binding.at(operands.dw);
    const bias = 0;
    const [aStepM, aStepK] = [FLOAT, m * FLOAT];
    const [bStepK, bStepN] = [n * FLOAT, FLOAT];
    const stepC = n * FLOAT;
    const product = { m, n, k: 0, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias };
    return (rows) => {
      product.k = rows;
      if (m * n * rows <= SMALL_PRODUCT) byName.gemmSmall(kernels, product);
      else multiplyLarge(binding, product);
      return 0;
    };
  }),
  own(denseInputGradient, (operands, binding) => {
    const { inputs: n, units: k } = operands;
    const { kernels } = binding.memory;
    const a = binding.at(operands.dz);
    const b = binding.at(operands.w);
    const c = binding.at(operands.dx);
    const bias = 0;
    const [aStepM, aStepK] = [k * FLOAT, FLOAT];
    const [bStepK, bStepN] = [FLOAT, k * FLOAT];
    const stepC = n * FLOAT;
    const product = { m: 0, n, k, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias };
    return (rows) => {
      product.m = rows;
      if (rows * n * k <= SMALL_PRODUCT) byName.gemmSmallTransposed(kernels, product);
      else multiplyLarge(binding, product);
      return 0;
    };
  }),
  own(denseSparse, (operands, { sparse, at }) => {
    const [w, b, z] = [at(operands.w), at(operands.b), at(operands.z)];
    return () => {
      sparse.forward(operands.x, w, b, z, operands.units, operands.trains);
      return 0;
    };
  }),
  own(denseKernelGradientSparse, (operands, { sparse, at, view }) => {
    const gradient = { tensor: operands.dw, at: at(operands.dw), view: view(operands.dw) };
    const dz = at(operands.dz);
    return () => {
      sparse.kernelGradient(operands.x, dz, gradient, operands.units);
      return 0;
    };
  }),
  own(activate, (operands, { memory: { kernels }, team, at }) => {
    const { units } = operands;
    const found = activationCall(operands.activation);
    const [z, a] = [at(operands.z), at(operands.a)];
    if ('forward' in found) {
      const kernel = kernels[found.forward];
      return (rows) => {
        kernel(z, a, rows, units);
        return 0;
      };
    }
    const { kind, alpha, scale } = found;
    const args = { kind, z, a, length: 0, alpha, scale };
    return (rows) => {
      args.length = rows * units;
      const cost = args.length * activate.nanoseconds;
      if (team.wants(cost)) team.run(PARTS.activate, cost, args);
      else byName.activate(kernels, args);
      return 0;
    };
  }),
  own(activateBackward, (operands, { memory: { kernels }, team, at }) => {
    const { units } = operands;
    const found = activationCall(operands.activation);
    const [z, a, da, dz] = [at(operands.z), at(operands.a), at(operands.da), at(operands.dz)];
    if ('backward' in found) {
      const kernel = kernels[found.backward];
      return (rows) => {
        kernel(a, da, dz, rows, units);
        return 0;
      };
    }
    const { kind, alpha, scale } = found;
    const args = { kind, z, a, da, dz, length: 0, alpha, scale };
    return (rows) => {
      args.length = rows * units;
      const cost = args.length * activateBackward.nanoseconds;
      if (team.wants(cost)) team.run(PARTS.activateBackward, cost, args);
      else byName.activateBackward(kernels, args);
      return 0;
    };
  }),
  own(dropout, (operands, { memory: { kernels }, team, at }) => {
    const { units, key } = operands;
    const [x, y, mask] = [at(operands.x), at(operands.y), at(operands.mask)];
    return (rows) => {
      const { rate } = operands;
      const length = rows * units;
      const masking = {
        ...{ x, y, mask, length },
        // A word is at least rate·2³² exactly where it is at least the next whole number.
        threshold: Math.min(Math.ceil(rate * TWO_32), TWO_32 - 1),
        keep: 1 / (1 - rate),
        ...{ k0: key.seed, k1: STREAM.dropout, c1: key.layer },
        ...{ c2: key.step, c3: Math.floor(key.step / TWO_32) },
      };
      const cost = length * dropout.nanoseconds;
      if (team.wants(cost)) team.run(PARTS.dropout, cost, masking);
      else byName.dropout(kernels, { ...masking, first: 0 });
      return 0;
    };
  }),
  own(lossSum, (operands, { memory: { kernels, chunkSums }, team, at, view }) => {
    const { loss, fused, semantics, units } = operands;
    const found = lossCall(loss, fused, semantics);
    const [output, target, gradient] = [at(operands.output), at(operands.target), at(operands.gradient)];
    if (!found) {
      // Cross-entropies of probabilities are rare (a plan fuses them) and clipped in two ways: once is enough.
      const values = {
        ...operands,
        ...{ output: view(operands.output), target: view(operands.target) },
        gradient: operands.gradient && view(operands.gradient),
      };
      return (rows) => lossSum.reference(values, rows);
    }
    if (found.of === 'row') {
      const part = PARTS[found.kernel];
      const args = { z: output, target, gradient, rows: 0, units, factor: 0 };
      return (rows) => {
        args.rows = rows;
        args.factor = 1 / rows;
        if (rows * units <= SMALL_LOSS) return byName[found.kernel](kernels, args);
        team.run(part, rows * units * lossSum.nanoseconds, args);
        let total = 0;
        for (let place = 0; place < LOSS_PARTS * CHUNK_SUMS; place += CHUNK_SUMS) {
          total += chunkSums[place] ?? NaN;
        }
        return total;
      };
    }
    const { kind, parameter, derivativeFactor, valueFactor } = found;
    const share = found.mean ? units : 1;
    const args = { kind, output, target, gradient, length: 0, factor: 0, parameter };
    return (rows) => {
      args.length = rows * units;
      args.factor = derivativeFactor / (rows * share);
      return (byName.elementLoss(kernels, args) * valueFactor) / share;
    };
  }),
];

/** The numbers that depend on the batch and on the present part. */
interface RowNumbers {
  rows: number;
  length: number;
  readonly from: number;
  readonly to: number;
}

/** One kernel of the operation's name, whose arguments are the operands, the sizes and the settings of these names. */
function bindRow(
  { operation, operands }: Call,
  { memory, team, at }: Binding,
  part: Part | undefined,
): BoundCall {
  const { name, cut, nanoseconds } = operation;
  if (!hasKernel(name)) throw new RangeError(`There is no kernel for ${name}.`);
  const sizeOf = (axis: string): number => operandOf(operands, axis) as number;
  const [first] = Object.values(operation.operands);
  const width = (first?.axes ?? []).filter((axis) => axis !== 'rows').map(sizeOf);
  const perRow = width.reduce((product, size) => product * size, 1);
  const names = KERNEL_ARGUMENTS[name];
  const numbers: Record<string, number> & RowNumbers = { rows: 0, length: 0, from: 0, to: sizeOf('units') };
  for (const argument of names) {
    if (Object.hasOwn(numbers, argument)) continue;
    const value = operandOf(operands, argument);
    const isTensor = Object.hasOwn(operation.operands, argument);
    numbers[argument] = isTensor ? at(value as Tensor | null) : (value as number);
  }
  const kernel = byName[name] as (kernels: Kernels, args: object) => number | undefined;
  return (rows) => {
    const length = rows * perRow;
    numbers.rows = rows;
    numbers.length = length;
    const cost = length * nanoseconds;
    if (cut !== 'whole' && part && team.wants(cost)) team.run(part, cost, numbers);
    else kernel(memory.kernels, numbers);
    return 0;
  };
}

/** Operations that need no code here. */
function isRow(operation: AnyOperation): boolean {
  return !OWN.some(({ name }) => name === operation.name);
}

/** The cuts of those `operations` that need no code here. */
export function cutRowsOf(operations: readonly AnyOperation[]): CutRow[] {
  return operations.filter((one) => isRow(one) && one.cut !== 'whole').map(cutRowOf);
}

/** Makes of a call what runs it. */
export function bindCall(call: Call, binding: Binding, cuts: readonly CutRow[]): BoundCall {
  const found = OWN.find(({ name }) => name === call.operation.name);
  if (found) return found.bind(call.operands as never, binding);
  const index = cuts.findIndex(({ kernel }) => kernel === (call.operation.name as KernelName));
  const { parts } = binding.memory;
  return bindRow(call, binding, index < 0 ? undefined : parts[parts.length - cuts.length + index]);
}
