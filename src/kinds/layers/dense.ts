import { call } from '../../base/python.ts';
import {
  bySemantics,
  nullable,
  object,
  optional,
  required,
  withFormula,
} from '../../base/schema/composites.ts';
import { boolean, integer, number, text } from '../../base/schema/primitives.ts';
import { activation, activationKind, isLinear } from '../activations/table.ts';
import { initializer, type Initializer } from '../initializers/table.ts';
import { gradientOf, layerOf, parameterOf, requiredParameter } from './layer.ts';

const penalty = number({ minimum: 0 });
const pytorchDefault: Initializer = { type: 'pytorchDefault' };

/** a = f(x·W + b); dz = da ⊙ f′, dW = xᵀ·dz, db = Σ dz, dx = dz·Wᵀ. */
export const dense = layerOf({
  summary: 'Fully connected layer: every unit sees every input.',
  keys: {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`dense1`, `dense2`, …'),
    units: required(integer({ minimum: 1 }), 'Number of outputs.'),
    activation: optional(activation, { type: 'linear' }, 'Applied to z.'),
    useBias: optional(boolean(), true, 'Add a bias to each unit.'),
    kernelInitializer: bySemantics(
      initializer,
      { type: 'glorotUniform' },
      pytorchDefault,
      'Initial weights `[inputs, units]`.',
    ),
    biasInitializer: bySemantics(initializer, { type: 'zeros' }, pytorchDefault, 'Initial biases.'),
    regularizer: withFormula(
      optional(
        object({
          l1: optional(penalty, 0, 'Strength of Σ|w|.'),
          l2: optional(penalty, 0, 'Strength of Σw² (pytorch: ½Σw²).'),
        }),
        { l1: 0, l2: 0 },
        'Penalties on the kernel, added to the loss and to the gradient.',
      ),
      'keras: l1·Σ|w| + l2·Σw²; pytorch: l1·Σ|w| + ½·l2·Σw²',
    ),
  },
  formula: 'f(x·W + b)',
  synonyms: ['linear', 'fullyconnected', 'fc'],
  prefix: 'dense',
  outputs: ({ units }) => units,
  parameters({ units, useBias, kernelInitializer, biasInitializer, regularizer }, inputs) {
    const kernel = { role: 'kernel', shape: [inputs, units], initializer: kernelInitializer, regularizer };
    return useBias ? [kernel, { role: 'bias', shape: [units], initializer: biasInitializer }] : [kernel];
  },
  flops: ({ units, useBias }, inputs) => (useBias ? 2 * inputs : 2 * inputs - 1) * units,
  activation: (options) => options.activation,
  takesSparse: true,
  sums: true,
  controls: ({ regularizer }) => [
    { kind: 'l1', key: 'regularizer.l1', value: regularizer.l1 },
    { kind: 'l2', key: 'regularizer.l2', value: regularizer.l2 },
  ],
  run(options, context) {
    const { allocate, capacity, input, inputGradient, inputs, outputs: units } = context;
    const f = context.fused || isLinear(options.activation) ? null : options.activation;
    const kernel = requiredParameter(context, 'kernel');
    const bias = parameterOf(context, 'bias');
    const w = kernel.value;
    const b = bias?.value ?? null;
    const dw = gradientOf(kernel);
    const db = bias && gradientOf(bias);
    const z = allocate(capacity * units);
    const output = f ? allocate(capacity * units) : z;
    const outputGradient = allocate(capacity * units);
    return {
      output,
      outputGradient,
      preActivation: z,
      forward({ backend, rows, sparse, training }) {
        if (sparse) backend.denseSparse(sparse, w, b, z, units, training);
        else backend.dense(input, w, b, z, rows, inputs, units);
        if (f) backend.activate(f, z, output, rows, units);
      },
      backward({ backend, rows, sparse }) {
        const dz = outputGradient;
        if (f) backend.activateBackward(f, z, output, dz, dz, rows, units);
        if (sparse) backend.denseKernelGradientSparse(sparse, dz, dw, units);
        else backend.denseKernelGradient(input, dz, dw, rows, inputs, units);
        if (db) backend.columnSums(dz, db, rows, units);
        if (inputGradient) backend.denseInputGradient(dz, w, inputGradient, rows, inputs, units);
      },
    };
  },
  describe: (options) => (isLinear(options.activation) ? 'dense' : `dense (${options.activation.type})`),
  keras(options, { id, semantics }) {
    const { l1, l2 } = options.regularizer;
    const layer = call('keras.layers.Dense', { use_bias: options.useBias, name: id }, options.units);
    // PyTorch's penalty is half of Keras's.
    const penalties = call('keras.regularizers.L1L2', { l1, l2: semantics === 'keras' ? l2 : l2 / 2 });
    const penalized = l1 > 0 || l2 > 0 ? `${layer.slice(0, -1)}, kernel_regularizer=${penalties})` : layer;
    if (isLinear(options.activation)) return [penalized];
    return [penalized, activationKind(options.activation).keras(options.activation)];
  },
  pytorch(options, { inputs }) {
    const linear = call('nn.Linear', { bias: options.useBias }, inputs, options.units);
    if (isLinear(options.activation)) return [linear];
    return [linear, activationKind(options.activation).pytorch(options.activation)];
  },
  pytorchNames: { kernel: 'weight', bias: 'bias' },
});
