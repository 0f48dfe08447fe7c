/** An optimizer of the catalogue: keys, slots, the step of one weight, its kernel, and names elsewhere. */
import type { Text } from '../../base/problems/text.ts';
import type { Keys, Semantics } from '../../base/schema/schema.ts';
import { at, type Values } from '../../base/values.ts';
import type { Argument } from '../../base/python.ts';
import type { Kind, Options } from '../kind.ts';
import type { Allocate, DirectedParameter, Directing } from './directed/directing.ts';

/** A tensor that is kept for a parameter; `name` is its last part in checkpoints. */
export interface Slot {
  readonly name: string;
  /** The parameter's unless told. */
  readonly shape?: readonly number[];
  /** Every element before the first step; or the first weights themselves. */
  readonly initial: number | 'weights';
}

/** The slots as operands of a step. No optimizer has more. */
export const SLOTS = ['s0', 's1', 's2'] as const;
export type SlotOperand = (typeof SLOTS)[number];

/** Updates the slots at `index` and returns the new weight. */
export type ElementStep = (
  weight: number,
  gradient: number,
  slots: readonly Values[],
  index: number,
) => number;

/**
 * The common values of one step for all weights; `learningRate` is after schedules and live changes, `step` starts at
 * 1.
 */
export interface StepRule<O> {
  readonly optimizer: O;
  readonly semantics: Semantics;
  readonly learningRate: number;
  readonly step: number;
}

/**
 * The step of four weights as AssemblyScript: expressions, or statements that end in `return`. `npm run generate` writes
 * them into `src/kernels/generated/formulas/optimizers.ts`. They can use the decayed weight `w`, the gradient `g`, old slots `s0`, `s1`, `s2` up to
 * their own, new slots `n0`, `n1`, `n2` as far as they come before, the factors below (v128), and what `src/kernels/vector` exports.
 */
export interface OptimizerKernel {
  /** Name of the kernel's class, which begins with a capital. */
  readonly name: string;
  /** The new slots, in order; as many as the optimizer keeps. */
  readonly slots: readonly string[];
  /** The term subtracted from the decayed weight. */
  readonly step: string;
}

/** Numbers of one step that a kernel gets; what a kernel does not read may be anything. */
export interface StepFactors {
  rate: number;
  extra: number;
  /** A share and, as `firstRest`, 1 − it. */
  first: number;
  /** Another share and, as `secondRest`, 1 − it. */
  second: number;
  /** The factor of √v before `outside` is added. */
  scale: number;
  /** ε under the root. */
  inside: number;
  /** ε beside the root. */
  outside: number;
}

/**
 * Places, in the kernels' memory, of the numbers that a step has in common for all weights: those of `StepFactors`, the share
 * of a weight that decoupled decay keeps, and what is left of the two shares.
 */
export const FACTOR_PLACES = {
  rate: 0,
  keep: 1,
  first: 2,
  firstRest: 3,
  second: 4,
  secondRest: 5,
  scale: 6,
  inside: 7,
  outside: 8,
  extra: 9,
} as const;

/** The sums of a step, with their places: Σg², Σ|g|, Σw² before the step, and Σ of the squared changes of w. */
export const UPDATE_SUMS = {
  gradientSquares: 0,
  gradientAbsolute: 1,
  weightSquares: 2,
  updateSquares: 3,
} as const;

/** The optimizer as another tool constructs it: a name and its arguments besides learning rate and decay. */
export interface Construction {
  readonly name: string;
  readonly args: Readonly<Record<string, Argument>>;
  /** Python that defines it, where the tool has none. */
  readonly source?: string;
}

export interface OptimizerKind<K extends Keys = Keys> extends Kind<K> {
  /**
   * Weight decay comes in three forms. Decoupled, `w −= lr·decay·w` before the step: Keras everywhere (base_optimizer.py), and
   * those that say so always. Else coupled: `g += decay·w`; or the step takes it itself where it is not decoupled.
   */
  readonly decay: 'decoupled' | 'bySemantics' | 'inStep';
  /** The tensors that are kept for each parameter, in the order of the kernel's. */
  slots(options: Options<K>, semantics: Semantics, shape: readonly number[]): readonly Slot[];
  /**
   * For an optimizer that evaluates and stores other weights w than it trains: it trains at share·w + (1 − share)·slot, and
   * `step` gets and returns those.
   */
  trainsAt?(options: Options<K>): { readonly slot: number; readonly share: number };
  /** The optimizer that steps parameters of this shape instead, with all its keys; null where this one does. */
  steppedBy?(options: Options<K>, shape: readonly number[]): { readonly type: string } | null;
  /**
   * Prepares the search for the directions of whole parameters: the slots are its own then, and `step` gets the direction as
   * gradient. What it needs is asked for in a fixed order.
   */
  prepareDirecting?(
    options: Options<K>,
    semantics: Semantics,
    parameters: readonly DirectedParameter[],
    allocate: Allocate,
  ): Directing;
  /** True if batches other than the whole training split would mislead it. */
  readonly needsFullBatch?: boolean;
  /** The step of one weight, decay aside; what depends on the step alone is computed once. */
  step(rule: StepRule<Options<K>>): ElementStep;
  /** All kernels that `kernel` may choose. */
  readonly kernels: readonly OptimizerKernel[];
  /** Keys that choose the kernels which the defaults do not choose: all are tried where all operations are. */
  readonly examples?: readonly Partial<Options<K>>[];
  /** Writes the factors of one step and says which kernel makes it. */
  kernel(rule: StepRule<Options<K>>, factors: StepFactors): OptimizerKernel;
  /** True if a step without gradient changes neither the weight nor a slot; without this function no step does so. */
  isIdle?(options: Options<K>): boolean;
  /** A contradiction between the keys, with the key that holds it. */
  fault?(options: Options<K>): { readonly key: string; readonly text: Text } | undefined;
  keras(options: Options<K>): Construction;
  pytorch(options: Options<K>): Construction;
}

/** A file's entry; the keys' types follow from `keys`. */
export function optimizerOf<K extends Keys>(kind: OptimizerKind<K>): OptimizerKind<K> {
  return kind;
}

/**
 * βᵗ. Keras keeps β and its power in float32 on every backend, which moves 1 − .999ᵗ by up to 2e-5 of itself (its
 * moving means use the exact 1 − β); PyTorch has both in float64.
 */
export function powerOf(beta: number, step: number, semantics: Semantics): number {
  return semantics === 'keras' ? Math.fround(Math.fround(beta) ** step) : beta ** step;
}

/** Writes a slot's first numbers to `values`, for a parameter that begins with `weights`. */
export function beginSlot({ initial }: Slot, weights: Values, values: Values): void {
  for (let index = 0; index < values.length; index++) {
    values[index] = initial === 'weights' ? at(weights, index) : initial;
  }
}

/** Slot `position` of `slots`; the table says how many there are. */
export function slotAt(slots: readonly Values[], position: number): Values {
  const slot = slots[position];
  if (!slot) throw new RangeError(`The optimizer has no slot ${String(position)}.`);
  return slot;
}
