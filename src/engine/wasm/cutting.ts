/** The cutting of work among threads. Parts write different elements, and no element depends on where the cuts are. */
import { CHUNK, CHUNK_SUMS, LINE, ROWS_OF_CHUNK } from './layout.ts';
import type { Kernels } from './generated/kernels.ts';

/** One thread's kernels over the memory that all of them share. */
export interface KernelMemory {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  readonly controlAt: number;
  /** The parts that can be cut among threads; all of them have the same list. */
  readonly parts: readonly Part[];
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

export const FLOAT = 4;
/** Elements per cut of a plain pass: whole cache lines, and whole blocks of dropout's random words. */
export const GRAIN = 1024;

/** The arguments of a part: numbers only, so that any thread can do any part. */
type Arguments<Name extends string> = Readonly<Record<Name, number>>;

/** An operation that is worth cutting into parts. */
export interface Part<Name extends string = string> {
  /** Its arguments, in the order in which threads hand them over. */
  readonly names: readonly Name[];
  /** Does part number `part` of `parts`. */
  run(memory: KernelMemory, args: Arguments<Name>, part: number, parts: number): void;
}

/** A part whose arguments have these names. */
export function partOf<const Name extends string>(
  names: readonly Name[],
  run: Part<Name>['run'],
): Part<Name> {
  return { names, run };
}

/** First element of `part` when `count` elements are cut into `parts`, at multiples of `grain`. */
export function cut(count: number, grain: number, part: number, parts: number): number {
  return Math.min(count, Math.floor((Math.ceil(count / grain) * part) / parts) * grain);
}

/**
 * Calls `visit` with every chunk that no other thread takes: each takes the next one when it has done with one, since chunks
 * differ in what they cost and processors in what else they have to do.
 */
export function eachTaken(
  chunks: number,
  taken: Int32Array,
  parts: number,
  visit: (chunk: number) => void,
): void {
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
export function eachPiece(
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
export function eachChunk(
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

/** Σ over the chunks of `length` elements of their sum number `place`, in order. */
export function chunkTotal(chunkSums: Float64Array, length: number, place: number): number {
  let total = 0;
  const end = Math.ceil(length / CHUNK) * CHUNK_SUMS;
  for (let at = place; at < end; at += CHUNK_SUMS) total += chunkSums[at] ?? NaN;
  return total;
}

/** As `eachChunk`, for rows: `visit` gets the first row of a chunk and the one behind its last. */
export function eachRowChunk(
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
