/** All optimizers, and what they have in common: slots, weight decay and the sums of one step. */
import type { Optimizer, Semantics } from '../../spec/types.ts';
import type { UpdateRule, UpdateSums } from '../backend.ts';
import { at, type Values } from '../../base/values.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { lion } from './lion.ts';
import { nadam } from './nadam.ts';
import type { ElementStep, Slot } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** The tensors that `optimizer` keeps for each parameter, in the order of `Backend.update`. */
export function slotsOf(optimizer: Optimizer, semantics: Semantics): readonly Slot[] {
  switch (optimizer.type) {
    case 'sgd':
    case 'momentum':
      return sgd.slots(optimizer, semantics);
    case 'adagrad':
      return adagrad.slots(optimizer, semantics);
    case 'rmsprop':
      return rmsprop.slots(optimizer, semantics);
    case 'adam':
    case 'adamw':
      return adam.slots(optimizer, semantics);
    case 'nadam':
      return nadam.slots(optimizer, semantics);
    case 'adadelta':
      return adadelta.slots(optimizer, semantics);
    case 'lion':
      return lion.slots(optimizer, semantics);
  }
}

function stepOf(rule: UpdateRule): ElementStep {
  const { optimizer, semantics, learningRate, step } = rule;
  const common = { semantics, learningRate, step };
  switch (optimizer.type) {
    case 'sgd':
    case 'momentum':
      return sgd.step({ ...common, optimizer });
    case 'adagrad':
      return adagrad.step({ ...common, optimizer });
    case 'rmsprop':
      return rmsprop.step({ ...common, optimizer });
    case 'adam':
    case 'adamw':
      return adam.step({ ...common, optimizer });
    case 'nadam':
      return nadam.step({ ...common, optimizer });
    case 'adadelta':
      return adadelta.step({ ...common, optimizer });
    case 'lion':
      return lion.step({ ...common, optimizer });
  }
}

/**
 * Weight decay comes in two forms. Decoupled, `w −= lr·decay·w` before the step: Keras everywhere
 * (base_optimizer.py), AdamW (Loshchilov & Hutter 2019) and Lion always. Else coupled: `g += decay·w`.
 */
function decaysDecoupled(optimizer: Optimizer, semantics: Semantics): boolean {
  return semantics === 'keras' || optimizer.type === 'adamw' || optimizer.type === 'lion';
}

/** What a weight loses by decoupled decay in this step: `w −= factor·w`. 0 if decay is coupled or there is none. */
export function decoupledDecay(rule: UpdateRule): number {
  if (!decaysDecoupled(rule.optimizer, rule.semantics)) return 0;
  return rule.learningRate * rule.optimizer.weightDecay;
}

/** What the trainer adds to the gradient as `factor·w` after clipping; 0 if decay is decoupled or there is none. */
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
  const elementStep = stepOf(rule);
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
