/** A loss of the catalogue: value beside derivative, kernel, accepted targets, and names elsewhere. */
import type { Text } from '../../base/problems/text.ts';
import type { Keys, Semantics } from '../../base/schema/schema.ts';
import type { Values } from '../../base/values.ts';
import type { Kind, Options } from '../kind.ts';

/** The target of a model: one class of several, one of two, or numbers. */
export type TargetKind = 'category' | 'binary' | 'number';

/**
 * Loss and derivative of four outputs at a time, as AssemblyScript: expressions, or statements that end in `return`.
 * `npm run generate` writes them into `src/kernels/generated`, where they can use the output `o`, the target `t`, `e` = o − t
 * and `parameter` (v128) and what `src/kernels/vector` exports. The value is widened to two float64 lanes.
 */
export interface LossKernel {
  /** Name of the kernel's constant, in capitals. */
  readonly name: string;
  readonly value: string;
  readonly derivative: string;
  /** An output that costs nothing where the target is 0, for lanes past the end; without it 0 is one. */
  readonly freeOutput?: number;
}

/** A loss of each output by itself. */
export interface ElementPair<K extends Keys = Keys> {
  value(output: number, target: number, options: Options<K>): number;
  /** With respect to the output. */
  derivative(output: number, target: number, options: Options<K>): number;
  /** Without one the loss is computed by the two functions here. */
  readonly kernel?: LossKernel;
  /** Factors of the kernel's value and derivative; 1 if absent. */
  readonly valueFactor?: number;
  readonly derivativeFactor?: number;
}

/**
 * The loss of the row of `units` outputs from `from` on; unless null, `gradient` receives its derivative divided by `rows`.
 */
export type RowLoss = (
  output: Values,
  target: Values,
  gradient: Values | null,
  from: number,
  units: number,
  rows: number,
) => number;

/** A target as the plan knows it. */
export interface LossTarget {
  readonly kind: TargetKind;
  /** Number of classes; 0 for numeric targets. */
  readonly classes: number;
  /** Numbers that are all 0 or 1. */
  readonly labels: boolean;
}

interface LossKind<K extends Keys> extends Kind<K> {
  /** The kind that a target of `"as": "auto"` becomes. */
  readonly autoTarget: TargetKind;
  /** The loss is of a model with exactly so many outputs. */
  readonly outputs?: number;
  /** Targets must lie within [0, 1]. */
  readonly unitTargets?: true;
  /** The reason why a target cannot go with the loss; undefined if it can. */
  targetFault?(kind: TargetKind): Text | undefined;
  /** A warning about an odd target; undefined if there is none. */
  targetWarning?(target: LossTarget): Text | undefined;
  /** The outputs are probabilities: the model ends with this activation. */
  readonly probabilities?: 'sigmoid' | 'softmax';
  /** Label smoothing spreads over so many values, by the number of outputs; without it the loss does not smooth. */
  smoothedOver?(outputs: number): number;
  /**
   * With weights, PyTorch's loss divides by the sum of the weights of the batch; with this it divides by the rows, as Keras's
   * losses do all.
   */
  readonly weightedByRows?: true;
  /** The loss of a model with so many outputs that thinks all classes alike; without it there is none. */
  guess?(outputs: number): number;
  /** An output above it says the positive class; without it one half, as of probabilities. */
  readonly threshold?: number;
  /** A function or object that Keras takes as a loss, as Python; `logits` if it gets them. */
  keras(options: Options<K>, logits: boolean): string;
  /** The same for PyTorch: a callable of outputs and targets. */
  pytorch(options: Options<K>, logits: boolean): string;
}

/** A loss that is a sum or a mean over the outputs. */
export interface ElementLoss<K extends Keys = Keys> extends LossKind<K> {
  readonly of: 'element';
  /** The reduction of a sample's output losses to one. */
  readonly over: 'mean' | 'sum';
  pair(semantics: Semantics): ElementPair<K>;
  /** The kernel's `parameter`; without it 0. */
  parameter?(options: Options<K>): number;
  /** The same loss from logits, where the activation is folded into it. */
  readonly fused?: ElementPair<K>;
}

/** A loss of all outputs of a sample together. */
export interface RowLossKind<K extends Keys = Keys> extends LossKind<K> {
  readonly of: 'row';
  row(semantics: Semantics): RowLoss;
  readonly fused?: {
    readonly row: RowLoss;
    /** An export of src/kernels with the arguments (logits, target, gradient, rows, units, factor). */
    readonly kernel: 'softmaxCrossentropy';
  };
}

export type AnyLoss = ElementLoss | RowLossKind;

/** A file's entry for a loss of whole rows. */
export function rowLoss<K extends Keys>(kind: Omit<RowLossKind<K>, 'of'>): RowLossKind<K> {
  return { ...kind, of: 'row' };
}

/** A file's entry for a loss of single outputs. */
export function elementLoss<K extends Keys>(kind: Omit<ElementLoss<K>, 'of'>): ElementLoss<K> {
  return { ...kind, of: 'element' };
}
