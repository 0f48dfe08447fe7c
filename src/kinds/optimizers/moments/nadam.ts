/**
 * Nadam (Dozat 2016): keras/optimizers/nadam.py, torch/optim/nadam.py. The product of the momenta is that of
 * PyTorch 2 (and of 1.13 with `foreach`); the plain loop of 1.13 counted μₜ twice in it.
 */
import { at } from '../../../base/values.ts';
import type { Semantics } from '../../kind.ts';
import { adamConstants, FIRST_MOMENT, momentSlots, SECOND_MOMENT, type AdamOptions } from './adam.ts';
import { betas, learningRate, MOMENTS, setEpsilon, weightDecay } from '../common.ts';
import { optimizerOf, powerOf, slotAt, type OptimizerKernel, type StepRule } from '../optimizer.ts';

const KERNEL: OptimizerKernel = {
  name: 'Nadam',
  slots: [FIRST_MOMENT, SECOND_MOMENT],
  step: 'f32x4.div(madd(extra, g, f32x4.mul(rate, n0)), root(n1, scale, inside, outside))',
};

/** β₁ and β₂ as they are used: Keras' Nadam rounds both to float32 before anything else, 1 − β included. */
function usedBetas({ beta1, beta2 }: AdamOptions, semantics: Semantics) {
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

/**
 * The common coefficients of the step for all weights: w −= (gradientFactor·g + momentumFactor·m) / (√(v/correction)
 * + ε).
 */
function coefficients(rule: StepRule<AdamOptions>) {
  const { beta1, beta2 } = usedBetas(rule.optimizer, rule.semantics);
  const product = momentumProduct(beta1, rule.semantics, rule.step);
  const current = momentumAt(beta1, rule.semantics, rule.step);
  const next = momentumAt(beta1, rule.semantics, rule.step + 1);
  return {
    gradientFactor: (rule.learningRate * (1 - current)) / (1 - product),
    momentumFactor: (rule.learningRate * next) / (1 - product * next),
    /** 1 − β₂ᵗ. */
    correction: 1 - powerOf(beta2, rule.step, rule.semantics),
  };
}

/** Adam with Nesterov momentum. */
export const nadam = optimizerOf({
  summary: 'Adam with Nesterov momentum (Dozat 2016).',
  keys: { learningRate: learningRate(0.001, 0.002), ...betas(), weightDecay: weightDecay() },
  formula: `${MOMENTS}; μₜ = β₁(1 − ½·.96ᵗ) in keras, β₁(1 − ½·.96^(.004t)) in pytorch`,
  decay: 'bySemantics',
  slots: momentSlots,
  step(rule) {
    const { epsilon } = rule.optimizer;
    const { beta1, beta2 } = usedBetas(rule.optimizer, rule.semantics);
    const { gradientFactor, momentumFactor, correction } = coefficients(rule);
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
  kernels: [KERNEL],
  kernel(rule, factors) {
    const { gradientFactor, momentumFactor, correction } = coefficients(rule);
    const { beta1, beta2 } = usedBetas(rule.optimizer, rule.semantics);
    factors.first = beta1;
    factors.second = beta2;
    setEpsilon(factors, rule.optimizer.epsilon, false);
    factors.scale = 1 / Math.sqrt(correction);
    factors.rate = momentumFactor;
    factors.extra = gradientFactor;
    return KERNEL;
  },
  keras: (options) => ({ name: 'Nadam', args: adamConstants(options, 'keras') }),
  pytorch: (options) => ({ name: 'torch.optim.NAdam', args: adamConstants(options, 'pytorch') }),
});
