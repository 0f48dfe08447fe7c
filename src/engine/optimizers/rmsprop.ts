/** RMSprop, plain, centered and with momentum: keras/optimizers/rmsprop.py, torch/optim/rmsprop.py. */
import { at, type Values } from '../../base/values.ts';
import { slotAt, type OptimizerOf, type OptimizerRow, type Slot } from './optimizer.ts';

type Rmsprop = OptimizerOf<'rmsprop'>;

function slots(optimizer: Rmsprop): readonly Slot[] {
  const list: Slot[] = [{ name: 'velocity', initial: 0 }];
  if (optimizer.centered) list.push({ name: 'averageGradient', initial: 0 });
  if (optimizer.momentum > 0) list.push({ name: 'momentum', initial: 0 });
  return list;
}

export const rmsprop: OptimizerRow<Rmsprop> = {
  slots,
  step: ({ optimizer, semantics, learningRate }) => {
    const { rho, momentum, epsilon, centered } = optimizer;
    const momentumSlot = centered ? 2 : 1;
    /** The mean of g², less the squared mean of g if centered. */
    const spread = (gradient: number, tensors: readonly Values[], index: number): number => {
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
      const variance = spread(gradient, tensors, index);
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
};
