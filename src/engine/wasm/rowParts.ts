/** The cuts of operations that their rows of the table say. */
import type { AnyOperation } from '../../kinds/operations/operation.ts';
import { cut, eachChunk, eachPiece, FLOAT, GRAIN, type Part } from './cutting.ts';
import { byName, KERNEL_ARGUMENTS, type KernelName, type Kernels } from './generated/kernels.ts';
import { CHUNK_SUMS } from './layout.ts';

/** Columns of a cache line. */
const COLUMNS = 16;

/** The argument that says how much there is to cut. */
const COUNTED = { rows: 'rows', elements: 'length', chunks: 'length', columns: 'units' } as const;

/** A row of the table as helper threads are told it: plain data. */
export interface CutRow {
  readonly kernel: KernelName;
  readonly cut: keyof typeof COUNTED;
  /** Of the tensors that are cut, the sizes whose product is the step from one row to the next. */
  readonly strides: Readonly<Record<string, readonly string[]>>;
}

/** A kernel that is called by the names of its arguments; it returns a sum or writes several to `sums`. */
export type NamedKernel = (kernels: Kernels, args: Readonly<Record<string, number>>) => number | undefined;

/** True if the kernels have one of the operation's name. */
export function hasKernel(name: string): name is KernelName {
  return Object.hasOwn(KERNEL_ARGUMENTS, name);
}

/** The kernel of `name`; its arguments are those that KERNEL_ARGUMENTS lists. */
export function namedKernel(name: KernelName): NamedKernel {
  return byName[name] as NamedKernel;
}

/** The cut of a row; null if it is not cut. */
export function cutRowOf({ name, cut, operands, sums = {} }: AnyOperation): CutRow | null {
  if (cut === 'whole') return null;
  if (!hasKernel(name)) throw new RangeError(`There is no kernel ${name}.`);
  if (Object.keys(sums).length > CHUNK_SUMS) throw new RangeError(`${name} has too many sums.`);
  const tensors = Object.entries(operands);
  // Single elements are cut in all operands alike.
  const moving = tensors.filter(
    ([, { axes }]) => cut === 'elements' || cut === 'chunks' || axes[0] === 'rows',
  );
  return {
    kernel: name,
    cut,
    strides: Object.fromEntries(moving.map(([operand, { axes }]) => [operand, axes.slice(1)])),
  };
}

/** The part of a row: `from` and `to` are rows, elements or columns. */
export function partOfRow({ kernel, cut: kind, strides }: CutRow): Part {
  const call = namedKernel(kernel);
  const moving = Object.entries(strides);
  const counted = COUNTED[kind];
  const sizes = kind === 'rows' ? Object.values(strides).flat() : [];
  const names = [...new Set([...KERNEL_ARGUMENTS[kernel], counted, ...sizes])];
  const isTold = names.includes('from');
  const strideOf = (axes: readonly string[], args: Readonly<Record<string, number>>): number => {
    if (kind !== 'rows') return FLOAT;
    return axes.reduce((product, size) => product * (args[size] ?? NaN), FLOAT);
  };
  /** The arguments for `from` to `to`: told to a kernel that knows the words, else addresses are moved. */
  const between = (args: Readonly<Record<string, number>>, from: number, to: number) => {
    const moved: Record<string, number> = { ...args, from, to };
    if (isTold) return moved;
    moved[counted] = to - from;
    for (const [name, axes] of moving) {
      const address = args[name] ?? 0;
      // 0 stands for no tensor.
      if (address !== 0) moved[name] = address + from * strideOf(axes, args);
    }
    return moved;
  };
  const run: Part['run'] = ({ kernels, taken, chunkSums, ownSums, ownSumsAt }, args, part, parts) => {
    const count = args[counted] ?? NaN;
    if (kind === 'columns') {
      const [from, to] = [cut(count, COLUMNS, part, parts), cut(count, COLUMNS, part + 1, parts)];
      if (to > from) call(kernels, between(args, from, to));
      return;
    }
    if (kind === 'chunks') {
      eachChunk(count, taken, parts, (first, length, place) => {
        const found = call(kernels, { ...between(args, first, first + length), sums: ownSumsAt });
        if (found === undefined) chunkSums.set(ownSums, place);
        else chunkSums[place] = found;
      });
      return;
    }
    eachPiece(count, kind === 'rows' ? 1 : GRAIN, taken, part, parts, (from, to) => {
      call(kernels, between(args, from, to));
    });
  };
  return { names, run };
}
