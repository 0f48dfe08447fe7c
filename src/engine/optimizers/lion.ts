/** Lion (Chen et al. 2023): keras/optimizers/lion.py; PyTorch has none, so both semantics follow it. */
import { at } from '../../base/values.ts';
import { slotAt, type OptimizerOf, type OptimizerRow } from './optimizer.ts';

export const lion: OptimizerRow<OptimizerOf<'lion'>> = {
  slots: () => [{ name: 'm', initial: 0 }],
  step: ({ optimizer, learningRate }) => {
    const { beta1, beta2 } = optimizer;
    return (weight, gradient, slots, index) => {
      const m = slotAt(slots, 0);
      const before = at(m, index);
      m[index] = beta2 * before + (1 - beta2) * gradient;
      return weight - learningRate * Math.sign(beta1 * before + (1 - beta1) * gradient);
    };
  },
};
