/**
 * The interface of a backend. The network and the trainer are written against it only; the reference backend (plain
 * TypeScript) is its specification, and every backend passes the same tests.
 *
 * Tensors live in one arena that is sized once from the plan: a tensor is an offset and a length in elements.
 * Matrices are row-major. `rows` is the number of samples in this batch (the last one may be ragged).
 */
import type { BatchRoom } from '../data/batches.ts';
import type { Operations } from '../kinds/operations/operation.ts';
import type { Tensor } from '../kinds/operations/tensor.ts';
import type { Shape } from '../kinds/shape.ts';

export type { SparseBatch, Tensor } from '../kinds/operations/tensor.ts';

export interface Backend extends Operations {
  readonly name: 'reference' | 'reference64' | 'wasm' | 'wasm-relaxed' | 'wasm-wide';
  /** Takes the next elements of the arena (64-byte aligned), zeroed: `rows` samples of this shape, or one that is no batch. */
  allocate(shape: Pick<Shape, 'axes' | 'type'>, rows?: number | null): Tensor;
  /** Room for rows of `denseSparse` that need not be copied then, if there is any; it holds one batch. */
  readonly batchRoom?: BatchRoom;
  /**
   * Work for this thread while others begin with the next operation that is cut among threads, if there is one before it is
   * taken back with null. It must not call the backend but for `view`.
   */
  meanwhile?(work: (() => void) | null): void;
}
