/** The common part of all optimizers: slots, weight decay and the sums of one step. */
import { optimizerKind, type Optimizer } from '../kinds/optimizers/table.ts';
import type { Slot } from '../kinds/optimizers/optimizer.ts';
import type { Semantics } from '../format/types.ts';
import { at, type Values } from '../base/values.ts';
import type { UpdateRule, UpdateSums } from './backend.ts';

/** The tensors that `optimizer` keeps for each parameter, in the order of `Backend.update`. */
export function slotsOf(optimizer: Optimizer, semantics: Semantics): readonly Slot[] {
  return optimizerKind(optimizer).slots(optimizer, semantics);
}

/** True if weight decay acts on the weight itself, not by the gradient. */
export function decaysDecoupled(optimizer: Optimizer, semantics: Semantics): boolean {
  return semantics === 'keras' || optimizerKind(optimizer).decay === 'decoupled';
}

/** Loss of a weight by decoupled decay in this step: `w −= factor·w`. 0 if decay is coupled or there is none. */
function decoupledDecay(rule: UpdateRule): number {
  if (!decaysDecoupled(rule.optimizer, rule.semantics)) return 0;
  return rule.learningRate * rule.optimizer.weightDecay;
}

/**
 * Factor of the term `factor·w` that the trainer adds to the gradient after clipping; 0 if decay is decoupled or
 * there is none.
 */
export function coupledDecay(optimizer: Optimizer, semantics: Semantics): number {
  return decaysDecoupled(optimizer, semantics) ? 0 : optimizer.weightDecay;
}

/** One step on one parameter, decoupled decay included. See `Backend.update`. */
export function updateParameter(
  rule: UpdateRule,
  w: Values,
  g: Values,
  slots: readonly Values[],
  sums: UpdateSums,
): void {
  const elementStep = optimizerKind(rule.optimizer).step(rule);
  const decay = decoupledDecay(rule);
  let gradientSquares = 0;
  let gradientAbsolute = 0;
  let weightSquares = 0;
  let updateSquares = 0;
  for (let index = 0; index < w.length; index++) {
    const weight = at(w, index);
    const gradient = at(g, index);
    w[index] = elementStep(weight - decay * weight, gradient, slots, index);
    gradientSquares += gradient * gradient;
    gradientAbsolute += Math.abs(gradient);
    weightSquares += weight * weight;
    updateSquares += (at(w, index) - weight) ** 2;
  }
  sums.gradientSquares = gradientSquares;
  sums.gradientAbsolute = gradientAbsolute;
  sums.weightSquares = weightSquares;
  sums.updateSquares = updateSquares;
}
