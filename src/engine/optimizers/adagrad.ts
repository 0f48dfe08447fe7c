/** Adagrad (Duchi 2011): keras/optimizers/adagrad.py, torch/optim/adagrad.py. */
import { at } from '../../base/values.ts';
import { slotAt, type OptimizerOf, type OptimizerRow } from './optimizer.ts';

export const adagrad: OptimizerRow<OptimizerOf<'adagrad'>> = {
  slots: ({ initialAccumulator }) => [{ name: 'accumulator', initial: initialAccumulator }],
  step: ({ optimizer, semantics, learningRate }) => {
    const { epsilon } = optimizer;
    return (weight, gradient, slots, index) => {
      const accumulator = slotAt(slots, 0);
      const sum = at(accumulator, index) + gradient * gradient;
      accumulator[index] = sum;
      const root = semantics === 'keras' ? Math.sqrt(sum + epsilon) : Math.sqrt(sum) + epsilon;
      return weight - (learningRate * gradient) / root;
    };
  },
};
