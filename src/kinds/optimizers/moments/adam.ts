/**
 * Adam (Kingma & Ba 2015): keras/optimizers/adam.py, torch/optim/adam.py. Keras adds ε to √v, PyTorch to the bias-corrected √v̂.
 */
import { at } from '../../../base/values.ts';
import { betas, learningRate, MOMENTS, setEpsilon, weightDecay } from '../common.ts';
import type { Semantics } from '../../kind.ts';
import {
  powerOf,
  slotAt,
  type ElementStep,
  type OptimizerKernel,
  type Slot,
  type StepFactors,
  type StepRule,
} from '../optimizer.ts';
import { optimizerOf } from '../optimizer.ts';

/** The constants of Adam and its kin. */
export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The moving means of g and g². */
export const FIRST_MOMENT = 'blend(s0, first, g, firstRest)';
export const SECOND_MOMENT = 'blend(s1, second, f32x4.mul(g, g), secondRest)';

export const ADAM_KERNEL: OptimizerKernel = {
  name: 'Adam',
  slots: [FIRST_MOMENT, SECOND_MOMENT],
  step: 'f32x4.div(f32x4.mul(rate, n0), root(n1, scale, inside, outside))',
};
export const ADAM_KERNELS = [ADAM_KERNEL];

export function momentSlots(): readonly Slot[] {
  return [
    { name: 'm', initial: 0 },
    { name: 'v', initial: 0 },
  ];
}

/** The common numbers of a step: the factor of m, and the divisor of √v. */
function corrections({ optimizer, semantics, learningRate, step }: StepRule<AdamOptions>) {
  const first = 1 - powerOf(optimizer.beta1, step, semantics);
  const second = Math.sqrt(1 - powerOf(optimizer.beta2, step, semantics));
  const keras = (learningRate * second) / first;
  return { rate: semantics === 'keras' ? keras : learningRate / first, second };
}

export function adamStep(rule: StepRule<AdamOptions>): ElementStep {
  const { beta1, beta2, epsilon } = rule.optimizer;
  const { rate, second } = corrections(rule);
  const keras = rule.semantics === 'keras';
  return (weight, gradient, slots, index) => {
    const m = slotAt(slots, 0);
    const v = slotAt(slots, 1);
    const mean = at(m, index) + (gradient - at(m, index)) * (1 - beta1);
    const square = at(v, index) + (gradient * gradient - at(v, index)) * (1 - beta2);
    m[index] = mean;
    v[index] = square;
    const root = keras ? Math.sqrt(square) : Math.sqrt(square) / second;
    return weight - (rate * mean) / (root + epsilon);
  };
}

export function adamKernel(rule: StepRule<AdamOptions>, factors: StepFactors): OptimizerKernel {
  const { rate, second } = corrections(rule);
  factors.first = rule.optimizer.beta1;
  factors.second = rule.optimizer.beta2;
  setEpsilon(factors, rule.optimizer.epsilon, false);
  if (rule.semantics === 'pytorch') factors.scale = 1 / second;
  factors.rate = rate;
  return ADAM_KERNEL;
}

/** The constants by their names in Keras and in PyTorch. */
export function adamConstants({ beta1, beta2, epsilon }: AdamOptions, semantics: Semantics) {
  return semantics === 'keras'
    ? { beta_1: beta1, beta_2: beta2, epsilon }
    : { betas: [beta1, beta2], eps: epsilon };
}

/** Momentum with a step size per weight. */
export const adam = optimizerOf({
  summary: 'Momentum with a step size per weight (Kingma & Ba 2015).',
  keys: { learningRate: learningRate(0.001, 0.001), ...betas(), weightDecay: weightDecay() },
  formula: `${MOMENTS}; keras: w −= lr·√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε); pytorch: w −= lr·m̂/(√v̂ + ε)`,
  decay: 'bySemantics',
  slots: momentSlots,
  step: adamStep,
  kernels: ADAM_KERNELS,
  kernel: adamKernel,
  keras: (options) => ({ name: 'Adam', args: adamConstants(options, 'keras') }),
  pytorch: (options) => ({ name: 'torch.optim.Adam', args: adamConstants(options, 'pytorch') }),
});
