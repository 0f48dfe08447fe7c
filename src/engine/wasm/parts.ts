/**
 * The operations that are worth cutting into parts, each with the arguments it takes, which are numbers only: so any
 * thread can do any part. Parts write different elements, and no element depends on where the cuts are.
 */
import { aligned, CHUNK, CHUNK_SUMS, LINE, LOSS_PARTS, ROWS_OF_CHUNK } from './layout.ts';
import type { KernelMemory } from './module.ts';

const FLOAT = 4;
/** Elements per cut of a plain pass: whole cache lines, and whole blocks of dropout's random words. */
const GRAIN = 1024;
/** Columns and rows of a tile of the matrix products. */
const TILE_COLUMNS = 8;
const TILE_ROWS = 6;

type Part = (memory: KernelMemory, args: ArrayLike<number>, part: number, parts: number) => void;

/** First element of `part` when `count` elements are cut into `parts`, at multiples of `grain`. */
function cut(count: number, grain: number, part: number, parts: number): number {
  return Math.min(count, Math.floor((Math.ceil(count / grain) * part) / parts) * grain);
}

/** Argument `index`; the tables of callers and parts agree on how many there are. */
function arg(args: ArrayLike<number>, index: number): number {
  return args[index] ?? 0;
}

/**
 * Calls `visit` with every chunk that no other thread takes: each takes the next one when it has done with one, since chunks
 * differ in what they cost and processors in what else they have to do.
 */
function eachTaken(chunks: number, taken: Int32Array, parts: number, visit: (chunk: number) => void): void {
  if (parts === 1) {
    for (let chunk = 0; chunk < chunks; chunk++) visit(chunk);
    return;
  }
  for (let chunk = Atomics.add(taken, 0, 1); chunk < chunks; chunk = Atomics.add(taken, 0, 1)) visit(chunk);
}

/** Pieces for each thread of what is cut evenly. */
const PIECES = 4;

/**
 * Calls `visit` with the ends of every piece of `count` elements that this thread takes; cuts are multiples of `grain`. A thread
 * begins with its own share, the same in every operation, which its cache may have, and then helps others with theirs.
 */
function eachPiece(
  count: number,
  grain: number,
  taken: Int32Array,
  part: number,
  parts: number,
  visit: (from: number, to: number) => void,
): void {
  if (parts === 1) {
    visit(0, count);
    return;
  }
  const pieces = parts * PIECES;
  for (let turn = 0; turn < parts; turn++) {
    const owner = (part + turn) % parts;
    for (
      let own = Atomics.add(taken, owner * LINE, 1);
      own < PIECES;
      own = Atomics.add(taken, owner * LINE, 1)
    ) {
      const from = cut(count, grain, owner * PIECES + own, pieces);
      const to = cut(count, grain, owner * PIECES + own + 1, pieces);
      if (to > from) visit(from, to);
    }
  }
}

/** Calls `visit` with the first element and the length of each chunk of `length` elements that this thread takes. */
function eachChunk(
  length: number,
  taken: Int32Array,
  parts: number,
  visit: (first: number, count: number, sumsIndex: number) => void,
): void {
  eachTaken(Math.ceil(length / CHUNK), taken, parts, (chunk) => {
    const first = chunk * CHUNK;
    visit(first, Math.min(CHUNK, length - first), chunk * CHUNK_SUMS);
  });
}

/** As `eachChunk`, for rows: `visit` gets the first row of a chunk and the one behind its last. */
function eachRowChunk(
  rows: number,
  taken: Int32Array,
  parts: number,
  visit: (from: number, to: number, sumsIndex: number) => void,
): void {
  const chunks = Math.ceil(rows / ROWS_OF_CHUNK);
  eachTaken(chunks, taken, parts, (turn) => {
    const chunk = chunks - 1 - turn;
    const from = chunk * ROWS_OF_CHUNK;
    visit(from, Math.min(rows, from + ROWS_OF_CHUNK), chunk * CHUNK_SUMS);
  });
}

/** A plain pass: `call` gets the offset in bytes and the number of elements. */
function eachGrain(
  length: number,
  taken: Int32Array,
  part: number,
  parts: number,
  call: (offset: number, count: number) => void,
): void {
  eachPiece(length, GRAIN, taken, part, parts, (from, to) => {
    call(from * FLOAT, to - from);
  });
}

/**
 * Turns the batch of `rows` rows whose indptr, indices and values are the first arguments into its columns, whose number becomes
 * the first sum. From `first` on: width, cursors, columns, starts, samples, column values.
 */
export function findColumns(
  { kernels, chunkSums }: KernelMemory,
  args: ArrayLike<number>,
  rows: number,
  first: number,
): void {
  chunkSums[0] = kernels.transpose(
    arg(args, 0),
    arg(args, 1),
    arg(args, 2),
    rows,
    arg(args, first),
    arg(args, first + 1),
    arg(args, first + 2),
    arg(args, first + 3),
    arg(args, first + 4),
    arg(args, first + 5),
  );
}

export const PARTS = {
  /** m, n, k, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias (0: none). The longer side of C is cut. */
  gemm: ({ kernels, scratchAt }, args, part, parts) => {
    const m = arg(args, 0);
    const n = arg(args, 1);
    const bias = arg(args, 11);
    const across = n >= m;
    const j0 = across ? cut(n, TILE_COLUMNS, part, parts) : 0;
    const j1 = across ? cut(n, TILE_COLUMNS, part + 1, parts) : n;
    const i0 = across ? 0 : cut(m, TILE_ROWS, part, parts);
    const i1 = across ? m : cut(m, TILE_ROWS, part + 1, parts);
    if (j1 <= j0 || i1 <= i0) return;
    kernels.gemm(
      i1 - i0,
      j1 - j0,
      arg(args, 2),
      arg(args, 3) + i0 * arg(args, 4),
      arg(args, 4),
      arg(args, 5),
      arg(args, 6) + j0 * arg(args, 8),
      arg(args, 7),
      arg(args, 8),
      arg(args, 9) + i0 * arg(args, 10) + j0 * FLOAT,
      arg(args, 10),
      bias === 0 ? 0 : bias + j0 * FLOAT,
      scratchAt,
    );
  },
  /** kind, z, a, length, alpha, scale */
  activate: ({ kernels, taken }, args, part, parts) => {
    eachGrain(arg(args, 3), taken, part, parts, (at, count) => {
      kernels.activate(arg(args, 0), arg(args, 1) + at, arg(args, 2) + at, count, arg(args, 4), arg(args, 5));
    });
  },
  /** kind, z, a, da, dz, length, alpha, scale */
  activateBackward: ({ kernels, taken }, args, part, parts) => {
    eachGrain(arg(args, 5), taken, part, parts, (at, count) => {
      kernels.activateBackward(
        arg(args, 0),
        arg(args, 1) + at,
        arg(args, 2) + at,
        arg(args, 3) + at,
        arg(args, 4) + at,
        count,
        arg(args, 6),
        arg(args, 7),
      );
    });
  },
  /** x, out, rows, units */
  columnSums: ({ kernels }, args, part, parts) => {
    const units = arg(args, 3);
    const from = cut(units, 16, part, parts);
    const to = cut(units, 16, part + 1, parts);
    if (to > from) kernels.columnSums(arg(args, 0), arg(args, 1), arg(args, 2), units, from, to);
  },
  /** x, y, mask, length, threshold, keep, k0, k1, c1, c2, c3 */
  dropout: ({ kernels, taken }, args, part, parts) => {
    eachPiece(arg(args, 3), GRAIN, taken, part, parts, (from, to) => {
      kernels.dropout(
        arg(args, 0),
        arg(args, 1),
        arg(args, 2),
        from,
        to,
        arg(args, 4),
        arg(args, 5),
        arg(args, 6),
        arg(args, 7),
        arg(args, 8),
        arg(args, 9),
        arg(args, 10),
      );
    });
  },
  /** z, target, gradient (0: none), rows, units, factor; a part's sum is its first */
  softmaxCrossentropy: ({ kernels, chunkSums, taken }, args, _part, parts) => {
    const rows = arg(args, 3);
    const units = arg(args, 4);
    const gradient = arg(args, 2);
    eachTaken(LOSS_PARTS, taken, parts, (turn) => {
      const from = cut(rows, 1, turn, LOSS_PARTS);
      const count = cut(rows, 1, turn + 1, LOSS_PARTS) - from;
      const at = from * units * FLOAT;
      chunkSums[turn * CHUNK_SUMS] = kernels.softmaxCrossentropy(
        arg(args, 0) + at,
        arg(args, 1) + at,
        gradient === 0 ? 0 : gradient + at,
        count,
        units,
        arg(args, 5),
      );
    });
  },
  /** a, b, out, length */
  multiply: ({ kernels, taken }, args, part, parts) => {
    eachGrain(arg(args, 3), taken, part, parts, (at, count) => {
      kernels.multiply(arg(args, 0) + at, arg(args, 1) + at, arg(args, 2) + at, count);
    });
  },
  /** g, length, factor */
  scale: ({ kernels, taken }, args, part, parts) => {
    eachGrain(arg(args, 1), taken, part, parts, (at, count) => {
      kernels.scale(arg(args, 0) + at, count, arg(args, 2));
    });
  },
  /** g, length, limit */
  clipValue: ({ kernels, taken }, args, part, parts) => {
    eachGrain(arg(args, 1), taken, part, parts, (at, count) => {
      kernels.clipValue(arg(args, 0) + at, count, arg(args, 2));
    });
  },
  /** g, w, length, factor */
  addScaled: ({ kernels, taken }, args, part, parts) => {
    eachGrain(arg(args, 2), taken, part, parts, (at, count) => {
      kernels.addScaled(arg(args, 0) + at, arg(args, 1) + at, count, arg(args, 3));
    });
  },
  /** g, length; a chunk's sum is its first */
  sumSquares: ({ kernels, chunkSums, taken }, args, _part, parts) => {
    eachChunk(arg(args, 1), taken, parts, (first, count, sums) => {
      chunkSums[sums] = kernels.sumSquares(arg(args, 0) + first * FLOAT, count);
    });
  },
  /** g, length; a chunk's sum is its first */
  sumAbsolute: ({ kernels, chunkSums, taken }, args, _part, parts) => {
    eachChunk(arg(args, 1), taken, parts, (first, count, sums) => {
      chunkSums[sums] = kernels.sumAbsolute(arg(args, 0) + first * FLOAT, count);
    });
  },
  /** w, g, length, l1, l2; a chunk's sums are Σ|w| and Σw² */
  penalize: ({ kernels, chunkSums, ownSums, ownSumsAt, taken }, args, _part, parts) => {
    eachChunk(arg(args, 2), taken, parts, (first, count, sums) => {
      const at = first * FLOAT;
      kernels.penalize(arg(args, 0) + at, arg(args, 1) + at, count, arg(args, 3), arg(args, 4), ownSumsAt);
      chunkSums.set(ownSums, sums);
    });
  },
  /** kind, w, g, slot0, slot1, slot2, length, factors; a chunk's sums in the order of UpdateSums */
  update: ({ kernels, chunkSums, ownSums, ownSumsAt, taken }, args, _part, parts) => {
    eachChunk(arg(args, 6), taken, parts, (first, count, sums) => {
      const at = first * FLOAT;
      kernels.optimize(
        arg(args, 0),
        arg(args, 1) + at,
        arg(args, 2) + at,
        arg(args, 3) + at,
        arg(args, 4) + at,
        arg(args, 5) + at,
        count,
        arg(args, 7),
        ownSumsAt,
      );
      chunkSums.set(ownSums, sums);
    });
  },
  /**
   * indptr, indices, values, w, bias (0: none), z, rows, units, whether the last thread finds the columns before it helps with
   * the rows, and what that takes: see findColumns
   */
  sparseForward: (memory, args, part, parts) => {
    const { kernels, taken } = memory;
    if (arg(args, 8) !== 0 && part === parts - 1) findColumns(memory, args, arg(args, 6), 9);
    eachPiece(arg(args, 6), 1, taken, part, parts, (from, to) => {
      kernels.gatherRows(
        arg(args, 0),
        arg(args, 1),
        arg(args, 2),
        arg(args, 3),
        arg(args, 4),
        arg(args, 5),
        arg(args, 7),
        from,
        to,
      );
    });
  },
  /** columns, starts, samples, values, dz, dw, count, units: dw[column] = Σ value·dz[sample] */
  sparseKernelGradient: ({ kernels }, args, part, parts) => {
    const count = arg(args, 6);
    kernels.gatherColumns(
      arg(args, 0),
      arg(args, 1),
      arg(args, 2),
      arg(args, 3),
      arg(args, 4),
      arg(args, 5),
      arg(args, 7),
      cut(count, 1, part, parts),
      cut(count, 1, part + 1, parts),
    );
  },
  /** older columns, their count, columns, count, dw, units: rows that only an older batch touched are cleared */
  clearStale: ({ kernels }, args, part, parts) => {
    const count = arg(args, 1);
    kernels.clearStale(
      arg(args, 0),
      arg(args, 2),
      arg(args, 3),
      arg(args, 4),
      arg(args, 5),
      cut(count, 1, part, parts),
      cut(count, 1, part + 1, parts),
    );
  },
  /** columns, starts, samples, values, dz, count, kind, w, slot0, slot1, slot2, units, factors, squares */
  updateTouched: ({ kernels, chunkSums, ownSums, ownSumsAt, scratchAt, taken }, args, _part, parts) => {
    eachRowChunk(arg(args, 5), taken, parts, (from, to, sums) => {
      kernels.updateTouched(
        arg(args, 0),
        arg(args, 1),
        arg(args, 2),
        arg(args, 3),
        arg(args, 4),
        scratchAt,
        arg(args, 6),
        arg(args, 7),
        arg(args, 8),
        arg(args, 9),
        arg(args, 10),
        arg(args, 11),
        arg(args, 12),
        arg(args, 13),
        ownSumsAt,
        from,
        to,
      );
      chunkSums.set(ownSums, sums);
    });
  },
  /** columns, count, starts, samples, values, dz, rows, kind, w, slot0, slot1, slot2, units, factors */
  updateAll: ({ kernels, chunkSums, ownSums, ownSumsAt, scratchAt, taken }, args, _part, parts) => {
    const units = arg(args, 12);
    eachRowChunk(arg(args, 6), taken, parts, (from, to, sums) => {
      kernels.updateAll(
        arg(args, 0),
        arg(args, 1),
        arg(args, 2),
        arg(args, 3),
        arg(args, 4),
        arg(args, 5),
        scratchAt,
        scratchAt + aligned(units * FLOAT),
        arg(args, 7),
        arg(args, 8),
        arg(args, 9),
        arg(args, 10),
        arg(args, 11),
        units,
        arg(args, 13),
        ownSumsAt,
        from,
        to,
      );
      chunkSums.set(ownSums, sums);
    });
  },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as readonly PartName[];
