/** RAdam (Liu et al. 2020): torch/optim/radam.py; Keras has none, so both semantics follow it. */
import { at } from '../../../base/values.ts';
import { betas, learningRate, MOMENTS, setEpsilon, weightDecay } from '../common.ts';
import { optimizerOf, slotAt, type StepRule } from '../optimizer.ts';
import { ADAM_KERNEL, ADAM_KERNELS, adamConstants, momentSlots, type AdamOptions } from './adam.ts';

/** The variance of the step is known well enough from this many steps of the mean on (ρₜ). */
const ENOUGH = 5;

/** The factor of m, and that of m/(√v + ε) where v is known well enough; else 0. */
function ratesOf({ optimizer: { beta1, beta2 }, learningRate, step }: StepRule<AdamOptions>) {
  const plain = learningRate / (1 - beta1 ** step);
  const power = beta2 ** step;
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * step * power) / (1 - power);
  if (!(length > ENOUGH)) return { plain, rectified: 0 };
  const rectification = Math.sqrt(
    ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length),
  );
  return { plain, rectified: plain * rectification * Math.sqrt(1 - power) };
}

/** Keras has no RAdam. */
const KERAS = String.raw`
class RAdam(keras.optimizers.Optimizer):
    """Liu et al. 2020, as torch.optim.RAdam."""

    def __init__(self, learning_rate, beta_1, beta_2, epsilon, **options):
        super().__init__(learning_rate=learning_rate, name="radam", **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.moments, self.squares = self.add_optimizer_variables(variables, ["m", "v"])

    def update_step(self, gradient, variable, learning_rate):
        ops, index = keras.ops, self._get_variable_index(variable)
        m, v = self.moments[index], self.squares[index]
        step = ops.cast(self.iterations + 1, variable.dtype)
        self.assign(m, m * self.beta_1 + gradient * (1 - self.beta_1))
        self.assign(v, v * self.beta_2 + ops.square(gradient) * (1 - self.beta_2))
        # Written with expm1 and log: 1 - beta_2 ** step loses digits in float32.
        rest = -ops.expm1(step * float(np.log(self.beta_2))) if self.beta_2 > 0 else 1.0
        rate = learning_rate / (1 - ops.power(self.beta_1, step))
        longest = 2 / (1 - self.beta_2) - 1
        length = longest - 2 * step * (1 - rest) / rest
        safe = ops.maximum(length, 5.0)
        root = (safe - 4) * (safe - 2) * longest / ((longest - 4) * (longest - 2) * safe) if longest > 5 else 0.0
        rectified = rate * ops.sqrt(root) * ops.sqrt(rest) / (ops.sqrt(v) + self.epsilon)
        self.assign_sub(variable, m * ops.where(length > 5.0, rectified, rate))
`;

/** Adam that begins without v while too few gradients are in it. */
export const radam = optimizerOf({
  summary: 'Adam that warms up by itself: without v until its variance is known (Liu et al. 2020).',
  keys: { learningRate: learningRate(0.001, 0.001), ...betas(1e-8, 1e-8), weightDecay: weightDecay() },
  formula: `${MOMENTS}; ρ∞ = 2/(1−β₂) − 1, ρₜ = ρ∞ − 2tβ₂ᵗ/(1−β₂ᵗ); ρₜ > 5: w −= lr·r·√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε) with r² = (ρₜ−4)(ρₜ−2)ρ∞/((ρ∞−4)(ρ∞−2)ρₜ); else w −= lr·m/(1−β₁ᵗ)`,
  decay: 'bySemantics',
  slots: momentSlots,
  step(rule) {
    const { beta1, beta2, epsilon } = rule.optimizer;
    const { plain, rectified } = ratesOf(rule);
    return (weight, gradient, slots, index) => {
      const m = slotAt(slots, 0);
      const v = slotAt(slots, 1);
      const mean = at(m, index) + (gradient - at(m, index)) * (1 - beta1);
      const square = at(v, index) * beta2 + gradient * gradient * (1 - beta2);
      m[index] = mean;
      v[index] = square;
      return weight - (rectified === 0 ? plain * mean : (rectified * mean) / (Math.sqrt(square) + epsilon));
    };
  },
  kernels: ADAM_KERNELS,
  kernel(rule, factors) {
    const { plain, rectified } = ratesOf(rule);
    factors.first = rule.optimizer.beta1;
    factors.second = rule.optimizer.beta2;
    setEpsilon(factors, rectified === 0 ? 1 : rule.optimizer.epsilon, false);
    // Without v the divisor is √v·0 + 1.
    if (rectified === 0) factors.scale = 0;
    factors.rate = rectified === 0 ? plain : rectified;
    return ADAM_KERNEL;
  },
  keras: (options) => ({ name: 'RAdam', args: adamConstants(options, 'keras'), source: KERAS }),
  pytorch: (options) => ({ name: 'torch.optim.RAdam', args: adamConstants(options, 'pytorch') }),
});
