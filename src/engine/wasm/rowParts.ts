/** Operations of the table that need no part of their own: their rows say how they are cut. */
import type { AnyOperation } from '../../kinds/operations/operation.ts';
import { cut, eachPiece, FLOAT, GRAIN, type Part } from './cutting.ts';
import { byName, KERNEL_ARGUMENTS, type KernelName, type Kernels } from './generated/kernels.ts';

/** Columns of a cache line. */
const COLUMNS = 16;

/** A row of the table as helper threads are told it: plain data. */
export interface CutRow {
  readonly kernel: KernelName;
  readonly cut: AnyOperation['cut'];
  /** Of the tensors that are cut, the sizes whose product is the step from one row to the next. */
  readonly strides: Readonly<Record<string, readonly string[]>>;
}

/** True if the kernels have one of the operation's name. */
export function hasKernel(name: string): name is KernelName {
  return Object.hasOwn(KERNEL_ARGUMENTS, name);
}

export function cutRowOf({ name, cut, operands }: AnyOperation): CutRow {
  if (!hasKernel(name)) throw new RangeError(`There is no kernel ${name}.`);
  const inRows = Object.entries(operands).filter(([, { axes }]) => axes[0] === 'rows');
  return {
    kernel: name,
    cut,
    strides: Object.fromEntries(inRows.map(([operand, { axes }]) => [operand, axes.slice(1)])),
  };
}

/** The part of a row: `from` and `to` are rows, elements or columns. */
export function partOfRow({ kernel, cut: kind, strides }: CutRow): Part {
  const names = KERNEL_ARGUMENTS[kernel];
  const call = byName[kernel] as (kernels: Kernels, args: object) => unknown;
  const strideOf = (name: string, args: Readonly<Record<string, number>>): number => {
    if (kind === 'elements') return FLOAT;
    return (strides[name] ?? []).reduce((product, size) => product * (args[size] ?? NaN), FLOAT);
  };
  const run: Part['run'] = ({ kernels, taken }, args, part, parts) => {
    if (kind === 'columns') {
      const units = args['units'] ?? 0;
      const [from, to] = [cut(units, COLUMNS, part, parts), cut(units, COLUMNS, part + 1, parts)];
      if (to > from) call(kernels, { ...args, from, to });
      return;
    }
    const counted = kind === 'rows' ? 'rows' : 'length';
    const grain = kind === 'rows' ? 1 : GRAIN;
    eachPiece(args[counted] ?? 0, grain, taken, part, parts, (from, to) => {
      const moved: Record<string, number> = { ...args, [counted]: to - from };
      for (const name of Object.keys(strides)) {
        const address = args[name] ?? 0;
        // 0 stands for no tensor.
        if (address !== 0) moved[name] = address + from * strideOf(name, args);
      }
      call(kernels, moved);
    });
  };
  return { names, run };
}
