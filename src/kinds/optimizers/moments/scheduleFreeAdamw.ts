/**
 * AdamW without a schedule (Defazio et al. 2024): keras/optimizers/schedule_free_adamw.py, and for PyTorch the authors'
 * schedulefree/adamw_schedulefree.py. Gradients are taken at y, between the quick z and the mean x of all z; x is what is
 * evaluated and stored. Every step has the same weight in x, as in Keras; the authors' have the square of the largest rate so
 * far, which is the same while the rate is.
 */
import { bySemantics } from '../../../base/schema/composites.ts';
import { number } from '../../../base/schema/primitives.ts';
import { at } from '../../../base/values.ts';
import { epsilon, learningRate, share, weightDecay } from '../common.ts';
import { optimizerOf, powerOf, slotAt, type OptimizerKernel, type StepRule } from '../optimizer.ts';
import { adamConstants, type AdamOptions } from './adam.ts';

/**
 * With c = 1/t: y = (1 − c)y + (1 − β₁(1 − c))z' − (1 − c)(1 − β₁)z. `extra` is c, `first` β₁(1 − c), and `inside` the share of
 * y that z loses under pytorch.
 */
const KERNEL: OptimizerKernel = {
  name: 'ScheduleFreeAdamw',
  slots: [
    'blend(s0, second, f32x4.mul(g, g), secondRest)',
    `
      const change = f32x4.div(f32x4.mul(rate, g), madd(f32x4.sqrt(n0), scale, outside));
      return f32x4.sub(f32x4.sub(s1, change), f32x4.mul(inside, w));`,
  ],
  step: `
    const older = f32x4.mul(f32x4.sub(f32x4.sub(f32x4.splat(1), extra), first), s1);
    return f32x4.add(f32x4.mul(extra, w), f32x4.sub(older, f32x4.mul(firstRest, n1)));`,
};

function numbersOf({ optimizer: { beta1, beta2 }, semantics, step }: StepRule<AdamOptions>) {
  const newest = 1 / step;
  const first = beta1 * (1 - newest);
  return { newest, first, correction: Math.sqrt(1 - powerOf(beta2, step, semantics)) };
}

/** The share of y that z loses: under keras decay takes from y itself. */
function lossOf({ optimizer, semantics, learningRate }: StepRule<{ readonly weightDecay: number }>): number {
  return semantics === 'pytorch' ? learningRate * optimizer.weightDecay : 0;
}

/** Keras ends training at y. */
const KERAS = String.raw`
class ScheduleFreeAdamW(keras.optimizers.ScheduleFreeAdamW):
    """Keras's own, which leaves the mean x in the weights at the end of training."""

    def finalize_variable_values(self, variables):
        for variable in variables:
            z = self._momentums[self._get_variable_index(variable)]
            variable.assign((variable - (1 - self.beta_1) * z) / self.beta_1)
`;

/** PyTorch has none. */
const PYTORCH = String.raw`
class ScheduleFreeAdamW(torch.optim.Optimizer):
    """Defazio et al. 2024. The parameters are x; from zero_grad to step they are y."""

    def __init__(self, parameters, lr, betas, eps, weight_decay):
        super().__init__(parameters, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def zero_grad(self):
        super().zero_grad()
        for group in self.param_groups:
            for parameter in group["params"]:
                z = self.state[parameter].setdefault("z", parameter.clone())
                parameter.lerp_(z, 1 - group["betas"][0])

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            for y in group["params"]:
                state = self.state[y]
                z, v = state["z"], state.setdefault("v", torch.zeros_like(y))
                step = state["step"] = state.get("step", 0) + 1
                x = (y - (1 - beta1) * z) / beta1
                v.mul_(beta2).addcmul_(y.grad, y.grad, value=1 - beta2)
                change = y.grad / ((v / (1 - beta2**step)).sqrt() + group["eps"])
                z.sub_(lr * (change + group["weight_decay"] * y))
                y.copy_(x.lerp_(z, 1 / step))
`;

/** Adam that needs no schedule, since it evaluates a mean of its weights. */
export const scheduleFreeAdamw = optimizerOf({
  summary:
    'AdamW that needs no schedule: it stores and evaluates x, the mean of all steps (Defazio et al. 2024).',
  keys: {
    learningRate: learningRate(0.0025, 0.0025),
    beta1: bySemantics(
      number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
      0.9,
      0.9,
      'Share of x in y, where gradients are taken; the rest is of z.',
    ),
    beta2: share(0.999, 0.999, 'Share of the mean squared gradient v that is kept.'),
    epsilon: epsilon(1e-8, 1e-8),
    weightDecay: weightDecay(),
  },
  formula:
    'y = β₁x + (1 − β₁)z, g at y; v = β₂v + (1 − β₂)g², z −= lr·g/(√(v/(1−β₂ᵗ)) + ε), x += (z − x)/t; decay: keras from y, pytorch z −= lr·weightDecay·y',
  decay: 'inStep',
  slots: () => [
    { name: 'v', initial: 0 },
    { name: 'z', initial: 'weights' },
  ],
  trainsAt: ({ beta1 }) => ({ slot: 1, share: beta1 }),
  step(rule) {
    const { beta1, beta2, epsilon } = rule.optimizer;
    const { newest, correction } = numbersOf(rule);
    const loss = lossOf(rule);
    return (weight, gradient, slots, index) => {
      const v = slotAt(slots, 0);
      const z = slotAt(slots, 1);
      const square = at(v, index) + (gradient * gradient - at(v, index)) * (1 - beta2);
      const before = at(z, index);
      const after =
        before - (rule.learningRate * gradient) / (Math.sqrt(square) / correction + epsilon) - loss * weight;
      const mean = (weight - (1 - beta1) * before) / beta1;
      v[index] = square;
      z[index] = after;
      return (1 - beta1) * after + beta1 * (mean + (after - mean) * newest);
    };
  },
  kernels: [KERNEL],
  kernel(rule, factors) {
    const { newest, first, correction } = numbersOf(rule);
    factors.first = first;
    factors.second = rule.optimizer.beta2;
    factors.extra = newest;
    factors.scale = 1 / correction;
    factors.inside = lossOf(rule);
    factors.outside = rule.optimizer.epsilon;
    return KERNEL;
  },
  keras: (options) => ({ name: 'ScheduleFreeAdamW', args: adamConstants(options, 'keras'), source: KERAS }),
  pytorch: (options) => ({
    name: 'ScheduleFreeAdamW',
    args: adamConstants(options, 'pytorch'),
    source: PYTORCH,
  }),
});
