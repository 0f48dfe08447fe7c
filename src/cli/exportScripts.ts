/** Python scripts that build a run's network in Keras or PyTorch and load its weights. */
import type { Plan, PlanLayer } from '../plan/types.ts';
import type { Activation } from '../spec/types.ts';

const HEAD = (plan: Plan, what: string): string =>
  `"""${plan.spec.name.replace(/["\\]/g, ' ')}: the network of an NNSpec run, in ${what}. Needs ${what} and safetensors."""`;

/** Defines `model` with Keras 3, its weights read from `weightsFile` beside the script. */
export function kerasScript(plan: Plan, weightsFile: string): string {
  const layers = plan.layers.flatMap(kerasLayer);
  const loads = plan.layers
    .filter(({ parameters }) => parameters.length > 0)
    .map(({ id, parameters }) => {
      const names = parameters.map(({ name }) => `weights[${quote(name)}]`);
      return `model.get_layer(${quote(id)}).set_weights([${names.join(', ')}])`;
    });
  return [
    HEAD(plan, 'keras'),
    'from pathlib import Path',
    '',
    'import keras',
    'from safetensors.numpy import load_file',
    '',
    `weights = load_file(Path(__file__).with_name(${quote(weightsFile)}))`,
    'model = keras.Sequential([',
    `    keras.Input((${plan.data.features},)),`,
    ...layers.map((layer) => `    ${layer},`),
    '])',
    ...loads,
    '',
  ].join('\n');
}

function kerasLayer({ spec }: PlanLayer): string[] {
  const name = `name=${quote(spec.id)}`;
  switch (spec.type) {
    case 'dense': {
      const dense = `keras.layers.Dense(${spec.units}, use_bias=${python(spec.useBias)}, ${name})`;
      return spec.activation.type === 'linear' ? [dense] : [dense, kerasActivation(spec.activation)];
    }
    case 'activation':
      return [kerasActivation(spec.activation)];
    case 'dropout':
      return [`keras.layers.Dropout(${spec.rate}, ${name})`];
    case 'batchNormalization': {
      const flags = `center=${python(spec.center)}, scale=${python(spec.scale)}`;
      return [`keras.layers.BatchNormalization(epsilon=${spec.epsilon}, ${flags}, ${name})`];
    }
  }
}

function kerasActivation(activation: Activation): string {
  switch (activation.type) {
    case 'leakyRelu':
      return `keras.layers.LeakyReLU(negative_slope=${activation.slope})`;
    case 'elu':
      return `keras.layers.ELU(alpha=${activation.alpha})`;
    case 'gelu':
      return `keras.layers.Activation(lambda x: keras.ops.gelu(x, approximate=${python(activation.approximate)}))`;
    case 'linear':
    case 'sigmoid':
    case 'tanh':
    case 'relu':
    case 'selu':
    case 'silu':
    case 'softplus':
    case 'softmax':
      return `keras.layers.Activation(${quote(activation.type)})`;
  }
}

/** Defines `model` with PyTorch; kernels are transposed, since `Linear` keeps them as [outputs, inputs]. */
export function pytorchScript(plan: Plan, weightsFile: string): string {
  const modules: string[] = [];
  const loads: string[] = [];
  for (const layer of plan.layers) {
    const index = modules.length;
    modules.push(...pytorchModules(layer));
    for (const { name, role } of layer.parameters) {
      const transposed = role === 'kernel' ? '.T' : '';
      loads.push(`    model[${index}].${TORCH_NAMES[role]}.copy_(weights[${quote(name)}]${transposed})`);
    }
  }
  return [
    HEAD(plan, 'torch'),
    'from pathlib import Path',
    '',
    'import torch',
    'from safetensors.torch import load_file',
    'from torch import nn',
    '',
    `weights = load_file(Path(__file__).with_name(${quote(weightsFile)}))`,
    'model = nn.Sequential(',
    ...modules.map((line) => `    ${line},`),
    ')',
    ...(loads.length > 0 ? ['with torch.no_grad():', ...loads] : []),
    'model.eval()',
    '',
  ].join('\n');
}

const TORCH_NAMES = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  movingMean: 'running_mean',
  movingVariance: 'running_var',
} as const;

function pytorchModules({ spec, inputs }: PlanLayer): string[] {
  switch (spec.type) {
    case 'dense': {
      const linear = `nn.Linear(${inputs}, ${spec.units}, bias=${python(spec.useBias)})`;
      return spec.activation.type === 'linear' ? [linear] : [linear, pytorchActivation(spec.activation)];
    }
    case 'activation':
      return [pytorchActivation(spec.activation)];
    case 'dropout':
      return [`nn.Dropout(${spec.rate})`];
    case 'batchNormalization':
      return [`nn.BatchNorm1d(${inputs}, eps=${spec.epsilon})`];
  }
}

function pytorchActivation(activation: Activation): string {
  switch (activation.type) {
    case 'linear':
      return 'nn.Identity()';
    case 'leakyRelu':
      return `nn.LeakyReLU(${activation.slope})`;
    case 'elu':
      return `nn.ELU(${activation.alpha})`;
    case 'gelu':
      return `nn.GELU(${activation.approximate ? "approximate='tanh'" : ''})`;
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

/** A Python string literal; JSON's escapes are Python's, too. */
function quote(text: string): string {
  return JSON.stringify(text);
}

function python(value: boolean): string {
  return value ? 'True' : 'False';
}
