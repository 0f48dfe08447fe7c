/** The script of a run in Keras 3. */
import type { Plan, PlanLayer } from '../../plan/types.ts';
import type { Activation, GradientClipping, Optimizer, ResolvedSpec } from '../../spec/types.ts';
import { batchSizeOf, scriptHead } from './common.ts';
import { call, literal } from '../../base/python.ts';
import { PYTHON_MAIN, PYTHON_ROWS } from './pythonRows.ts';
import { PYTHON_TABLE } from './pythonTable.ts';

/** Defines `model` with Keras 3, its weights read from `weightsFile` beside the script, `predict` and `train`. */
export function kerasScript(plan: Plan, weightsFile: string): string {
  const { spec } = plan;
  const layers = plan.layers.flatMap((layer) => kerasLayer(layer, spec));
  const loads = plan.layers
    .filter(({ parameters }) => parameters.length > 0)
    .map(({ id, parameters }) => {
      const names = parameters.map(({ name }) => `weights[${literal(name)}]`);
      return `model.get_layer(${literal(id)}).set_weights([${names.join(', ')}])`;
    });
  return [
    scriptHead(
      plan,
      'keras',
      ['import keras', 'import numpy as np', 'from safetensors import safe_open'],
      weightsFile,
    ),
    PYTHON_TABLE,
    PYTHON_ROWS,
    '',
    'model = keras.Sequential([',
    `    keras.Input((${literal(plan.data.features)},)),`,
    ...layers.map((layer) => `    ${layer},`),
    '])',
    ...loads,
    ...trainer(plan),
    '',
    '',
    'def predict(x):',
    '    """Outputs of the network, [rows, outputs], for encoded rows."""',
    '    return keras.ops.convert_to_numpy(model(x, training=False))',
    '',
    '',
    'def train(x, y, epochs):',
    '    """Trains on encoded rows in their order; gives the loss of each epoch, penalties included."""',
    `    history = trainer.fit(x, y, batch_size=${batchSizeOf(plan)}, epochs=epochs, shuffle=False, verbose=0)`,
    '    return history.history["loss"]',
    '',
    PYTHON_MAIN,
  ].join('\n');
}

/** What is trained: `model`, without its last activation where the loss is computed from logits. */
function trainer(plan: Plan): string[] {
  const fused = plan.fusedOutput !== 'none';
  return [
    fused
      ? 'trainer = keras.Model(model.inputs, model.layers[-2].output)  # ends in logits, which its loss takes'
      : 'trainer = model',
    `trainer.compile(optimizer=${kerasOptimizer(plan.spec)}, loss=${kerasLoss(plan)})`,
  ];
}

function kerasLayer({ spec }: PlanLayer, { semantics }: ResolvedSpec): string[] {
  switch (spec.type) {
    case 'dense': {
      const { l1, l2 } = spec.regularizer;
      const own = { use_bias: spec.useBias, name: spec.id };
      const dense = call('keras.layers.Dense', own, spec.units);
      // PyTorch's penalty is half of Keras's.
      const penalty = call('keras.regularizers.L1L2', { l1, l2: semantics === 'keras' ? l2 : l2 / 2 });
      const penalized = l1 > 0 || l2 > 0 ? `${dense.slice(0, -1)}, kernel_regularizer=${penalty})` : dense;
      return spec.activation.type === 'linear' ? [penalized] : [penalized, kerasActivation(spec.activation)];
    }
    case 'activation':
      return [kerasActivation(spec.activation)];
    case 'dropout':
      return [call('keras.layers.Dropout', { name: spec.id }, spec.rate)];
    case 'batchNormalization': {
      const { id, epsilon, center, scale } = spec;
      // Keras: the share that is kept; PyTorch: the share that is taken from the batch.
      const momentum = semantics === 'keras' ? spec.momentum : 1 - spec.momentum;
      return [call('keras.layers.BatchNormalization', { momentum, epsilon, center, scale, name: id })];
    }
  }
}

function kerasActivation(activation: Activation): string {
  switch (activation.type) {
    case 'leakyRelu':
      return call('keras.layers.LeakyReLU', { negative_slope: activation.slope });
    case 'elu':
      return call('keras.layers.ELU', { alpha: activation.alpha });
    case 'gelu':
      return `keras.layers.Activation(lambda x: keras.ops.gelu(x, approximate=${literal(activation.approximate)}))`;
    case 'linear':
    case 'sigmoid':
    case 'tanh':
    case 'relu':
    case 'selu':
    case 'silu':
    case 'softplus':
    case 'softmax':
      return call('keras.layers.Activation', {}, activation.type);
  }
}

function kerasLoss({ spec: { loss }, fusedOutput }: Plan): string {
  const from_logits = fusedOutput !== 'none';
  switch (loss.type) {
    case 'meanSquaredError':
      return 'keras.losses.MeanSquaredError()';
    case 'meanAbsoluteError':
      return 'keras.losses.MeanAbsoluteError()';
    case 'huber':
      return call('keras.losses.Huber', { delta: loss.delta });
    case 'binaryCrossentropy':
      return call('keras.losses.BinaryCrossentropy', { from_logits });
    case 'categoricalCrossentropy':
      return call('keras.losses.CategoricalCrossentropy', { from_logits });
    case 'halfSquaredError':
      return 'lambda t, o: 0.5 * keras.ops.sum(keras.ops.square(t - o), axis=-1)';
  }
}

const CLIPPING = { value: 'clipvalue', norm: 'clipnorm', globalNorm: 'global_clipnorm' } as const;

function clipping(rule: GradientClipping): Readonly<Record<string, number>> {
  return rule.kind === 'none' ? {} : { [CLIPPING[rule.kind]]: rule.threshold };
}

function kerasOptimizer({ optimizer, training }: ResolvedSpec): string {
  const { learningRate, weightDecay } = optimizer;
  // AdamW has a decay of its own where none is named; the others take none for 0.
  const decay = weightDecay > 0 || optimizer.type === 'adamw' ? weightDecay : undefined;
  const common = { learning_rate: learningRate, weight_decay: decay, ...clipping(training.gradientClipping) };
  const make = (name: string, own: Readonly<Record<string, number | boolean>>): string =>
    call(`keras.optimizers.${name}`, { ...common, ...own });
  switch (optimizer.type) {
    case 'sgd':
    case 'momentum':
      return make('SGD', { momentum: optimizer.momentum, nesterov: optimizer.nesterov });
    case 'adagrad':
      return make('Adagrad', {
        initial_accumulator_value: optimizer.initialAccumulator,
        epsilon: optimizer.epsilon,
      });
    case 'rmsprop': {
      const { rho, momentum, epsilon, centered } = optimizer;
      return make('RMSprop', { rho, momentum, epsilon, centered });
    }
    case 'adam':
    case 'adamw':
    case 'nadam':
      return make(ADAMS[optimizer.type], adamConstants(optimizer));
    case 'adadelta':
      return make('Adadelta', { rho: optimizer.rho, epsilon: optimizer.epsilon });
    case 'lion':
      return make('Lion', { beta_1: optimizer.beta1, beta_2: optimizer.beta2 });
  }
}

const ADAMS = { adam: 'Adam', adamw: 'AdamW', nadam: 'Nadam' } as const;

function adamConstants({ beta1, beta2, epsilon }: Extract<Optimizer, { type: 'adam' | 'adamw' | 'nadam' }>) {
  return { beta_1: beta1, beta_2: beta2, epsilon };
}
