/** Shapes, parameters and operation counts of each layer. */
import type { Initializer, LayerSpec, Regularizer } from '../spec/types.ts';
import type { PlanLayer, PlanParameter } from './types.ts';

const NO_PENALTY: Regularizer = { l1: 0, l2: 0 };
const ZEROS: Initializer = { type: 'zeros' };
const ONES: Initializer = { type: 'ones' };

function parameter(
  layer: string,
  role: PlanParameter['role'],
  shape: readonly number[],
  initializer: Initializer,
  options: { readonly trainable?: boolean; readonly regularizer?: Regularizer } = {},
): PlanParameter {
  return {
    name: `${layer}.${role}`,
    layer,
    role,
    shape,
    size: shape.reduce((product, length) => product * length, 1),
    trainable: options.trainable ?? true,
    initializer,
    regularizer: options.regularizer ?? NO_PENALTY,
  };
}

function parametersOf(spec: LayerSpec, inputs: number): PlanParameter[] {
  switch (spec.type) {
    case 'dense': {
      const { id, units, kernelInitializer, biasInitializer, regularizer } = spec;
      const kernel = parameter(id, 'kernel', [inputs, units], kernelInitializer, { regularizer });
      return spec.useBias ? [kernel, parameter(id, 'bias', [units], biasInitializer)] : [kernel];
    }
    case 'batchNormalization': {
      const { id } = spec;
      return [
        ...(spec.scale ? [parameter(id, 'gamma', [inputs], ONES)] : []),
        ...(spec.center ? [parameter(id, 'beta', [inputs], ZEROS)] : []),
        parameter(id, 'movingMean', [inputs], ZEROS, { trainable: false }),
        parameter(id, 'movingVariance', [inputs], ONES, { trainable: false }),
      ];
    }
    case 'activation':
    case 'dropout':
      return [];
  }
}

/** Multiplications and additions of one sample forward; activation functions are not counted. */
function flopsOf(spec: LayerSpec, inputs: number): number {
  switch (spec.type) {
    case 'dense':
      return (spec.useBias ? 2 * inputs : 2 * inputs - 1) * spec.units;
    case 'batchNormalization':
      return 2 * inputs;
    case 'activation':
    case 'dropout':
      return 0;
  }
}

/** The layers one after another, from `features` inputs on. */
export function planLayers(specs: readonly LayerSpec[], features: number): PlanLayer[] {
  let inputs = features;
  return specs.map((spec, index) => {
    const outputs = spec.type === 'dense' ? spec.units : inputs;
    const parameters = parametersOf(spec, inputs);
    const planned: PlanLayer = {
      id: spec.id,
      index,
      spec,
      inputs,
      outputs,
      parameters,
      parameterCount: parameters.reduce((sum, { size }) => sum + size, 0),
      flops: flopsOf(spec, inputs),
    };
    inputs = outputs;
    return planned;
  });
}
