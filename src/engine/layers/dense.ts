/** a = f(x·W + b); dz = da ⊙ f′, dW = xᵀ·dz, db = Σ dz, dx = dz·Wᵀ. */
import type { DenseSpec } from '../../spec/types.ts';
import { gradientOf, parameterOf, requiredParameter, type LayerContext, type RunningLayer } from './layer.ts';

export function createDense(spec: DenseSpec, context: LayerContext): RunningLayer {
  const { inputs, outputs: units } = context.layer;
  const { allocate, capacity, input, inputGradient } = context;
  const activation = context.fused || spec.activation.type === 'linear' ? null : spec.activation;
  const kernel = requiredParameter(context, 'kernel');
  const bias = parameterOf(context, 'bias');
  const w = kernel.value;
  const b = bias?.value ?? null;
  const dw = gradientOf(kernel);
  const db = bias && gradientOf(bias);
  const z = allocate(capacity * units);
  const output = activation ? allocate(capacity * units) : z;
  const outputGradient = allocate(capacity * units);
  return {
    output,
    outputGradient,
    preActivation: z,
    forward({ backend, rows, sparse, training }) {
      if (sparse) backend.denseSparse(sparse, w, b, z, units, training);
      else backend.dense(input, w, b, z, rows, inputs, units);
      if (activation) backend.activate(activation, z, output, rows, units);
    },
    backward({ backend, rows, sparse }) {
      const dz = outputGradient;
      if (activation) backend.activateBackward(activation, z, output, dz, dz, rows, units);
      if (sparse) backend.denseKernelGradientSparse(sparse, dz, dw, units);
      else backend.denseKernelGradient(input, dz, dw, rows, inputs, units);
      if (db) backend.columnSums(dz, db, rows, units);
      if (inputGradient) backend.denseInputGradient(dz, w, inputGradient, rows, inputs, units);
    },
  };
}
