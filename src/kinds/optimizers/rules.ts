/** The common part of all optimizers: slots and weight decay. */
import type { Semantics } from '../kind.ts';
import type { Slot, StepRule } from './optimizer.ts';
import { optimizerKind, type Optimizer } from './table.ts';

/** The tensors that `optimizer` keeps for each parameter, in the order of its kernel's. */
export function slotsOf(optimizer: Optimizer, semantics: Semantics): readonly Slot[] {
  return optimizerKind(optimizer).slots(optimizer, semantics);
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
