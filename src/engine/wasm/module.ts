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

const PAGE = 65536;
const LARGEST_MEMORY = 65536;

/**
 * The builds of the kernels: plain SIMD; relaxed SIMD, where a multiply-add is one instruction; and that with tiles twice as
 * wide, for engines that join neighbouring vectors (src/worker/kernels/wideKernels.ts). Relaxed and wide give the same bits.
 */
export type KernelBuild = 'plain' | 'relaxed' | 'wide';

/** Addresses and sizes are bytes. Each export is described where it is defined, in src/kernels. */
export interface Kernels {
  staticEnd(): number;
  gemmScratchBytes(): number;
  gemm(
    m: number,
    n: number,
    k: number,
    a: number,
    aStepM: number,
    aStepK: number,
    b: number,
    bStepK: number,
    bStepN: number,
    c: number,
    stepC: number,
    bias: number,
    scratch: number,
  ): void;
  gemmSmall(
    m: number,
    n: number,
    k: number,
    a: number,
    aStepM: number,
    aStepK: number,
    b: number,
    bStepK: number,
    c: number,
    stepC: number,
    bias: number,
  ): void;
  gemmSmallTransposed(m: number, n: number, k: number, a: number, b: number, c: number): void;
  transpose(
    indptr: number,
    indices: number,
    values: number,
    rows: number,
    width: number,
    cursors: number,
    columns: number,
    starts: number,
    samples: number,
    columnValues: number,
  ): number;
  gatherRows(
    indptr: number,
    indices: number,
    values: number,
    w: number,
    bias: number,
    z: number,
    units: number,
    from: number,
    to: number,
  ): void;
  gatherColumns(
    columns: number,
    starts: number,
    samples: number,
    values: number,
    dz: number,
    dw: number,
    units: number,
    from: number,
    to: number,
  ): void;
  clearStale(
    older: number,
    columns: number,
    count: number,
    dw: number,
    units: number,
    from: number,
    to: number,
  ): void;
  updateTouched(
    columns: number,
    starts: number,
    samples: number,
    values: number,
    dz: number,
    buffer: number,
    kind: number,
    w: number,
    slot0: number,
    slot1: number,
    slot2: number,
    units: number,
    factors: number,
    squares: number,
    sums: number,
    from: number,
    to: number,
  ): void;
  updateAll(
    columns: number,
    count: number,
    starts: number,
    samples: number,
    values: number,
    dz: number,
    buffer: number,
    zeros: number,
    kind: number,
    w: number,
    slot0: number,
    slot1: number,
    slot2: number,
    units: number,
    factors: number,
    sums: number,
    from: number,
    to: number,
  ): void;
  rowSquares(w: number, units: number, rows: number, out: number): void;
  sumDoubles(from: number, count: number): number;
  columnSums(x: number, out: number, rows: number, units: number, from: number, to: number): void;
  columnMoments(x: number, mean: number, variance: number, rows: number, units: number): void;
  normalize(
    x: number,
    mean: number,
    variance: number,
    epsilon: number,
    gamma: number,
    beta: number,
    xHat: number,
    y: number,
    rows: number,
    units: number,
  ): void;
  normalizeBackward(
    dy: number,
    xHat: number,
    variance: number,
    epsilon: number,
    gamma: number,
    dGamma: number,
    dBeta: number,
    dx: number,
    rows: number,
    units: number,
  ): void;
  activate(kind: number, z: number, a: number, length: number, alpha: number, scale: number): void;
  activateBackward(
    kind: number,
    z: number,
    a: number,
    da: number,
    dz: number,
    length: number,
    alpha: number,
    scale: number,
  ): void;
  softmax(z: number, a: number, rows: number, units: number): void;
  softmaxBackward(a: number, da: number, dz: number, rows: number, units: number): void;
  softmaxCrossentropy(
    z: number,
    target: number,
    gradient: number,
    rows: number,
    units: number,
    factor: number,
  ): number;
  elementLoss(
    kind: number,
    output: number,
    target: number,
    gradient: number,
    length: number,
    factor: number,
    parameter: number,
  ): number;
  dropout(
    x: number,
    y: number,
    mask: number,
    first: number,
    length: number,
    threshold: number,
    keep: number,
    k0: number,
    k1: number,
    c1: number,
    c2: number,
    c3: number,
  ): void;
  multiply(a: number, b: number, out: number, length: number): void;
  scale(g: number, length: number, factor: number): void;
  clipValue(g: number, length: number, limit: number): void;
  addScaled(g: number, w: number, length: number, factor: number): void;
  sumSquares(g: number, length: number): number;
  sumAbsolute(g: number, length: number): number;
  penalize(w: number, g: number, length: number, l1: number, l2: number, sums: number): void;
  optimize(
    kind: number,
    w: number,
    g: number,
    slot0: number,
    slot1: number,
    slot2: number,
    length: number,
    factors: number,
    sums: number,
  ): void;
}

/** What a helper thread needs to join in: it can be sent to a worker. */
export interface SharedKernels {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly layout: KernelLayout;
}

/** One thread's kernels over the memory that all of them share. */
export interface KernelMemory {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  readonly controlAt: number;
  /** A line a thread: how much of the operation at hand is taken. */
  readonly taken: Int32Array;
  /** Sums of chunks, CHUNK_SUMS for each. */
  readonly chunkSums: Float64Array;
  /** The sums that a kernel hands back to this thread. */
  readonly ownSums: Float64Array;
  readonly ownSumsAt: number;
  /** This thread's packed matrices; nothing in it outlives a call. */
  readonly scratchAt: number;
}

/** `instance.exports` of a module compiled from src/kernels; the tests call every one of them. */
function exportsOf(instance: WebAssembly.Instance): Kernels {
  return instance.exports as unknown as Kernels;
}

/** The kernels of thread `thread` (0: the one that trains) over a memory that is there already. */
export function connectKernels({ module, memory, layout }: SharedKernels, thread: number): KernelMemory {
  const kernels = exportsOf(new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } }));
  if (kernels.staticEnd() > ARENA_START || kernels.gemmScratchBytes() > SCRATCH_BYTES) {
    throw new RangeError('The kernels do not fit the layout of wasmModule.ts.');
  }
  const ownSumsAt = layout.threadsAt + thread * THREAD_BYTES;
  return {
    kernels,
    memory,
    controlAt: layout.controlAt,
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
): SharedKernels {
  const layout = layoutFor(elements, room, threads);
  const pages = Math.ceil(layout.bytes / PAGE);
  if (pages > LARGEST_MEMORY) throw new RangeError('More than 4 GiB would be needed.');
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return { module, memory, layout };
}
