/** Operations that are cut in a way of their own. */
import { CHUNK_SUMS, LOSS_PARTS } from './layout.ts';
import { cut, eachTaken, FLOAT, partOf } from './cutting.ts';
import { byName } from './generated/kernels.ts';

/** Columns and rows of a tile of the matrix products. */
const TILE_COLUMNS = 8;
const TILE_ROWS = 6;

/** The longer side of C is cut. bias 0: none. */
const gemm = partOf(
  ['m', 'n', 'k', 'a', 'aStepM', 'aStepK', 'b', 'bStepK', 'bStepN', 'c', 'stepC', 'bias', 'add'],
  ({ kernels, scratchAt }, args, part, parts) => {
    const { m, n, a, b, c, bias, stepC } = args;
    const across = n >= m;
    const j0 = across ? cut(n, TILE_COLUMNS, part, parts) : 0;
    const j1 = across ? cut(n, TILE_COLUMNS, part + 1, parts) : n;
    const i0 = across ? 0 : cut(m, TILE_ROWS, part, parts);
    const i1 = across ? m : cut(m, TILE_ROWS, part + 1, parts);
    if (j1 <= j0 || i1 <= i0) return;
    byName.gemm(kernels, {
      ...args,
      m: i1 - i0,
      n: j1 - j0,
      a: a + i0 * args.aStepM,
      b: b + j0 * args.bStepN,
      c: c + i0 * stepC + j0 * FLOAT,
      bias: bias === 0 ? 0 : bias + j0 * FLOAT,
      scratch: scratchAt,
    });
  },
);

/** gradient 0: none. A part's sum is its first. */
const softmaxCrossentropy = partOf(
  ['z', 'target', 'gradient', 'rows', 'units', 'factor'],
  ({ kernels, chunkSums, taken }, args, _part, parts) => {
    const { z, target, gradient, units } = args;
    eachTaken(LOSS_PARTS, taken, parts, (turn) => {
      const from = cut(args.rows, 1, turn, LOSS_PARTS);
      const rows = cut(args.rows, 1, turn + 1, LOSS_PARTS) - from;
      const at = from * units * FLOAT;
      const moved = { z: z + at, target: target + at, gradient: gradient === 0 ? 0 : gradient + at, rows };
      chunkSums[turn * CHUNK_SUMS] = byName.softmaxCrossentropy(kernels, { ...args, ...moved });
    });
  },
);

export const PARTS = { gemm, softmaxCrossentropy };
