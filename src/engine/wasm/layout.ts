/** The layout of the kernels' memory: one source for the threads, the kernels' callers and the tests. */
import { FACTOR_PLACES, UPDATE_SUMS } from '../../kinds/optimizers/optimizer.ts';

/** Elements whose sums are taken together. Sums of chunks are added in order, whichever thread has computed them. */
export const CHUNK = 16384;
/** Sums that a chunk can have: no operation has more than an update. */
export const CHUNK_SUMS = Object.keys(UPDATE_SUMS).length;
/** Rows whose sums are taken together, as CHUNK for elements. */
export const ROWS_OF_CHUNK = 64;
/** Parts of a batch whose losses are summed together. */
export const LOSS_PARTS = 4;
/** Threads that the control block has room for. */
export const MOST_THREADS = 64;
/** The words by which threads agree, a cache line for each, and the arguments of an operation behind them; see team.ts. */
export const ARGUMENTS_AT = 64 + MOST_THREADS * 64;
export const MOST_ARGUMENTS = 32;
/** Behind them a cache line a thread, whose first word says how much of what falls to that thread is taken. */
export const TAKEN_AT = ARGUMENTS_AT + MOST_ARGUMENTS * 8;
/** Words of a cache line. */
export const LINE = 16;
const CONTROL_BYTES = TAKEN_AT + MOST_THREADS * LINE * 4;
const WORD = 4;

/** The kernels' own constants lie below the arena. */
export const ARENA_START = 65536;
/** Room for the sums that kernels hand back and what `update` puts aside behind them. */
export const SUMS_BYTES = 64 + 1024;
/** Numbers that an optimizer's step has in common for all elements. */
const FACTORS = Object.keys(FACTOR_PLACES).length;
/** Packed matrices. */
export const SCRATCH_BYTES = 768 * 1024;
/** Threads write to areas of their own, a page apart. */
export const THREAD_BYTES = Math.ceil((SUMS_BYTES + SCRATCH_BYTES) / 4096) * 4096;

/** The largest batch of CSR rows that there is room for. */
export interface SparseRoom {
  readonly rows: number;
  readonly columns: number;
  readonly entries: number;
}

/** The layout of the memory, in bytes. Plain data, so that a helper thread can be told. */
export interface KernelLayout {
  readonly arenaAt: number;
  readonly factorsAt: number;
  readonly controlAt: number;
  readonly chunkSumsAt: number;
  readonly chunkSums: number;
  readonly sparseAt: number;
  readonly threadsAt: number;
  readonly bytes: number;
}

export function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

/** Lengths in bytes of what a batch of CSR rows needs, in the order of sparse.ts. */
export function sparseAreas({ rows, columns, entries }: SparseRoom): number[] {
  const listed = Math.min(columns, entries);
  return [
    (rows + 1) * WORD,
    entries * WORD,
    entries * WORD,
    columns * WORD,
    (listed + 1) * WORD,
    (listed + 1) * WORD,
    (listed + 1) * WORD,
    entries * WORD,
    entries * WORD,
    columns * 8,
  ].map(aligned);
}

export function layoutFor(elements: number, room: SparseRoom, threads: number): KernelLayout {
  const factorsAt = ARENA_START + aligned(elements * 4);
  const controlAt = factorsAt + aligned(FACTORS * WORD);
  const chunkSumsAt = controlAt + aligned(CONTROL_BYTES);
  const chunks = Math.ceil(elements / CHUNK) + Math.ceil(room.columns / ROWS_OF_CHUNK) + LOSS_PARTS;
  const chunkSums = chunks * CHUNK_SUMS;
  const sparseAt = chunkSumsAt + aligned(chunkSums * 8);
  const threadsAt =
    Math.ceil((sparseAt + sparseAreas(room).reduce((sum, bytes) => sum + bytes, 0)) / 4096) * 4096;
  const bytes = threadsAt + threads * THREAD_BYTES;
  return {
    arenaAt: ARENA_START,
    factorsAt,
    controlAt,
    chunkSumsAt,
    chunkSums,
    sparseAt,
    threadsAt,
    bytes,
  };
}
