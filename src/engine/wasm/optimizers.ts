/** What an optimizer's step has in common for all weights, in the order in which src/kernels/vector/optimizerLoop.ts reads it. */
import type { StepFactors } from '../../kinds/optimizers/optimizer.ts';
import { OPTIMIZER_KERNELS, optimizerKind } from '../../kinds/optimizers/table.ts';
import type { UpdateRule } from '../backend.ts';
import { decoupledDecay } from '../optimizerRules.ts';

/** Filled in by the optimizer of a step, and read at once. */
const step: StepFactors = { rate: 0, extra: 0, first: 0, second: 0, scale: 1, inside: 0, outside: 0 };

/** Writes the factors of one step and returns the kernel's number. */
export function writeFactors(rule: UpdateRule, factors: Float32Array): number {
  step.rate = rule.learningRate;
  const kernel = optimizerKind(rule.optimizer).kernel(rule, step);
  factors[0] = step.rate;
  // The share of w that decoupled decay leaves.
  factors[1] = 1 - decoupledDecay(rule);
  factors[2] = step.extra;
  factors[3] = step.first;
  factors[4] = 1 - step.first;
  factors[5] = step.second;
  factors[6] = 1 - step.second;
  factors[7] = step.scale;
  factors[8] = step.inside;
  factors[9] = step.outside;
  return OPTIMIZER_KERNELS.indexOf(kernel);
}

/** Whether a step without gradient changes neither the weight nor a slot. */
export function leavesRowsAlone(rule: UpdateRule): boolean {
  if (decoupledDecay(rule) !== 0) return false;
  return optimizerKind(rule.optimizer).isIdle?.(rule.optimizer) ?? false;
}
