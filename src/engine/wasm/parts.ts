/** Operations that are cut in a way of their own. */
import { CHUNK_SUMS, LOSS_PARTS } from './layout.ts';
import { cut, eachChunk, eachGrain, eachPiece, eachTaken, FLOAT, GRAIN, partOf } from './cutting.ts';
import { byName } from './generated/kernels.ts';

/** Columns and rows of a tile of the matrix products. */
const TILE_COLUMNS = 8;
const TILE_ROWS = 6;

/** The longer side of C is cut. bias 0: none. */
const gemm = partOf(
  ['m', 'n', 'k', 'a', 'aStepM', 'aStepK', 'b', 'bStepK', 'bStepN', 'c', 'stepC', 'bias'],
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

const activate = partOf(
  ['kind', 'z', 'a', 'length', 'alpha', 'scale'],
  ({ kernels, taken }, args, part, parts) => {
    eachGrain(args.length, taken, part, parts, (at, length) => {
      byName.activate(kernels, { ...args, z: args.z + at, a: args.a + at, length });
    });
  },
);

const activateBackward = partOf(
  ['kind', 'z', 'a', 'da', 'dz', 'length', 'alpha', 'scale'],
  ({ kernels, taken }, args, part, parts) => {
    const { z, a, da, dz } = args;
    eachGrain(args.length, taken, part, parts, (at, length) => {
      const moved = { z: z + at, a: a + at, da: da + at, dz: dz + at, length };
      byName.activateBackward(kernels, { ...args, ...moved });
    });
  },
);

const dropout = partOf(
  ['x', 'y', 'mask', 'length', 'threshold', 'keep', 'k0', 'k1', 'c1', 'c2', 'c3'],
  ({ kernels, taken }, args, part, parts) => {
    eachPiece(args.length, GRAIN, taken, part, parts, (first, length) => {
      byName.dropout(kernels, { ...args, first, length });
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

const scale = partOf(['g', 'length', 'factor'], ({ kernels, taken }, { g, length, factor }, part, parts) => {
  eachGrain(length, taken, part, parts, (at, count) => {
    byName.scale(kernels, { g: g + at, length: count, factor });
  });
});

const clipValue = partOf(
  ['g', 'length', 'limit'],
  ({ kernels, taken }, { g, length, limit }, part, parts) => {
    eachGrain(length, taken, part, parts, (at, count) => {
      byName.clipValue(kernels, { g: g + at, length: count, limit });
    });
  },
);

const addScaled = partOf(
  ['g', 'w', 'length', 'factor'],
  ({ kernels, taken }, { g, w, length, factor }, part, parts) => {
    eachGrain(length, taken, part, parts, (at, count) => {
      byName.addScaled(kernels, { g: g + at, w: w + at, length: count, factor });
    });
  },
);

/** A chunk's sum is its first. */
const sumSquares = partOf(['g', 'length'], ({ kernels, chunkSums, taken }, { g, length }, _part, parts) => {
  eachChunk(length, taken, parts, (first, count, sums) => {
    chunkSums[sums] = kernels.sumSquares(g + first * FLOAT, count);
  });
});

/** A chunk's sum is its first. */
const sumAbsolute = partOf(['g', 'length'], ({ kernels, chunkSums, taken }, { g, length }, _part, parts) => {
  eachChunk(length, taken, parts, (first, count, sums) => {
    chunkSums[sums] = kernels.sumAbsolute(g + first * FLOAT, count);
  });
});

/** A chunk's sums are Σ|w| and Σw². */
const penalize = partOf(
  ['w', 'g', 'length', 'l1', 'l2'],
  ({ kernels, chunkSums, ownSums, ownSumsAt, taken }, args, _part, parts) => {
    eachChunk(args.length, taken, parts, (first, length, sums) => {
      const at = first * FLOAT;
      byName.penalize(kernels, { ...args, w: args.w + at, g: args.g + at, length, sums: ownSumsAt });
      chunkSums.set(ownSums, sums);
    });
  },
);

/** A chunk's sums are in the order of UpdateSums. */
const update = partOf(
  ['kind', 'w', 'g', 's0', 's1', 's2', 'length', 'factors'],
  ({ kernels, chunkSums, ownSums, ownSumsAt, taken }, args, _part, parts) => {
    const { w, g, s0, s1, s2 } = args;
    eachChunk(args.length, taken, parts, (first, length, sums) => {
      const at = first * FLOAT;
      const moved = { w: w + at, g: g + at, s0: s0 + at, s1: s1 + at, s2: s2 + at, length };
      byName.optimize(kernels, { ...args, ...moved, sums: ownSumsAt });
      chunkSums.set(ownSums, sums);
    });
  },
);

export const PARTS = {
  gemm,
  activate,
  activateBackward,
  dropout,
  softmaxCrossentropy,
  scale,
  clipValue,
  addScaled,
  sumSquares,
  sumAbsolute,
  penalize,
  update,
};
