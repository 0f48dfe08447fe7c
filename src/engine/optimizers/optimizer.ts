/** What every optimizer file provides: the tensors it keeps per parameter, and one element's step. */
import type { Optimizer, Semantics } from '../../spec/types.ts';
import type { UpdateRule } from '../backend.ts';
import type { Values } from '../../base/values.ts';

/** A tensor of the parameter's shape; `name` is its last part in checkpoints. */
export interface Slot {
  readonly name: string;
  /** Every element before the first step. */
  readonly initial: number;
}

/** Updates the slots at `index` and returns the new weight. */
export type ElementStep = (
  weight: number,
  gradient: number,
  slots: readonly Values[],
  index: number,
) => number;

/**
 * βᵗ. Keras keeps β and its power in float32 on every backend, which moves 1 − .999ᵗ by up to 2e-5 of itself (its
 * moving means use the exact 1 − β); PyTorch has both in float64.
 */
export function powerOf(beta: number, step: number, semantics: Semantics): number {
  return semantics === 'keras' ? Math.fround(Math.fround(beta) ** step) : beta ** step;
}

export type OptimizerOf<T extends Optimizer['type']> = Extract<Optimizer, { type: T }>;
/** An update rule whose optimizer is known. */
export type RuleOf<T extends Optimizer> = Omit<UpdateRule, 'optimizer'> & { readonly optimizer: T };

export interface OptimizerRow<T extends Optimizer> {
  /** In the order in which `Backend.update` gets them. */
  slots(optimizer: T, semantics: Semantics): readonly Slot[];
  /** The step of one element; what depends on the step alone is computed once. */
  step(rule: RuleOf<T>): ElementStep;
}

/** Slot `position` of `slots`; the table says how many there are. */
export function slotAt(slots: readonly Values[], position: number): Values {
  const slot = slots[position];
  if (!slot) throw new RangeError(`The optimizer has no slot ${String(position)}.`);
  return slot;
}
