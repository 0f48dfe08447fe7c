/**
 * The interface of a backend. The network and the trainer are written against it only; the reference backend (plain
 * TypeScript) is its specification, and every backend passes the same tests.
 *
 * Tensors live in one arena that is sized once from the plan: a tensor is an offset and a length in elements.
 * Matrices are row-major. `rows` is the number of samples in this batch (the last one may be ragged).
 */
import type { BatchRoom } from '../data/batches.ts';
import type { Operations, Tensor } from '../kinds/operations/operation.ts';
import type { Optimizer, Semantics } from '../format/types.ts';

export type { Tensor } from '../kinds/operations/operation.ts';
export type { SparseBatch } from '../kinds/operations/sparseProducts.ts';

/** Sums over one parameter tensor, accumulated in float64. */
export interface UpdateSums {
  gradientSquares: number;
  gradientAbsolute: number;
  weightSquares: number;
  updateSquares: number;
}

/** Hyper-parameters of one update; `learningRate` is after schedules and live changes, `step` starts at 1. */
export interface UpdateRule {
  readonly optimizer: Optimizer;
  readonly semantics: Semantics;
  learningRate: number;
  step: number;
}

export interface Backend extends Operations {
  readonly name: 'reference' | 'reference64' | 'wasm' | 'wasm-relaxed' | 'wasm-wide';
  /** Takes the next `length` elements of the arena (64-byte aligned), zeroed. */
  allocate(length: number): Tensor;
  /** Room for rows of `denseSparse` that need not be copied then, if there is any; it holds one batch. */
  readonly batchRoom?: BatchRoom;
  /**
   * Work for this thread while others begin with the next operation that is cut among threads, if there is one before it is
   * taken back with null. It must not call the backend but for `view`.
   */
  meanwhile?(work: (() => void) | null): void;
  /** Adds l1·sign(w) + l2Gradient·w to g; overwrites `sums` with Σ|w| and Σw² for the penalty. */
  penalize(
    w: Tensor,
    g: Tensor,
    l1: number,
    l2Gradient: number,
    sums: { absolute: number; squares: number },
  ): void;
  /** Σ g² in float64. */
  sumSquares(g: Tensor): number;
  sumAbsolute(g: Tensor): number;
  scale(g: Tensor, factor: number): void;
  clipValue(g: Tensor, limit: number): void;
  /** g += factor·w (decay inside the gradient). */
  addScaled(g: Tensor, w: Tensor, factor: number): void;
  /**
   * One optimizer step on one parameter, decoupled weight decay included (`decaysDecoupled` in optimizerRules.ts: w loses
   * that share of itself first); coupled decay is in g already. `slots` in the order of `slotsOf`.
   * Overwrites `sums`: of g as given, of w before the step, and of the whole change.
   */
  update(rule: UpdateRule, w: Tensor, g: Tensor, slots: readonly Tensor[], sums: UpdateSums): void;
}
