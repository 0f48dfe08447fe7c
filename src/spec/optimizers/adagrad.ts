import { bySemantics, variant } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { epsilon, learningRate, weightDecay } from './common.ts';

/** Duchi et al. 2011. */
export const adagrad = variant(
  'Smaller steps for weights that have moved much (Duchi et al. 2011).',
  {
    learningRate: learningRate(0.001, 0.01),
    initialAccumulator: bySemantics(number({ minimum: 0 }), 0.1, 0, 'G before the first step.'),
    epsilon: epsilon(1e-7, 1e-10),
    weightDecay: weightDecay(),
  },
  'G += g²; keras: w −= lr·g/√(G + ε); pytorch: w −= lr·g/(√G + ε)',
);
