/**
 * AdaBelief (Zhuang et al. 2020, algorithm 2). Neither framework has it; the authors' adabelief-pytorch adds ε to s at every
 * step, too, and keeps what was added. Its `rectify` is not part of the algorithm: `radam` is that.
 */
import { at } from '../../../base/values.ts';
import { epsilon, learningRate, share, weightDecay } from '../common.ts';
import { optimizerOf, slotAt, type OptimizerKernel, type StepRule } from '../optimizer.ts';
import { adamConstants, FIRST_MOMENT, type AdamOptions } from './adam.ts';

/** The scale is 1/√(1 − β₂ᵗ); ε is in s already when its root is taken, and stands beside the root as well. */
const KERNEL: OptimizerKernel = {
  name: 'Adabelief',
  slots: [
    FIRST_MOMENT,
    `
      const surprise = f32x4.sub(g, n0);
      return f32x4.add(blend(s1, second, f32x4.mul(surprise, surprise), secondRest), inside);`,
  ],
  step: 'f32x4.div(f32x4.mul(rate, n0), madd(f32x4.sqrt(n1), scale, outside))',
};

function correctionsOf({ optimizer: { beta1, beta2 }, learningRate, step }: StepRule<AdamOptions>) {
  return { rate: learningRate / (1 - beta1 ** step), second: Math.sqrt(1 - beta2 ** step) };
}

/** Keras has no AdaBelief. */
const KERAS = String.raw`
class AdaBelief(keras.optimizers.Optimizer):
    """Zhuang et al. 2020, algorithm 2."""

    def __init__(self, learning_rate, beta_1, beta_2, epsilon, **options):
        super().__init__(learning_rate=learning_rate, name="adabelief", **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.moments, self.squares = self.add_optimizer_variables(variables, ["m", "s"])

    def update_step(self, gradient, variable, learning_rate):
        ops, index = keras.ops, self._get_variable_index(variable)
        m, s = self.moments[index], self.squares[index]
        step = ops.cast(self.iterations + 1, variable.dtype)
        self.assign(m, m * self.beta_1 + gradient * (1 - self.beta_1))
        self.assign(s, s * self.beta_2 + ops.square(gradient - m) * (1 - self.beta_2) + self.epsilon)
        # Written with expm1 and log: 1 - beta_2 ** step loses digits in float32.
        rest = -ops.expm1(step * float(np.log(self.beta_2))) if self.beta_2 > 0 else 1.0
        rate = learning_rate / (1 - ops.power(self.beta_1, step))
        self.assign_sub(variable, rate * m / (ops.sqrt(s) / ops.sqrt(rest) + self.epsilon))
`;

/** PyTorch has no AdaBelief. */
const PYTORCH = String.raw`
class AdaBelief(torch.optim.Optimizer):
    """Zhuang et al. 2020, algorithm 2."""

    def __init__(self, parameters, lr, betas, eps, weight_decay):
        super().__init__(parameters, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr, eps = group["betas"], group["lr"], group["eps"]
            for parameter in group["params"]:
                state = self.state[parameter]
                m = state.setdefault("m", torch.zeros_like(parameter))
                s = state.setdefault("s", torch.zeros_like(parameter))
                step = state["step"] = state.get("step", 0) + 1
                parameter.mul_(1 - lr * group["weight_decay"])
                m.mul_(beta1).add_(parameter.grad, alpha=1 - beta1)
                surprise = parameter.grad - m
                s.mul_(beta2).addcmul_(surprise, surprise, value=1 - beta2).add_(eps)
                root = (s.sqrt() / (1 - beta2**step) ** 0.5).add_(eps)
                parameter.addcdiv_(m, root, value=-lr / (1 - beta1**step))
`;

/** Adam whose v measures how far gradients are from their mean. */
export const adabelief = optimizerOf({
  summary:
    'Adam with the squared distance of g from m in place of g²: large steps where g is as expected (Zhuang et al. 2020).',
  keys: {
    learningRate: learningRate(0.001, 0.001),
    beta1: share(0.9, 0.9, 'Share of the mean gradient m that is kept.'),
    beta2: share(0.999, 0.999, 'Share of the mean squared surprise s that is kept.'),
    epsilon: epsilon(1e-16, 1e-16),
    weightDecay: weightDecay(),
  },
  formula: 'm = β₁m + (1 − β₁)g, s = β₂s + (1 − β₂)(g − m)² + ε; w −= lr/(1−β₁ᵗ)·m/(√(s/(1−β₂ᵗ)) + ε)',
  decay: 'decoupled',
  slots: () => [
    { name: 'm', initial: 0 },
    { name: 's', initial: 0 },
  ],
  step(rule) {
    const { beta1, beta2, epsilon } = rule.optimizer;
    const { rate, second } = correctionsOf(rule);
    return (weight, gradient, slots, index) => {
      const m = slotAt(slots, 0);
      const s = slotAt(slots, 1);
      const mean = beta1 * at(m, index) + (1 - beta1) * gradient;
      const surprise = gradient - mean;
      const square = beta2 * at(s, index) + (1 - beta2) * surprise * surprise + epsilon;
      m[index] = mean;
      s[index] = square;
      return weight - (rate * mean) / (Math.sqrt(square) / second + epsilon);
    };
  },
  kernels: [KERNEL],
  kernel(rule, factors) {
    const { rate, second } = correctionsOf(rule);
    factors.first = rule.optimizer.beta1;
    factors.second = rule.optimizer.beta2;
    factors.scale = 1 / second;
    factors.inside = rule.optimizer.epsilon;
    factors.outside = rule.optimizer.epsilon;
    factors.rate = rate;
    return KERNEL;
  },
  keras: (options) => ({ name: 'AdaBelief', args: adamConstants(options, 'keras'), source: KERAS }),
  pytorch: (options) => ({ name: 'AdaBelief', args: adamConstants(options, 'pytorch'), source: PYTORCH }),
});
