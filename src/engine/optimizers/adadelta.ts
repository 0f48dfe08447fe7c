/** Adadelta (Zeiler 2012), the same in keras/optimizers/adadelta.py and torch/optim/adadelta.py. */
import { at } from '../../base/values.ts';
import { slotAt, type OptimizerOf, type OptimizerRow } from './optimizer.ts';

export const adadelta: OptimizerRow<OptimizerOf<'adadelta'>> = {
  slots: () => [
    { name: 'accumulatedGradient', initial: 0 },
    { name: 'accumulatedUpdate', initial: 0 },
  ],
  step: ({ optimizer, learningRate }) => {
    const { rho, epsilon } = optimizer;
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
};
