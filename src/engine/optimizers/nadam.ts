/**
 * Nadam (Dozat 2016): keras/optimizers/nadam.py, torch/optim/nadam.py. The product of the momenta is that of
 * PyTorch 2 (and of 1.13 with `foreach`); the plain loop of 1.13 counted μₜ twice in it.
 */
import type { Semantics } from '../../spec/types.ts';
import { at } from '../../base/values.ts';
import { powerOf, slotAt, type OptimizerOf, type OptimizerRow, type RuleOf } from './optimizer.ts';

type Nadam = OptimizerOf<'adam' | 'adamw' | 'nadam'>;

/** β₁ and β₂ as they are used: Keras' Nadam rounds both to float32 before anything else, 1 − β included. */
export function nadamBetas(
  { beta1, beta2 }: Nadam,
  semantics: Semantics,
): { readonly beta1: number; readonly beta2: number } {
  if (semantics === 'pytorch') return { beta1, beta2 };
  return { beta1: Math.fround(beta1), beta2: Math.fround(beta2) };
}

/** μₜ = β₁(1 − ½·.96ᵗ), with t slowed by PyTorch's momentum decay of .004. */
function momentumAt(beta1: number, semantics: Semantics, step: number): number {
  return beta1 * (1 - 0.5 * 0.96 ** (semantics === 'keras' ? step : step * 0.004));
}

/** Π μᵢ for i ≤ step. The last product is kept, so that a run costs one multiplication a step. */
const lastProduct = { beta1: 0, semantics: 'keras', step: 0, product: 1 };

function momentumProduct(beta1: number, semantics: Semantics, step: number): number {
  const last = lastProduct;
  if (last.beta1 !== beta1 || last.semantics !== semantics || last.step > step) {
    last.beta1 = beta1;
    last.semantics = semantics;
    last.step = 0;
    last.product = 1;
  }
  while (last.step < step && last.product !== 0) {
    last.step++;
    last.product *= momentumAt(beta1, semantics, last.step);
  }
  last.step = step;
  return last.product;
}

/** What the step has in common for all elements: w −= (gradientFactor·g + momentumFactor·m) / (√(v/correction) + ε). */
export function nadamCoefficients(rule: RuleOf<Nadam>): {
  readonly gradientFactor: number;
  readonly momentumFactor: number;
  /** 1 − β₂ᵗ. */
  readonly correction: number;
} {
  const { beta1, beta2 } = nadamBetas(rule.optimizer, rule.semantics);
  const product = momentumProduct(beta1, rule.semantics, rule.step);
  const current = momentumAt(beta1, rule.semantics, rule.step);
  const next = momentumAt(beta1, rule.semantics, rule.step + 1);
  return {
    gradientFactor: (rule.learningRate * (1 - current)) / (1 - product),
    momentumFactor: (rule.learningRate * next) / (1 - product * next),
    correction: 1 - powerOf(beta2, rule.step, rule.semantics),
  };
}

export const nadam: OptimizerRow<Nadam> = {
  slots: () => [
    { name: 'm', initial: 0 },
    { name: 'v', initial: 0 },
  ],
  step: (rule) => {
    const { epsilon } = rule.optimizer;
    const { beta1, beta2 } = nadamBetas(rule.optimizer, rule.semantics);
    const { gradientFactor, momentumFactor, correction } = nadamCoefficients(rule);
    return (weight, gradient, slots, index) => {
      const m = slotAt(slots, 0);
      const v = slotAt(slots, 1);
      const mean = at(m, index) + (gradient - at(m, index)) * (1 - beta1);
      const square = at(v, index) + (gradient * gradient - at(v, index)) * (1 - beta2);
      m[index] = mean;
      v[index] = square;
      const root = Math.sqrt(square / correction) + epsilon;
      return weight - (gradientFactor * gradient + momentumFactor * mean) / root;
    };
  },
};
