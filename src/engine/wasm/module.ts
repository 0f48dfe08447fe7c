/** The compiled kernels with their memory: what lies where, and what the module exports. */
import {
  aligned,
  ARENA_START,
  CHUNK_SUMS,
  type KernelLayout,
  layoutFor,
  SCRATCH_BYTES,
  type SparseRoom,
  SUMS_BYTES,
  LINE,
  MOST_THREADS,
  TAKEN_AT,
  THREAD_BYTES,
} from './layout.ts';
import type { Kernels } from './generated/kernels.ts';
import type { KernelMemory, Part } from './cutting.ts';
import { PARTS } from './parts.ts';
import { type CutRow, partOfRow } from './rowParts.ts';
import { SPARSE_PARTS } from './sparseParts.ts';

const PAGE = 65536;
const LARGEST_MEMORY = 65536;

/**
 * The builds of the kernels: plain SIMD; relaxed SIMD, where a multiply-add is one instruction; and that with tiles twice as
 * wide, for engines that join neighbouring vectors (src/worker/kernels/wideKernels.ts). Relaxed and wide give the same bits.
 */
export type KernelBuild = 'plain' | 'relaxed' | 'wide';

/** The parts that a helper thread needs to join in: it can be sent to a worker. */
export interface SharedKernels {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly layout: KernelLayout;
  /** The cuts of operations without a part of their own. */
  readonly cuts: readonly CutRow[];
}

/** `instance.exports` of a module compiled from src/kernels; the tests call every one of them. */
function exportsOf(instance: WebAssembly.Instance): Kernels {
  return instance.exports as unknown as Kernels;
}

/** The kernels of thread `thread` (0: the one that trains) over a memory that is there already. */
export function connectKernels(
  { module, memory, layout, cuts }: SharedKernels,
  thread: number,
): KernelMemory {
  const kernels = exportsOf(new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } }));
  if (kernels.staticEnd() > ARENA_START || kernels.gemmScratchBytes() > SCRATCH_BYTES) {
    throw new RangeError('The kernels do not fit the layout of layout.ts.');
  }
  const ownSumsAt = layout.threadsAt + thread * THREAD_BYTES;
  return {
    kernels,
    memory,
    controlAt: layout.controlAt,
    parts: [...Object.values<Part>(PARTS), ...Object.values<Part>(SPARSE_PARTS), ...cuts.map(partOfRow)],
    taken: new Int32Array(memory.buffer, layout.controlAt + TAKEN_AT, MOST_THREADS * LINE),
    chunkSums: new Float64Array(memory.buffer, layout.chunkSumsAt, layout.chunkSums),
    ownSums: new Float64Array(memory.buffer, ownSumsAt, CHUNK_SUMS),
    ownSumsAt,
    scratchAt: ownSumsAt + aligned(SUMS_BYTES),
  };
}

/**
 * A memory for `elements` numbers, CSR batches of at most `room` and `threads` threads; it never grows, so views
 * stay valid.
 * @throws RangeError if the memory cannot be had.
 */
export function shareKernels(
  module: WebAssembly.Module,
  elements: number,
  room: SparseRoom,
  threads: number,
  cuts: readonly CutRow[] = [],
): SharedKernels {
  const layout = layoutFor(elements, room, threads);
  const pages = Math.ceil(layout.bytes / PAGE);
  if (pages > LARGEST_MEMORY) throw new RangeError('More than 4 GiB would be needed.');
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return { module, memory, layout, cuts };
}
