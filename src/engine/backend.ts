/**
 * What a backend computes. The network and the trainer are written against this interface only; the
 * reference backend (plain TypeScript) is its specification and every backend passes the same tests.
 *
 * Tensors live in one arena that is sized once from the plan: a tensor is an offset and a length in elements.
 * Matrices are row-major. `rows` is the number of samples in this batch (the last one may be ragged).
 */
import type { BatchRoom } from '../data/batches.ts';
import type { Activation, Loss, Optimizer, Semantics } from '../spec/types.ts';

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

/** Which dropout mask: same words, same mask, on every backend. */
export interface MaskKey {
  readonly seed: number;
  /** hash32 of the layer id. */
  readonly layer: number;
  step: number;
}

export interface Backend {
  readonly name: 'reference' | 'reference64' | 'wasm' | 'wasm-relaxed' | 'wasm-wide';
  /** Takes the next `length` elements of the arena (64-byte aligned), zeroed. */
  allocate(length: number): Tensor;
  /** Where rows for `denseSparse` need not be copied from, if there is such a place; it holds one batch. */
  readonly batchRoom?: BatchRoom;
  /**
   * Work for this thread while others begin with the next operation that is cut among threads, if there is one before it is
   * taken back with null. It must not call the backend but for `view`.
   */
  meanwhile?(work: (() => void) | null): void;
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

  /**
   * Sum over the rows of each row's loss (float64), and, unless null, the gradient of the batch mean
   * with respect to `output`. With `fused` sigmoid or softmax, `output` holds logits.
   */
  loss(
    loss: Loss,
    fused: 'none' | 'sigmoid' | 'softmax',
    output: Tensor,
    target: Tensor,
    gradient: Tensor | null,
    rows: number,
    units: number,
    /** Only cross-entropies of probabilities differ: Keras clips them, PyTorch their logarithm. Default keras. */
    semantics?: Semantics,
  ): number;

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
   * One optimizer step on one parameter, decoupled weight decay included (`decoupledDecay` in optimizers/table.ts:
   * w loses that share of itself first); coupled decay is in g already. `slots` in the order of `slotsOf`.
   * Overwrites `sums`: of g as given, of w before the step, and of the whole change.
   */
  update(rule: UpdateRule, w: Tensor, g: Tensor, slots: readonly Tensor[], sums: UpdateSums): void;
}
