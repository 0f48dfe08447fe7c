import { variant } from '../../base/schema/composites.ts';
import { epsilon, learningRate, share, weightDecay } from './common.ts';

const betas = {
  beta1: share(0.9, 0.9, 'Share of the mean gradient m that is kept.'),
  beta2: share(0.999, 0.999, 'Share of the mean squared gradient v that is kept.'),
  epsilon: epsilon(1e-7, 1e-8),
};
const MOMENTS = 'm = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g²';

/** Kingma & Ba 2015. */
export const adam = variant(
  'Momentum with a step size per weight (Kingma & Ba 2015).',
  { learningRate: learningRate(0.001, 0.001), ...betas, weightDecay: weightDecay() },
  `${MOMENTS}; keras: w −= lr·√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε); pytorch: w −= lr·m̂/(√v̂ + ε)`,
);

/** Loshchilov & Hutter 2019. */
export const adamw = variant(
  'Adam with decoupled weight decay (Loshchilov & Hutter 2019).',
  { learningRate: learningRate(0.001, 0.001), ...betas, weightDecay: weightDecay(0.004, 0.01) },
  'w −= lr·weightDecay·w, then adam',
);

/** Dozat 2016. */
export const nadam = variant(
  'Adam with Nesterov momentum (Dozat 2016).',
  { learningRate: learningRate(0.001, 0.002), ...betas, weightDecay: weightDecay() },
  `${MOMENTS}; μₜ = β₁(1 − ½·.96ᵗ) in keras, β₁(1 − ½·.96^(.004t)) in pytorch`,
);
