/** What a layer may compute: tensors in one arena, and operations over them that every backend has. */
import type { Activation } from '../activations/table.ts';

/** Tensors live in one arena that is sized once from the plan: a tensor is an offset and a length in elements. */
export interface Tensor {
  /** First element, counted from the start of the arena. */
  readonly offset: number;
  readonly length: number;
}

/** A batch of CSR rows in the arena's index area; see SparseMatrix in data/types.ts. */
export interface SparseBatch {
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** Which dropout mask: same words, same mask, on every backend. */
export interface MaskKey {
  readonly seed: number;
  /** hash32 of the layer id. */
  readonly layer: number;
  step: number;
}

/** Matrices are row-major. `rows` is the number of samples in this batch (the last one may be ragged). */
export interface LayerOperations {
  /** A live view; stays valid for the life of the backend. */
  view(tensor: Tensor): Float32Array | Float64Array;

  /** z = x·W + b; x `[rows, inputs]`, W `[inputs, units]`, b `[units]` or null, z `[rows, units]`. */
  dense(x: Tensor, w: Tensor, b: Tensor | null, z: Tensor, rows: number, inputs: number, units: number): void;
  /** `trains`: whether `denseKernelGradientSparse` will follow for the same batch, which may then be got ready meanwhile. */
  denseSparse(x: SparseBatch, w: Tensor, b: Tensor | null, z: Tensor, units: number, trains?: boolean): void;
  /** dW = xᵀ·dz (overwrites). */
  denseKernelGradient(x: Tensor, dz: Tensor, dw: Tensor, rows: number, inputs: number, units: number): void;
  denseKernelGradientSparse(x: SparseBatch, dz: Tensor, dw: Tensor, units: number): void;
  /** db = Σ over rows of dz (overwrites). */
  columnSums(dz: Tensor, db: Tensor, rows: number, units: number): void;
  /** dx = dz·Wᵀ. */
  denseInputGradient(dz: Tensor, w: Tensor, dx: Tensor, rows: number, inputs: number, units: number): void;

  /** a = f(z). z and a may be the same tensor. */
  activate(activation: Activation, z: Tensor, a: Tensor, rows: number, units: number): void;
  /** dz = da ⊙ f′ from z and a (softmax: the full Jacobian per row). da and dz may be the same tensor. */
  activateBackward(
    activation: Activation,
    z: Tensor,
    a: Tensor,
    da: Tensor,
    dz: Tensor,
    rows: number,
    units: number,
  ): void;

  /**
   * y = x ⊙ mask / (1 − rate). Element i of the batch is kept where word `i & 3` of philox block
   * (i >> 2, key.layer, step low, step high) under (key.seed, STREAM.dropout) is ≥ rate·2³². The mask is written
   * as 0 or 1/(1 − rate).
   */
  dropout(x: Tensor, y: Tensor, mask: Tensor, length: number, rate: number, key: MaskKey): void;
  /** out = a ⊙ b. */
  multiply(a: Tensor, b: Tensor, out: Tensor, length: number): void;

  /** Per-column mean and biased variance of x, each `[units]`. */
  columnMoments(x: Tensor, mean: Tensor, variance: Tensor, rows: number, units: number): void;
  /** xHat = (x − mean)/√(variance + ε), y = γ·xHat + β; γ or β null means 1 or 0. */
  normalize(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    epsilon: number,
    gamma: Tensor | null,
    beta: Tensor | null,
    xHat: Tensor,
    y: Tensor,
    rows: number,
    units: number,
  ): void;
  /** Gradients of `normalize` with batch statistics (Ioffe & Szegedy 2015). */
  normalizeBackward(
    dy: Tensor,
    xHat: Tensor,
    variance: Tensor,
    epsilon: number,
    gamma: Tensor | null,
    dGamma: Tensor | null,
    dBeta: Tensor | null,
    dx: Tensor,
    rows: number,
    units: number,
  ): void;
}
