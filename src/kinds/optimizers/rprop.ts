/** Rprop (Riedmiller & Braun 1993): torch/optim/rprop.py; Keras has none, so both semantics follow it. */
import { phrase } from '../../base/problems/phrase.ts';
import { optional } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import { learningRate, weightDecay } from './common.ts';
import { optimizerOf, slotAt, type OptimizerKernel } from './optimizer.ts';

/** η where the sign of g has changed, η where it has not, and 1 where one of both was 0. */
const FACTOR =
  'v128.bitselect(second, v128.bitselect(first, f32x4.splat(1), f32x4.lt(product, zero)), f32x4.gt(product, zero))';

/** `first` and `second` are η⁻ and η⁺; `inside` and `outside` the smallest step and the largest. */
const KERNEL: OptimizerKernel = {
  name: 'Rprop',
  slots: [
    `
      const zero = f32x4.splat(0);
      const product = f32x4.mul(g, s0);
      return v128.bitselect(zero, g, f32x4.lt(product, zero));`,
    `
      const zero = f32x4.splat(0);
      const product = f32x4.mul(g, s0);
      return f32x4.min(f32x4.max(f32x4.mul(s1, ${FACTOR}), inside), outside);`,
  ],
  step: 'f32x4.mul(signs(n0), n1)',
};

/** Keras has no Rprop. */
const KERAS = String.raw`
class Rprop(keras.optimizers.Optimizer):
    """Riedmiller & Braun 1993, as torch.optim.Rprop."""

    def __init__(self, learning_rate, etas, step_sizes, **options):
        super().__init__(learning_rate=learning_rate, name="rprop", **options)
        self.etas, self.step_sizes, self.first = etas, step_sizes, learning_rate

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.previous, self.steps = self.add_optimizer_variables(variables, ["previous", "step"])
            for step in self.steps:
                step.assign(keras.ops.full(step.shape, self.first))

    def update_step(self, gradient, variable, learning_rate):
        ops, index = keras.ops, self._get_variable_index(variable)
        previous, step = self.previous[index], self.steps[index]
        product = gradient * previous
        factor = ops.where(product > 0, self.etas[1], ops.where(product < 0, self.etas[0], 1.0))
        self.assign(step, ops.clip(step * factor, *self.step_sizes))
        self.assign(previous, ops.where(product < 0, 0.0, gradient))
        self.assign_sub(variable, ops.sign(previous) * step)
`;

/** PyTorch's Rprop has no weight decay. */
const PYTORCH = String.raw`
class Rprop(torch.optim.Rprop):
    """torch.optim.Rprop with decoupled weight decay."""

    def __init__(self, parameters, lr, weight_decay, etas, step_sizes):
        super().__init__(parameters, lr=lr, etas=etas, step_sizes=step_sizes)
        self.decay = lr * weight_decay

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    parameter.mul_(1 - self.decay)
        super().step()
`;

/** A step size for each weight, which follows the signs of its gradients. */
export const rprop = optimizerOf({
  summary:
    'A step size for each weight, which grows while the sign of g stays; for full batches (Riedmiller & Braun 1993).',
  keys: {
    learningRate: learningRate(0.01, 0.01),
    etaMinus: optional(
      number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
      0.5,
      'Factor of a step size when the sign of g changes (η⁻).',
    ),
    etaPlus: optional(
      number({ exclusiveMinimum: 1 }),
      1.2,
      'Factor of a step size while the sign of g stays (η⁺).',
    ),
    smallestStep: optional(number({ exclusiveMinimum: 0 }), 1e-6, 'Least step size.'),
    largestStep: optional(number({ exclusiveMinimum: 0 }), 50, 'Greatest step size.'),
    weightDecay: weightDecay(),
  },
  formula:
    'first Δ = lr; g·g₀ > 0: Δ = min(η⁺Δ, largestStep); g·g₀ < 0: Δ = max(η⁻Δ, smallestStep), g = 0; w −= sign(g)·Δ; g₀ = g',
  decay: 'decoupled',
  slots: ({ learningRate }) => [
    { name: 'previousGradient', initial: 0 },
    { name: 'stepSize', initial: learningRate },
  ],
  step({ optimizer: { etaMinus, etaPlus, smallestStep, largestStep } }) {
    return (weight, gradient, slots, index) => {
      const previous = slotAt(slots, 0);
      const sizes = slotAt(slots, 1);
      const product = gradient * at(previous, index);
      const factor = product > 0 ? etaPlus : product < 0 ? etaMinus : 1;
      const size = Math.min(Math.max(at(sizes, index) * factor, smallestStep), largestStep);
      const used = product < 0 ? 0 : gradient;
      sizes[index] = size;
      previous[index] = used;
      return weight - Math.sign(used) * size;
    };
  },
  kernels: [KERNEL],
  kernel({ optimizer: { etaMinus, etaPlus, smallestStep, largestStep } }, factors) {
    factors.first = etaMinus;
    factors.second = etaPlus;
    factors.inside = smallestStep;
    factors.outside = largestStep;
    return KERNEL;
  },
  fault: ({ smallestStep, largestStep }) =>
    smallestStep > largestStep
      ? {
          key: 'smallestStep',
          text: phrase('`smallestStep` is above `largestStep`. Set a smaller one, such as 1e-6.'),
        }
      : undefined,
  keras: ({ etaMinus, etaPlus, smallestStep, largestStep }) => ({
    name: 'Rprop',
    args: { etas: [etaMinus, etaPlus], step_sizes: [smallestStep, largestStep] },
    source: KERAS,
  }),
  pytorch: ({ etaMinus, etaPlus, smallestStep, largestStep }) => ({
    name: 'Rprop',
    args: { etas: [etaMinus, etaPlus], step_sizes: [smallestStep, largestStep] },
    source: PYTORCH,
  }),
});
