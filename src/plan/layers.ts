/** Shapes, parameters and operation counts of each layer, as the catalogue says them. */
import { layerKind } from '../kinds/layers/table.ts';
import type { ParameterDeclaration } from '../kinds/layers/layer.ts';
import type { LayerSpec, Regularizer } from '../format/types.ts';
import type { PlanLayer, PlanParameter } from './types.ts';

const NO_PENALTY: Regularizer = { l1: 0, l2: 0 };

function parameterOf(layer: string, declared: ParameterDeclaration): PlanParameter {
  const { role, shape, initializer, trainable = true, regularizer = NO_PENALTY } = declared;
  return {
    name: `${layer}.${role}`,
    layer,
    role,
    shape,
    size: shape.reduce((product, length) => product * length, 1),
    trainable,
    initializer,
    regularizer,
  };
}

/** The layers one after another, from `features` inputs on. */
export function planLayers(specs: readonly LayerSpec[], features: number): PlanLayer[] {
  let inputs = features;
  return specs.map((spec, index) => {
    const kind = layerKind(spec);
    const outputs = kind.outputs?.(spec, inputs) ?? inputs;
    const declared = kind.parameters?.(spec, inputs) ?? [];
    const parameters = declared.map((one) => parameterOf(spec.id, one));
    const planned: PlanLayer = {
      id: spec.id,
      index,
      spec,
      inputs,
      outputs,
      parameters,
      parameterCount: parameters.reduce((sum, { size }) => sum + size, 0),
      flops: kind.flops?.(spec, inputs) ?? 0,
    };
    inputs = outputs;
    return planned;
  });
}
