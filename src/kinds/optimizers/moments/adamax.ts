/** Adamax (Kingma & Ba 2015, section 7.1): keras/optimizers/adamax.py, torch/optim/adamax.py. */
import { at } from '../../../base/values.ts';
import { adamConstants, FIRST_MOMENT, type AdamOptions } from './adam.ts';
import { betas, learningRate, setEpsilon, weightDecay } from '../common.ts';
import { optimizerOf, powerOf, slotAt, type OptimizerKernel, type StepRule } from '../optimizer.ts';

/** Keras adds ε to u when it divides, PyTorch to |g| before it is compared: `inside` is then ε, and `outside` 0. */
const KERNEL: OptimizerKernel = {
  name: 'Adamax',
  slots: [FIRST_MOMENT, 'f32x4.max(f32x4.mul(second, s1), f32x4.add(f32x4.abs(g), inside))'],
  step: 'f32x4.div(f32x4.mul(rate, n0), f32x4.add(n1, outside))',
};

function rateOf({ optimizer, semantics, learningRate, step }: StepRule<AdamOptions>): number {
  return learningRate / (1 - powerOf(optimizer.beta1, step, semantics));
}

/** Adam whose second moment is the largest recent gradient. */
export const adamax = optimizerOf({
  summary: 'Adam with the largest recent gradient in place of the root of v (Kingma & Ba 2015).',
  keys: { learningRate: learningRate(0.001, 0.002), ...betas(), weightDecay: weightDecay() },
  formula:
    'm = β₁m + (1 − β₁)g; keras: u = max(β₂u, |g|), w −= lr/(1−β₁ᵗ)·m/(u + ε); pytorch: u = max(β₂u, |g| + ε), w −= lr/(1−β₁ᵗ)·m/u',
  decay: 'bySemantics',
  slots: () => [
    { name: 'm', initial: 0 },
    { name: 'u', initial: 0 },
  ],
  step(rule) {
    const { beta1, beta2, epsilon } = rule.optimizer;
    const rate = rateOf(rule);
    const inside = rule.semantics === 'keras' ? 0 : epsilon;
    const outside = rule.semantics === 'keras' ? epsilon : 0;
    return (weight, gradient, slots, index) => {
      const m = slotAt(slots, 0);
      const u = slotAt(slots, 1);
      const mean = at(m, index) + (gradient - at(m, index)) * (1 - beta1);
      const largest = Math.max(beta2 * at(u, index), Math.abs(gradient) + inside);
      m[index] = mean;
      u[index] = largest;
      return weight - (rate * mean) / (largest + outside);
    };
  },
  kernels: [KERNEL],
  kernel(rule, factors) {
    factors.first = rule.optimizer.beta1;
    factors.second = rule.optimizer.beta2;
    setEpsilon(factors, rule.optimizer.epsilon, rule.semantics === 'pytorch');
    factors.rate = rateOf(rule);
    return KERNEL;
  },
  keras: (options) => ({ name: 'Adamax', args: adamConstants(options, 'keras') }),
  pytorch: (options) => ({ name: 'torch.optim.Adamax', args: adamConstants(options, 'pytorch') }),
});
