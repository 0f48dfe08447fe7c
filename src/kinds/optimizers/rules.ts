/** The common part of all optimizers: slots and weight decay. */
import type { Semantics } from '../kind.ts';
import type { Slot, StepRule } from './optimizer.ts';
import { optimizerKind, type Optimizer } from './table.ts';

/** The optimizer that steps parameters of this shape: itself, unless it leaves them to another one. */
export function stepperOf(optimizer: Optimizer, shape: readonly number[]): Optimizer {
  const other = optimizerKind(optimizer).steppedBy?.(optimizer, shape) ?? null;
  return other === null ? optimizer : (other as Optimizer);
}

/** The tensors that `optimizer` keeps for a parameter of this shape, in the order of its kernel's. */
export function slotsOf(
  optimizer: Optimizer,
  semantics: Semantics,
  shape: readonly number[],
): readonly Slot[] {
  const stepper = stepperOf(optimizer, shape);
  return optimizerKind(stepper).slots(stepper, semantics, shape);
}

/** True if parameters of this shape are stepped along a direction that is found for the whole of them. */
export function isDirected(optimizer: Optimizer, shape: readonly number[]): boolean {
  return optimizerKind(stepperOf(optimizer, shape)).prepareDirecting !== undefined;
}

/** The slots that a step weight by weight changes; none where they belong to the search for a direction. */
export function elementSlots(optimizer: Optimizer, semantics: Semantics): readonly Slot[] {
  const kind = optimizerKind(optimizer);
  return kind.prepareDirecting ? [] : kind.slots(optimizer, semantics, []);
}

/** True if weight decay acts on the weight itself, not by the gradient. */
export function decaysDecoupled(optimizer: Optimizer, semantics: Semantics): boolean {
  return semantics === 'keras' || optimizerKind(optimizer).decay === 'decoupled';
}

/** Loss of a weight by decoupled decay in this step: `w −= factor·w`. 0 if decay is coupled or there is none. */
export function decoupledDecay(rule: StepRule<Optimizer>): number {
  if (!decaysDecoupled(rule.optimizer, rule.semantics)) return 0;
  return rule.learningRate * rule.optimizer.weightDecay;
}

/**
 * Factor of the term `factor·w` that the trainer adds to the gradient after clipping; 0 if decay is decoupled or part of
 * the step, or there is none.
 */
export function coupledDecay(optimizer: Optimizer, semantics: Semantics): number {
  const inStep = optimizerKind(optimizer).decay === 'inStep';
  return inStep || decaysDecoupled(optimizer, semantics) ? 0 : optimizer.weightDecay;
}
