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
import { activate, activateBackward } from '../operations/activations.ts';
import { prepare, type Call } from '../operations/operation.ts';
import {
  columnSums,
  dense as multiplied,
  denseInputGradient,
  denseKernelGradient,
} from '../operations/products.ts';
import { denseKernelGradientSparse, denseSparse } from '../operations/sparseProducts.ts';
import type { Tensor } from '../operations/tensor.ts';
import { numbers, sizeOf } from '../shape.ts';
import {
  gradientOf,
  type LayerContext,
  layerOf,
  type LayerPass,
  parameterOf,
  requiredParameter,
  sparseInput,
  vectors,
} from './layer.ts';

const penalty = number({ minimum: 0 });
const pytorchDefault: Initializer = { type: 'pytorchDefault' };

/** The tensors of the three products, apart from the input. */
interface Factors {
  readonly w: Tensor;
  readonly b: Tensor | null;
  readonly z: Tensor;
  readonly dw: Tensor;
  readonly dz: Tensor;
  readonly units: number;
}

interface Products {
  readonly forward: (pass: LayerPass) => void;
  readonly kernelGradient: Call;
  readonly inputGradient: Call | null;
}

/** z = x·W + b, dW = xᵀ·dz, dx = dz·Wᵀ. */
function denseProducts(context: LayerContext, { w, b, z, dw, dz, units }: Factors): Products {
  const { units: inputs, x, dx } = vectors(context);
  const product = prepare(multiplied, { x, w, b, z, inputs, units });
  return {
    forward({ backend, rows }) {
      backend.run(product, rows);
    },
    kernelGradient: prepare(denseKernelGradient, { x, dz, dw, inputs, units }),
    inputGradient: dx && prepare(denseInputGradient, { dz, w, dx, inputs, units }),
  };
}

/** The same of sparse rows, which have no gradient. */
function sparseProducts(context: LayerContext, { w, b, z, dw, dz, units }: Factors): Products {
  const x = sparseInput(context);
  const inputs = sizeOf(x);
  const product = prepare(denseSparse, { x, w, b, z, inputs, units, trains: false });
  return {
    forward({ backend, rows, training }) {
      product.operands.trains = training;
      backend.run(product, rows);
    },
    kernelGradient: prepare(denseKernelGradientSparse, { x, dz, dw, inputs, units }),
    inputGradient: null,
  };
}

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
  takesLayouts: ['strided', 'sparse'],
  /** An input of several axes is one vector: every unit sees every element, wherever it lies. */
  output: ({ units }) => numbers(units),
  parameters({ units, useBias, kernelInitializer, biasInitializer, regularizer }, input) {
    const inputs = sizeOf(input);
    const kernel = {
      role: 'kernel',
      shape: [inputs, units],
      fans: { in: inputs, out: units, inputs },
      initializer: kernelInitializer,
      regularizer,
    };
    const bias = {
      role: 'bias',
      shape: [units],
      fans: { in: units, out: units, inputs },
      initializer: biasInitializer,
    };
    return useBias ? [kernel, bias] : [kernel];
  },
  flops: ({ units, useBias }, input) => (2 * sizeOf(input) - (useBias ? 0 : 1)) * units,
  activation: (options) => options.activation,
  sums: true,
  controls: ({ regularizer }) => [
    { kind: 'l1', key: 'regularizer.l1', value: regularizer.l1 },
    { kind: 'l2', key: 'regularizer.l2', value: regularizer.l2 },
  ],
  run(options, context) {
    const { allocateRows, shape, input, fused } = context;
    const { units } = options;
    const f = fused || isLinear(options.activation) ? null : options.activation;
    const kernel = requiredParameter(context, 'kernel');
    const bias = parameterOf(context, 'bias');
    const w = kernel.value;
    const b = bias?.value ?? null;
    const dw = gradientOf(kernel);
    const db = bias && gradientOf(bias);
    const z = allocateRows(shape);
    const output = f ? allocateRows(shape) : z;
    const outputGradient = allocateRows(shape);
    const dz = outputGradient;
    const products = input.layout === 'sparse' ? sparseProducts : denseProducts;
    const { forward, kernelGradient, inputGradient } = products(context, { w, b, z, dw, dz, units });
    const activating = f && prepare(activate, { activation: f, z, a: output, units });
    const activatingBack = f && prepare(activateBackward, { activation: f, z, a: output, da: dz, dz, units });
    const biasGradient = db && prepare(columnSums, { x: dz, out: db, units });
    return {
      output,
      outputGradient,
      preActivation: z,
      forward(pass) {
        forward(pass);
        if (activating) pass.backend.run(activating, pass.rows);
      },
      backward({ backend, rows }) {
        if (activatingBack) backend.run(activatingBack, rows);
        backend.run(kernelGradient, rows);
        if (biasGradient) backend.run(biasGradient, rows);
        if (inputGradient) backend.run(inputGradient, rows);
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
  pytorch(options, { input }) {
    const linear = call('nn.Linear', { bias: options.useBias }, sizeOf(input), options.units);
    if (isLinear(options.activation)) return [linear];
    return [linear, activationKind(options.activation).pytorch(options.activation)];
  },
  pytorchNames: { kernel: 'weight', bias: 'bias' },
});
