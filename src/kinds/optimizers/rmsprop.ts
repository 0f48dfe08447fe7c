/** RMSprop (Tieleman & Hinton 2012), plain, centered and with momentum: keras/optimizers/rmsprop.py, torch/optim/rmsprop.py. */
import { optional } from '../../base/schema/composites.ts';
import { boolean } from '../../base/schema/primitives.ts';
import { at, type Values } from '../../base/values.ts';
import { epsilon, learningRate, momentumShare, setEpsilon, share, weightDecay } from './common.ts';
import { optimizerOf, slotAt, type OptimizerKernel, type Slot } from './optimizer.ts';

const SQUARES = 'blend(s0, first, f32x4.mul(g, g), firstRest)';
const MEAN = 'blend(s1, first, g, firstRest)';
const QUOTIENT = 'f32x4.div(f32x4.mul(rate, g), root(n0, scale, inside, outside))';
const CENTERED_QUOTIENT = 'f32x4.div(f32x4.mul(rate, g), root(spread(n0, n1), scale, inside, outside))';

const PLAIN: OptimizerKernel = { name: 'Rmsprop', slots: [SQUARES], step: QUOTIENT };
const CENTERED: OptimizerKernel = {
  name: 'RmspropCentered',
  slots: [SQUARES, MEAN],
  step: CENTERED_QUOTIENT,
};
const WITH_MOMENTUM: OptimizerKernel = {
  name: 'RmspropMomentum',
  slots: [SQUARES, `madd(second, s1, ${QUOTIENT})`],
  step: 'f32x4.mul(extra, n1)',
};
const CENTERED_WITH_MOMENTUM: OptimizerKernel = {
  name: 'RmspropCenteredMomentum',
  slots: [SQUARES, MEAN, `madd(second, s2, ${CENTERED_QUOTIENT})`],
  step: 'f32x4.mul(extra, n2)',
};

/** Steps divided by the root of a moving mean of squared gradients. */
export const rmsprop = optimizerOf({
  summary: 'Steps divided by the root of a moving mean of squared gradients (Tieleman & Hinton 2012).',
  keys: {
    learningRate: learningRate(0.001, 0.01),
    rho: share(0.9, 0.99, 'Share of the moving mean that is kept (ρ; alpha in PyTorch).'),
    momentum: momentumShare(0),
    epsilon: epsilon(1e-7, 1e-8),
    centered: optional(boolean(), false, 'Subtract the square of the mean gradient.'),
    weightDecay: weightDecay(),
  },
  formula: 'v = ρv + (1 − ρ)g²; keras: w −= lr·g/√(v + ε); pytorch: w −= lr·g/(√v + ε)',
  decay: 'bySemantics',
  slots({ centered, momentum }) {
    const list: Slot[] = [{ name: 'velocity', initial: 0 }];
    if (centered) list.push({ name: 'averageGradient', initial: 0 });
    if (momentum > 0) list.push({ name: 'momentum', initial: 0 });
    return list;
  },
  step({ optimizer, semantics, learningRate }) {
    const { rho, momentum, epsilon, centered } = optimizer;
    const momentumSlot = centered ? 2 : 1;
    /** The mean of g², less the squared mean of g if centered. */
    const varianceOf = (gradient: number, tensors: readonly Values[], index: number): number => {
      const velocity = slotAt(tensors, 0);
      const square = rho * at(velocity, index) + (1 - rho) * gradient * gradient;
      velocity[index] = square;
      if (!centered) return square;
      const average = slotAt(tensors, 1);
      const mean = rho * at(average, index) + (1 - rho) * gradient;
      average[index] = mean;
      // Rounding can leave a spread of zero just below it; the root would then be NaN, as it is in both frameworks.
      return Math.max(square - mean * mean, 0);
    };
    return (weight, gradient, tensors, index) => {
      const variance = varianceOf(gradient, tensors, index);
      const root = semantics === 'keras' ? Math.sqrt(variance + epsilon) : Math.sqrt(variance) + epsilon;
      if (momentum === 0) return weight - (learningRate * gradient) / root;
      const buffer = slotAt(tensors, momentumSlot);
      // Keras keeps the learning rate inside the momentum, PyTorch outside.
      const inside = semantics === 'keras' ? learningRate : 1;
      const outside = semantics === 'keras' ? 1 : learningRate;
      const next = momentum * at(buffer, index) + (inside * gradient) / root;
      buffer[index] = next;
      return weight - outside * next;
    };
  },
  kernels: [PLAIN, CENTERED, WITH_MOMENTUM, CENTERED_WITH_MOMENTUM],
  examples: [{ centered: true }, { momentum: 0.9 }, { centered: true, momentum: 0.9 }],
  kernel({ optimizer, semantics, learningRate }, factors) {
    const { rho, momentum, epsilon, centered } = optimizer;
    const keras = semantics === 'keras';
    factors.first = rho;
    factors.second = momentum;
    setEpsilon(factors, epsilon, keras);
    if (momentum === 0) return centered ? CENTERED : PLAIN;
    factors.rate = keras ? learningRate : 1;
    factors.extra = keras ? 1 : learningRate;
    return centered ? CENTERED_WITH_MOMENTUM : WITH_MOMENTUM;
  },
  keras: ({ rho, momentum, epsilon, centered }) => ({
    name: 'RMSprop',
    args: { rho, momentum, epsilon, centered },
  }),
  pytorch: ({ rho, momentum, epsilon, centered }) => ({
    name: 'torch.optim.RMSprop',
    args: { alpha: rho, momentum, eps: epsilon, centered },
  }),
});
