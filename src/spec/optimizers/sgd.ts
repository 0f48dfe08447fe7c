import { optional, variant } from '../../base/schema/composites.ts';
import { boolean } from '../../base/schema/primitives.ts';
import { learningRate, momentumShare, weightDecay } from './common.ts';

const FORMULA =
  'keras: v = μv − lr·g, w += v (nesterov: w += μv − lr·g); pytorch: b = μb + g, w −= lr·b (nesterov: w −= lr·(g + μb))';
const nesterov = optional(boolean(), false, 'Look ahead along the momentum; needs momentum above 0.');

/** Gradient descent. */
export const sgd = variant(
  'Gradient descent, with momentum if it is set.',
  {
    learningRate: learningRate(0.01, 0.001),
    momentum: momentumShare(0),
    nesterov,
    weightDecay: weightDecay(),
  },
  FORMULA,
);

/** `sgd` with momentum .9, under a name of its own. */
export const momentum = variant(
  'Gradient descent with momentum 0.9.',
  {
    learningRate: learningRate(0.01, 0.001),
    momentum: momentumShare(0.9),
    nesterov,
    weightDecay: weightDecay(),
  },
  FORMULA,
);
