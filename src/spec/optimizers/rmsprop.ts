import { optional, variant } from '../../base/schema/composites.ts';
import { boolean } from '../../base/schema/primitives.ts';
import { epsilon, learningRate, momentumShare, share, weightDecay } from './common.ts';

/** Tieleman & Hinton 2012. */
export const rmsprop = variant(
  'Steps divided by the root of a moving mean of squared gradients (Tieleman & Hinton 2012).',
  {
    learningRate: learningRate(0.001, 0.01),
    rho: share(0.9, 0.99, 'Share of the moving mean that is kept (ρ; alpha in PyTorch).'),
    momentum: momentumShare(0),
    epsilon: epsilon(1e-7, 1e-8),
    centered: optional(boolean(), false, 'Subtract the square of the mean gradient.'),
    weightDecay: weightDecay(),
  },
  'v = ρv + (1 − ρ)g²; keras: w −= lr·g/√(v + ε); pytorch: w −= lr·g/(√v + ε)',
);
