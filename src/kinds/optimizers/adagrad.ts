/** Adagrad (Duchi et al. 2011): keras/optimizers/adagrad.py, torch/optim/adagrad.py. */
import { bySemantics } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import { epsilon, learningRate, setEpsilon, weightDecay } from './common.ts';
import { optimizerOf, slotAt, type OptimizerKernel } from './optimizer.ts';

const KERNEL: OptimizerKernel = {
  name: 'Adagrad',
  slots: ['madd(g, g, s0)'],
  step: 'f32x4.div(f32x4.mul(rate, g), root(n0, scale, inside, outside))',
};

/** Smaller steps for weights that have moved much. */
export const adagrad = optimizerOf({
  summary: 'Smaller steps for weights that have moved much (Duchi et al. 2011).',
  keys: {
    learningRate: learningRate(0.001, 0.01),
    initialAccumulator: bySemantics(number({ minimum: 0 }), 0.1, 0, 'G before the first step.'),
    epsilon: epsilon(1e-7, 1e-10),
    weightDecay: weightDecay(),
  },
  formula: 'G += g²; keras: w −= lr·g/√(G + ε); pytorch: w −= lr·g/(√G + ε)',
  decay: 'bySemantics',
  slots: ({ initialAccumulator }) => [{ name: 'accumulator', initial: initialAccumulator }],
  step({ optimizer: { epsilon }, semantics, learningRate }) {
    return (weight, gradient, slots, index) => {
      const accumulator = slotAt(slots, 0);
      const sum = at(accumulator, index) + gradient * gradient;
      accumulator[index] = sum;
      const root = semantics === 'keras' ? Math.sqrt(sum + epsilon) : Math.sqrt(sum) + epsilon;
      return weight - (learningRate * gradient) / root;
    };
  },
  kernels: [KERNEL],
  kernel({ optimizer, semantics }, factors) {
    setEpsilon(factors, optimizer.epsilon, semantics === 'keras');
    return KERNEL;
  },
  // Without ε and without a first accumulator 0 is divided by 0.
  isIdle: ({ epsilon }) => epsilon > 0,
  keras: ({ initialAccumulator, epsilon }) => ({
    name: 'Adagrad',
    args: { initial_accumulator_value: initialAccumulator, epsilon },
  }),
  pytorch: ({ initialAccumulator, epsilon }) => ({
    name: 'torch.optim.Adagrad',
    args: { initial_accumulator_value: initialAccumulator, eps: epsilon },
  }),
});
