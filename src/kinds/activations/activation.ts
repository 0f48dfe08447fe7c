/** An activation of the catalogue: keys, formula, function beside derivative, kernel, and names elsewhere. */
import type { Keys } from '../../base/schema/schema.ts';
import type { Values } from '../../base/values.ts';
import type { Kind, Options } from '../kind.ts';

/** The limits of saturated units as a spec may set them: |a| of functions like tanh, |z| of the logistic function. */
export interface SaturationLimits {
  readonly tanh: number;
  readonly sigmoid: number;
}

export const SATURATION_LIMITS: SaturationLimits = { tanh: 0.97, sigmoid: 5 };

/**
 * Function and derivative of four elements at a time, as AssemblyScript: expressions, or statements that end in `return`.
 * `npm run generate` writes them into `src/kernels/generated/activations.ts`, where they can use `z`, `a` = f(z), `alpha`
 * and `scale` (v128) and what `src/kernels/vector` exports.
 */
export interface ActivationKernel {
  /** Name of the kernel's constant, in capitals. */
  readonly name: string;
  readonly value: string;
  readonly derivative: string;
}

interface ActivationKind<K extends Keys> extends Kind<K> {
  /** Outputs are probabilities: each by itself, or those of a row together. */
  readonly probabilities?: 'each' | 'together';
  /** Its slope gets lost on the way back through several layers. */
  readonly flattens?: true;
  /** Its units can stay at 0 for good. */
  readonly dies?: true;
  /**
   * The initializer that keeps the size of what goes through it: He et al. 2015, Klambauer et al. 2017; without it that of Glorot and
   * Bengio 2010.
   */
  readonly initializer?: 'heNormal' | 'lecunNormal';
  /** As a layer of its own, where its defaults differ from those of a layer's `activation`. */
  readonly asLayer?: Kind<K>;
  /** The layer in Keras, as Python. */
  keras(options: Options<K>): string;
  /** The module in PyTorch, as Python. */
  pytorch(options: Options<K>): string;
}

/** f of each element by itself. */
export interface ElementwiseActivation<K extends Keys = Keys> extends ActivationKind<K> {
  readonly of: 'element';
  /** f(z). */
  value(z: number, options: Options<K>): number;
  /** f′ from z and a = f(z). At the kink of a piecewise activation it is the left one, as in PyTorch. */
  derivative(z: number, a: number, options: Options<K>): number;
  /** All kernels that `kernel` may choose. */
  readonly kernels: readonly [ActivationKernel, ...ActivationKernel[]];
  /** The kernel that computes it; without it the first one. */
  kernel?(options: Options<K>): ActivationKernel;
  /** The kernel's `alpha`; without it 0. */
  alpha?(options: Options<K>): number;
  /** The kernel's `scale`; without it 1. */
  readonly scale?: number;
  /** Values of a below or above which a unit counts as saturated. */
  readonly saturated?: (limits: SaturationLimits) => { readonly low: number; readonly high: number };
  /** f(z) = z: nothing to compute. */
  readonly identity?: true;
}

/** f of a whole row: every output depends on every input of its row. */
export interface RowActivation<K extends Keys = Keys> extends ActivationKind<K> {
  readonly of: 'row';
  /** a = f(z) for the `units` elements from `from` on; z and a may be the same. */
  forward(z: Values, a: Values, from: number, units: number): void;
  /** dz from a and da for the `units` elements from `from` on; da and dz may be the same. */
  backward(a: Values, da: Values, dz: Values, from: number, units: number): void;
  /** Exports of src/kernels with the arguments (z, a, rows, units) and (a, da, dz, rows, units). */
  readonly kernels: { readonly forward: 'softmax'; readonly backward: 'softmaxBackward' };
}

export type AnyActivation = ElementwiseActivation | RowActivation;

/** A file's entry for an activation of whole rows. */
export function rowWise<K extends Keys>(kind: Omit<RowActivation<K>, 'of'>): RowActivation<K> {
  return { ...kind, of: 'row' };
}

/** A file's entry for an activation of single elements. */
export function elementwise<K extends Keys>(
  kind: Omit<ElementwiseActivation<K>, 'of'>,
): ElementwiseActivation<K> {
  return { ...kind, of: 'element' };
}
