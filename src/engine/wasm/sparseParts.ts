/** The cutting of the operations on a batch of CSR rows. */
import { aligned } from './layout.ts';
import { cut, eachPiece, eachRowChunk, FLOAT, partOf } from './cutting.ts';
import { byName } from './generated/kernels.ts';
import type { KernelMemory } from './cutting.ts';

/** The arguments of `transpose`. */
export type TransposeArguments = Parameters<typeof byName.transpose>[1];

/** The arguments of `update`, of which the gradient is made from the batch here. */
export type UpdateArguments = Parameters<typeof byName.update>[1];

/** Turns a batch of CSR rows into its columns, whose number becomes the first sum. */
export function findColumns({ kernels, chunkSums }: KernelMemory, args: TransposeArguments): void {
  chunkSums[0] = byName.transpose(kernels, args);
}

/** bias 0: none. With `trains` not 0 the last thread finds the batch's columns before it helps with the rows. */
const sparseForward = partOf(
  [
    ...(['indptr', 'indices', 'values', 'w', 'bias', 'z', 'rows', 'units', 'trains'] as const),
    ...(['width', 'cursors', 'columns', 'starts', 'samples', 'columnValues'] as const),
  ],
  (memory, args, part, parts) => {
    const { kernels, taken } = memory;
    if (args.trains !== 0 && part === parts - 1) findColumns(memory, args);
    eachPiece(args.rows, 1, taken, part, parts, (from, to) => {
      byName.gatherRows(kernels, { ...args, from, to });
    });
  },
);

/** dw[column] = Σ value·dz[sample] for `count` columns. */
const sparseKernelGradient = partOf(
  ['columns', 'starts', 'samples', 'values', 'dz', 'dw', 'count', 'units'],
  ({ kernels }, args, part, parts) => {
    const from = cut(args.count, 1, part, parts);
    const to = cut(args.count, 1, part + 1, parts);
    byName.gatherColumns(kernels, { ...args, from, to });
  },
);

/** Rows that only an older batch touched are cleared. */
const clearStale = partOf(
  ['older', 'olderCount', 'columns', 'count', 'dw', 'units'],
  ({ kernels }, args, part, parts) => {
    const from = cut(args.olderCount, 1, part, parts);
    const to = cut(args.olderCount, 1, part + 1, parts);
    byName.clearStale(kernels, { ...args, from, to });
  },
);

const GRADIENT = ['columns', 'starts', 'samples', 'values', 'dz'] as const;
const RULE = ['kind', 'w', 's0', 's1', 's2', 'units', 'factors'] as const;

const updateTouched = partOf(
  [...GRADIENT, 'count', ...RULE, 'squares'],
  ({ kernels, chunkSums, ownSums, ownSumsAt, scratchAt, taken }, args, _part, parts) => {
    eachRowChunk(args.count, taken, parts, (from, to, sums) => {
      byName.updateTouched(kernels, { ...args, buffer: scratchAt, sums: ownSumsAt, from, to });
      chunkSums.set(ownSums, sums);
    });
  },
);

const updateAll = partOf(
  [...GRADIENT, 'count', 'rows', ...RULE],
  ({ kernels, chunkSums, ownSums, ownSumsAt, scratchAt, taken }, args, _part, parts) => {
    const zeros = scratchAt + aligned(args.units * FLOAT);
    eachRowChunk(args.rows, taken, parts, (from, to, sums) => {
      byName.updateAll(kernels, { ...args, buffer: scratchAt, zeros, sums: ownSumsAt, from, to });
      chunkSums.set(ownSums, sums);
    });
  },
);

export const SPARSE_PARTS = {
  sparseForward,
  sparseKernelGradient,
  clearStale,
  updateTouched,
  updateAll,
};
