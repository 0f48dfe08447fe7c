/** Lion (Chen et al. 2023): keras/optimizers/lion.py; PyTorch has none, so both semantics follow it. */
import { at } from '../../base/values.ts';
import { learningRate, share, weightDecay } from './common.ts';
import { optimizerOf, slotAt, type OptimizerKernel } from './optimizer.ts';

const KERNEL: OptimizerKernel = {
  name: 'Lion',
  slots: ['blend(s0, second, g, secondRest)'],
  step: 'f32x4.mul(rate, signs(blend(s0, first, g, firstRest)))',
};

/** Lion is not among PyTorch's optimizers. */
const PYTORCH = String.raw`
class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2."""

    def __init__(self, parameters, lr, betas, weight_decay):
        super().__init__(parameters, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            for parameter in group["params"]:
                moment = self.state[parameter].setdefault("moment", torch.zeros_like(parameter))
                parameter.mul_(1 - lr * group["weight_decay"])
                parameter.sub_(lr * (moment * beta1 + parameter.grad * (1 - beta1)).sign())
                moment.mul_(beta2).add_(parameter.grad, alpha=1 - beta2)
`;

/** Steps of equal size along the sign of the momentum. */
export const lion = optimizerOf({
  summary: 'Steps of equal size along the sign of the momentum (Chen et al. 2023).',
  keys: {
    learningRate: learningRate(0.001, 0.001),
    beta1: share(0.9, 0.9, 'Weight of the momentum in the step.'),
    beta2: share(0.99, 0.99, 'Share of the momentum that is kept.'),
    weightDecay: weightDecay(),
  },
  formula: 'w −= lr·sign(β₁m + (1 − β₁)g); m = β₂m + (1 − β₂)g',
  decay: 'decoupled',
  slots: () => [{ name: 'm', initial: 0 }],
  step({ optimizer: { beta1, beta2 }, learningRate }) {
    return (weight, gradient, slots, index) => {
      const m = slotAt(slots, 0);
      const before = at(m, index);
      m[index] = beta2 * before + (1 - beta2) * gradient;
      return weight - learningRate * Math.sign(beta1 * before + (1 - beta1) * gradient);
    };
  },
  kernels: [KERNEL],
  kernel({ optimizer }, factors) {
    factors.first = optimizer.beta1;
    factors.second = optimizer.beta2;
    return KERNEL;
  },
  keras: ({ beta1, beta2 }) => ({ name: 'Lion', args: { beta_1: beta1, beta_2: beta2 } }),
  pytorch: ({ beta1, beta2 }) => ({
    name: 'Lion',
    args: { betas: [beta1, beta2] },
    source: PYTORCH,
  }),
});
