/** The script of a run in PyTorch. */
import type { Plan, PlanLayer } from '../../plan/types.ts';
import type { Activation, GradientClipping, ResolvedSpec } from '../../spec/types.ts';
import { batchSizeOf, scriptHead } from './common.ts';
import { call, literal } from '../../base/python.ts';
import { PYTHON_MAIN, PYTHON_ROWS } from './pythonRows.ts';
import { PYTHON_TABLE } from './pythonTable.ts';

/** Lion is not among PyTorch's optimizers. */
const LION = String.raw`
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

/** Defines `model` with PyTorch, `predict` and `train`; kernels are transposed, since `Linear` keeps them as [outputs, inputs]. */
export function pytorchScript(plan: Plan, weightsFile: string): string {
  const { spec } = plan;
  const modules: string[] = [];
  const loads: string[] = [];
  const penalties: string[] = [];
  for (const layer of plan.layers) {
    const at = `model[${literal(modules.length)}]`;
    modules.push(...pytorchModules(layer, spec));
    for (const { name, role } of layer.parameters) {
      const transposed = role === 'kernel' ? '.T' : '';
      loads.push(
        `    ${at}.${TORCH_NAMES[role]}.copy_(torch.from_numpy(weights[${literal(name)}])${transposed})`,
      );
    }
    loads.push(...fixed(layer, at));
    penalties.push(...penaltyOf(layer, spec, at));
  }
  const imports = [
    'import numpy as np',
    'import torch',
    'from safetensors import safe_open',
    'from torch import nn',
  ];
  return [
    scriptHead(plan, 'pytorch', imports, weightsFile),
    PYTHON_TABLE,
    PYTHON_ROWS,
    ...(spec.optimizer.type === 'lion' ? [LION] : []),
    '',
    'model = nn.Sequential(',
    ...modules.map((line) => `    ${line},`),
    ')',
    ...(loads.length > 0 ? ['with torch.no_grad():', ...loads] : []),
    'model.eval()',
    ...trainer(plan, penalties),
    PYTHON_MAIN,
  ].join('\n');
}

function trainer(plan: Plan, penalties: readonly string[]): string[] {
  const { spec, fusedOutput } = plan;
  const trained = fusedOutput === 'none' ? 'model' : 'model[:-1]  # ends in logits, which the loss takes';
  return [
    `trainer = ${trained}`,
    `criterion = ${pytorchLoss(plan)}`,
    'parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]',
    `optimizer = ${pytorchOptimizer(spec)}`,
    '',
    '',
    'def penalty():',
    '    """What the penalties of the kernels add to the loss of a batch."""',
    `    return ${penalties.length > 0 ? penalties.join(' + ') : '0'}`,
    '',
    '',
    'def predict(x):',
    '    """Outputs of the network, [rows, outputs], for encoded rows."""',
    '    model.eval()',
    '    with torch.no_grad():',
    '        return model(torch.from_numpy(x)).numpy()',
    '',
    '',
    'def train(x, y, epochs):',
    '    """Trains on encoded rows in their order; gives the loss of each epoch, penalties included."""',
    `    x, y, size, losses = torch.from_numpy(x), torch.from_numpy(y), ${batchSizeOf(plan)}, []`,
    '    model.train()',
    '    for _ in range(epochs):',
    '        total = 0',
    '        for first in range(0, len(x), size):',
    '            rows = slice(first, first + size)',
    '            optimizer.zero_grad()',
    '            loss = criterion(trainer(x[rows]), y[rows]) + penalty()',
    '            loss.backward()',
    ...clipping(spec.training.gradientClipping).map((line) => `            ${line}`),
    '            optimizer.step()',
    '            total += loss.item() * len(x[rows])',
    '        losses.append(total / len(x))',
    '    return losses',
    '',
  ];
}

const TORCH_NAMES = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  movingMean: 'running_mean',
  movingVariance: 'running_var',
} as const;

function pytorchModules({ spec, inputs }: PlanLayer, { semantics }: ResolvedSpec): string[] {
  switch (spec.type) {
    case 'dense': {
      const linear = call('nn.Linear', { bias: spec.useBias }, inputs, spec.units);
      return spec.activation.type === 'linear' ? [linear] : [linear, pytorchActivation(spec.activation)];
    }
    case 'activation':
      return [pytorchActivation(spec.activation)];
    case 'dropout':
      return [call('nn.Dropout', {}, spec.rate)];
    case 'batchNormalization': {
      // PyTorch: the share that is taken from the batch; Keras: the share that is kept.
      const momentum = semantics === 'pytorch' ? spec.momentum : 1 - spec.momentum;
      const affine = spec.center || spec.scale;
      return [call('nn.BatchNorm1d', { eps: spec.epsilon, momentum, affine }, inputs)];
    }
  }
}

/** PyTorch learns factor and offset of a batch normalization together or neither; one alone is held where it begins. */
function fixed({ spec }: PlanLayer, at: string): string[] {
  if (spec.type !== 'batchNormalization' || spec.center === spec.scale) return [];
  const [name, value] = spec.center ? ['weight', 1] : ['bias', 0];
  return [`    ${at}.${name}.fill_(${literal(value)}).requires_grad_(False)`];
}

function penaltyOf({ spec }: PlanLayer, { semantics }: ResolvedSpec, at: string): string[] {
  if (spec.type !== 'dense') return [];
  const { l1, l2 } = spec.regularizer;
  const terms = [];
  if (l1 > 0) terms.push(`${literal(l1)} * ${at}.weight.abs().sum()`);
  // Keras's penalty is twice PyTorch's.
  if (l2 > 0) terms.push(`${literal(semantics === 'keras' ? l2 : l2 / 2)} * ${at}.weight.square().sum()`);
  return terms;
}

function pytorchActivation(activation: Activation): string {
  switch (activation.type) {
    case 'linear':
      return 'nn.Identity()';
    case 'leakyRelu':
      return call('nn.LeakyReLU', {}, activation.slope);
    case 'elu':
      return call('nn.ELU', {}, activation.alpha);
    case 'gelu':
      return call('nn.GELU', { approximate: activation.approximate ? 'tanh' : 'none' });
    case 'softmax':
      return 'nn.Softmax(dim=-1)';
    case 'sigmoid':
      return 'nn.Sigmoid()';
    case 'tanh':
      return 'nn.Tanh()';
    case 'relu':
      return 'nn.ReLU()';
    case 'selu':
      return 'nn.SELU()';
    case 'silu':
      return 'nn.SiLU()';
    case 'softplus':
      return 'nn.Softplus()';
  }
}

function pytorchLoss({ spec: { loss }, fusedOutput }: Plan): string {
  const fused = fusedOutput !== 'none';
  switch (loss.type) {
    case 'meanSquaredError':
      return 'nn.MSELoss()';
    case 'meanAbsoluteError':
      return 'nn.L1Loss()';
    case 'huber':
      return call('nn.HuberLoss', { delta: loss.delta });
    case 'binaryCrossentropy':
      return fused ? 'nn.BCEWithLogitsLoss()' : 'nn.BCELoss()';
    case 'categoricalCrossentropy':
      return fused
        ? 'nn.CrossEntropyLoss()'
        : 'lambda o, t: -(t * o.log().clamp(min=-100)).sum(dim=1).mean()';
    case 'halfSquaredError':
      return 'lambda o, t: 0.5 * (o - t).square().sum(dim=1).mean()';
  }
}

function clipping(rule: GradientClipping): string[] {
  const threshold = rule.kind === 'none' ? '' : literal(rule.threshold);
  switch (rule.kind) {
    case 'none':
      return [];
    case 'value':
      return [`nn.utils.clip_grad_value_(parameters, ${threshold})`];
    case 'norm':
      return ['for parameter in parameters:', `    nn.utils.clip_grad_norm_([parameter], ${threshold})`];
    case 'globalNorm':
      return [`nn.utils.clip_grad_norm_(parameters, ${threshold})`];
  }
}

function pytorchOptimizer({ optimizer }: ResolvedSpec): string {
  const { learningRate: lr, weightDecay: weight_decay } = optimizer;
  const make = (name: string, own: Readonly<Record<string, number | boolean | readonly number[]>>): string =>
    call(name, { lr, weight_decay, ...own }).replace('(', '(parameters, ');
  switch (optimizer.type) {
    case 'sgd':
    case 'momentum':
      return make('torch.optim.SGD', { momentum: optimizer.momentum, nesterov: optimizer.nesterov });
    case 'adagrad':
      return make('torch.optim.Adagrad', {
        initial_accumulator_value: optimizer.initialAccumulator,
        eps: optimizer.epsilon,
      });
    case 'rmsprop': {
      const { rho, momentum, epsilon, centered } = optimizer;
      return make('torch.optim.RMSprop', { alpha: rho, momentum, eps: epsilon, centered });
    }
    case 'adam':
    case 'adamw':
    case 'nadam': {
      const { beta1, beta2, epsilon } = optimizer;
      return make(ADAMS[optimizer.type], { betas: [beta1, beta2], eps: epsilon });
    }
    case 'adadelta':
      return make('torch.optim.Adadelta', { rho: optimizer.rho, eps: optimizer.epsilon });
    case 'lion':
      return make('Lion', { betas: [optimizer.beta1, optimizer.beta2] });
  }
}

const ADAMS = { adam: 'torch.optim.Adam', adamw: 'torch.optim.AdamW', nadam: 'torch.optim.NAdam' } as const;
