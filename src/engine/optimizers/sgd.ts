/** Gradient descent with momentum and Nesterov momentum: keras/optimizers/sgd.py, torch/optim/sgd.py. */
import { at } from '../../base/values.ts';
import { slotAt, type OptimizerOf, type OptimizerRow } from './optimizer.ts';

export const sgd: OptimizerRow<OptimizerOf<'sgd' | 'momentum'>> = {
  slots: (optimizer) => (optimizer.momentum === 0 ? [] : [{ name: 'momentum', initial: 0 }]),
  step: ({ optimizer, semantics, learningRate }) => {
    const { momentum, nesterov } = optimizer;
    if (momentum === 0) return (weight, gradient) => weight - learningRate * gradient;
    if (semantics === 'keras') {
      return (weight, gradient, slots, index) => {
        const velocity = slotAt(slots, 0);
        const next = momentum * at(velocity, index) - learningRate * gradient;
        velocity[index] = next;
        return weight + (nesterov ? momentum * next - learningRate * gradient : next);
      };
    }
    // PyTorch's first step sets the buffer to g, which is what a buffer of zeros gives.
    return (weight, gradient, slots, index) => {
      const buffer = slotAt(slots, 0);
      const next = momentum * at(buffer, index) + gradient;
      buffer[index] = next;
      return weight - learningRate * (nesterov ? gradient + momentum * next : next);
    };
  },
};
