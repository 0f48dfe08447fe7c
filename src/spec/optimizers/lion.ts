import { variant } from '../../base/schema/composites.ts';
import { learningRate, share, weightDecay } from './common.ts';

/** Chen et al. 2023. */
export const lion = variant(
  'Steps of equal size along the sign of the momentum (Chen et al. 2023).',
  {
    learningRate: learningRate(0.001, 0.001),
    beta1: share(0.9, 0.9, 'Weight of the momentum in the step.'),
    beta2: share(0.99, 0.99, 'Share of the momentum that is kept.'),
    weightDecay: weightDecay(),
  },
  'w −= lr·sign(β₁m + (1 − β₁)g); m = β₂m + (1 − β₂)g',
);
