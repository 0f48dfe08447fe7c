/** Adadelta (Zeiler 2012), the same in keras/optimizers/adadelta.py and torch/optim/adadelta.py. */
import { at } from '../../base/values.ts';
import { epsilon, learningRate, setEpsilon, share, weightDecay } from './common.ts';
import { optimizerOf, slotAt, type OptimizerKernel } from './optimizer.ts';

/** Δ from the new mean of g² and the old one of Δ². */
const CHANGE =
  'f32x4.mul(f32x4.div(f32x4.sqrt(f32x4.add(s1, inside)), f32x4.sqrt(f32x4.add(n0, inside))), g)';
const KERNEL: OptimizerKernel = {
  name: 'Adadelta',
  slots: [
    'blend(s0, first, f32x4.mul(g, g), firstRest)',
    `
      const change = ${CHANGE};
      return blend(s1, first, f32x4.mul(change, change), firstRest);`,
  ],
  step: `f32x4.mul(rate, ${CHANGE})`,
};

/** Steps in the units of the weights. */
export const adadelta = optimizerOf({
  summary: 'Steps in the units of the weights, from two moving means (Zeiler 2012).',
  keys: {
    learningRate: learningRate(0.001, 1),
    rho: share(0.95, 0.9, 'Share of both moving means that is kept (ρ).'),
    epsilon: epsilon(1e-7, 1e-6),
    weightDecay: weightDecay(),
  },
  formula: 'v = ρv + (1 − ρ)g²; Δ = g·√(u + ε)/√(v + ε); u = ρu + (1 − ρ)Δ²; w −= lr·Δ',
  decay: 'bySemantics',
  slots: () => [
    { name: 'accumulatedGradient', initial: 0 },
    { name: 'accumulatedUpdate', initial: 0 },
  ],
  step({ optimizer: { rho, epsilon }, learningRate }) {
    return (weight, gradient, slots, index) => {
      const gradients = slotAt(slots, 0);
      const updates = slotAt(slots, 1);
      const square = rho * at(gradients, index) + (1 - rho) * gradient * gradient;
      const change = (Math.sqrt(at(updates, index) + epsilon) / Math.sqrt(square + epsilon)) * gradient;
      gradients[index] = square;
      updates[index] = rho * at(updates, index) + (1 - rho) * change * change;
      return weight - learningRate * change;
    };
  },
  kernels: [KERNEL],
  kernel({ optimizer }, factors) {
    factors.first = optimizer.rho;
    setEpsilon(factors, optimizer.epsilon, true);
    return KERNEL;
  },
  keras: ({ rho, epsilon }) => ({ name: 'Adadelta', args: { rho, epsilon } }),
  pytorch: ({ rho, epsilon }) => ({ name: 'torch.optim.Adadelta', args: { rho, eps: epsilon } }),
});
