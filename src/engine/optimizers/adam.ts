/**
 * Adam (Kingma & Ba 2015); AdamW is the same step after its decoupled decay. keras/optimizers/adam.py,
 * torch/optim/adam.py. Keras adds ε to √v, PyTorch to the bias-corrected √v̂.
 */
import { at } from '../../base/values.ts';
import { powerOf, slotAt, type OptimizerOf, type OptimizerRow } from './optimizer.ts';

export const adam: OptimizerRow<OptimizerOf<'adam' | 'adamw' | 'nadam'>> = {
  slots: () => [
    { name: 'm', initial: 0 },
    { name: 'v', initial: 0 },
  ],
  step: ({ optimizer, semantics, learningRate, step }) => {
    const { beta1, beta2, epsilon } = optimizer;
    const firstCorrection = 1 - powerOf(beta1, step, semantics);
    const secondCorrection = Math.sqrt(1 - powerOf(beta2, step, semantics));
    const kerasRate = (learningRate * secondCorrection) / firstCorrection;
    const pytorchRate = learningRate / firstCorrection;
    return (weight, gradient, slots, index) => {
      const m = slotAt(slots, 0);
      const v = slotAt(slots, 1);
      const mean = at(m, index) + (gradient - at(m, index)) * (1 - beta1);
      const square = at(v, index) + (gradient * gradient - at(v, index)) * (1 - beta2);
      m[index] = mean;
      v[index] = square;
      if (semantics === 'keras') return weight - (kerasRate * mean) / (Math.sqrt(square) + epsilon);
      return weight - (pytorchRate * mean) / (Math.sqrt(square) / secondCorrection + epsilon);
    };
  },
};
