/** Gradient descent with momentum and Nesterov momentum: keras/optimizers/sgd.py, torch/optim/sgd.py. */
import { phrase } from '../../base/problems/phrase.ts';
import { optional } from '../../base/schema/composites.ts';
import { boolean } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import { learningRate, momentumShare, weightDecay } from './common.ts';
import { optimizerOf, slotAt, type OptimizerKernel } from './optimizer.ts';

const FORMULA =
  'keras: v = μv − lr·g, w += v (nesterov: w += μv − lr·g); pytorch: b = μb + g, w −= lr·b (nesterov: w −= lr·(g + μb))';

const KERAS_SLOT = 'f32x4.sub(f32x4.mul(first, s0), f32x4.mul(rate, g))';
const PYTORCH_SLOT = 'madd(first, s0, g)';
/** w −= lr·g. */
export const PLAIN: OptimizerKernel = { name: 'Sgd', slots: [], step: 'f32x4.mul(rate, g)' };
const MOMENTUM: OptimizerKernel = { name: 'Momentum', slots: [KERAS_SLOT], step: 'f32x4.neg(n0)' };
const NESTEROV: OptimizerKernel = {
  name: 'Nesterov',
  slots: [KERAS_SLOT],
  step: 'nmadd(first, n0, f32x4.mul(rate, g))',
};
const MOMENTUM_PYTORCH: OptimizerKernel = {
  name: 'MomentumPytorch',
  slots: [PYTORCH_SLOT],
  step: 'f32x4.mul(rate, n0)',
};
const NESTEROV_PYTORCH: OptimizerKernel = {
  name: 'NesterovPytorch',
  slots: [PYTORCH_SLOT],
  step: 'f32x4.mul(rate, madd(first, n0, g))',
};

/** Gradient descent whose momentum is `share` unless the spec says another one. */
export function gradientDescent(summary: string, share: number) {
  return optimizerOf({
    summary,
    keys: {
      learningRate: learningRate(0.01, 0.001),
      momentum: momentumShare(share),
      nesterov: optional(boolean(), false, 'Look ahead along the momentum; needs momentum above 0.'),
      weightDecay: weightDecay(),
    },
    formula: FORMULA,
    decay: 'bySemantics',
    slots: ({ momentum }) => (momentum === 0 ? [] : [{ name: 'momentum', initial: 0 }]),
    step({ optimizer: { momentum, nesterov }, semantics, learningRate }) {
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
    kernels: [PLAIN, MOMENTUM, NESTEROV, MOMENTUM_PYTORCH, NESTEROV_PYTORCH],
    examples: share === 0 ? [] : [{ nesterov: true }],
    kernel({ optimizer: { momentum, nesterov }, semantics }, factors) {
      if (momentum === 0) return PLAIN;
      factors.first = momentum;
      if (semantics === 'keras') return nesterov ? NESTEROV : MOMENTUM;
      return nesterov ? NESTEROV_PYTORCH : MOMENTUM_PYTORCH;
    },
    isIdle: ({ momentum }) => momentum === 0,
    fault: ({ momentum, nesterov }) =>
      nesterov && momentum === 0
        ? {
            key: 'nesterov',
            text: phrase('`nesterov` needs a momentum above 0. Set "momentum", such as 0.9.'),
          }
        : undefined,
    keras: ({ momentum, nesterov }) => ({ name: 'SGD', args: { momentum, nesterov } }),
    pytorch: ({ momentum, nesterov }) => ({ name: 'torch.optim.SGD', args: { momentum, nesterov } }),
  });
}

/** Gradient descent. */
export const sgd = gradientDescent('Gradient descent, with momentum if it is set.', 0);
