/** Shapes, parameters and operation counts of each layer, as the catalogue says them. */
import { specProblem, type Problem } from '../base/errors.ts';
import { sentence } from '../base/problems/plan.ts';
import { initializerKind } from '../kinds/initializers/table.ts';
import { layerKind } from '../kinds/layers/table.ts';
import { outputOf, takenInput, type LayerKind, type ParameterDeclaration } from '../kinds/layers/layer.ts';
import { type Shape, shapeText, sizeOf } from '../kinds/shape.ts';
import type { LayerSpec, Regularizer } from '../format/types.ts';
import { parameterName } from './tensorNames.ts';
import type { PlanLayer, PlanParameter } from './types.ts';

const NO_PENALTY: Regularizer = { l1: 0, l2: 0 };

function parameterOf(layer: string, declared: ParameterDeclaration): PlanParameter {
  const { role, shape, fans, initializer, trainable = true, regularizer = NO_PENALTY } = declared;
  return {
    name: parameterName(layer, role),
    layer,
    role,
    shape,
    size: sizeOf({ axes: shape }),
    fans,
    trainable,
    initializer,
    regularizer,
  };
}

function planLayer(spec: LayerSpec, index: number, edge: Shape): PlanLayer {
  const kind = layerKind(spec);
  const input = takenInput(kind, edge);
  const declared = kind.parameters?.(spec, input) ?? [];
  const parameters = declared.map((one) => parameterOf(spec.id, one));
  return {
    id: spec.id,
    index,
    spec,
    input,
    output: outputOf(kind, spec, input),
    parameters,
    parameterCount: parameters.reduce((sum, { size }) => sum + size, 0),
    flops: kind.flops?.(spec, input) ?? 0,
  };
}

/** The problem of a layer that cannot take what comes in. */
export function inputProblem(
  { takesType = 'float32', fault }: Pick<LayerKind, 'takesType' | 'fault'>,
  spec: LayerSpec,
  index: number,
  input: Shape,
): Problem | null {
  const path = ['model', 'layers', index];
  const found = { layer: spec.id, input: shapeText(input) };
  if (input.type !== takesType) {
    const told = sentence('NN-PLAN-SHAPE.type', { ...found, type: input.type, wanted: takesType });
    return specProblem(told, 'error', path);
  }
  const reason = fault?.(spec, input);
  if (reason === undefined) return null;
  return specProblem(sentence('NN-PLAN-SHAPE.layer', { ...found, reason }), 'error', path);
}

/** The problem of a parameter that is given another count of numbers than it has. */
function initializerProblem({ index, spec, parameters }: PlanLayer): Problem | null {
  for (const { name, role, size, initializer } of parameters) {
    const count = initializerKind(initializer).count?.(initializer) ?? size;
    if (count === size) continue;
    const key = Object.keys(spec).find((one) => one === `${role}Initializer`);
    const path = ['model', 'layers', index, ...(key === undefined ? [] : [key])];
    return specProblem(sentence('NN-PLAN-SHAPE.values', { name, count, size }), 'error', path);
  }
  return null;
}

export interface PlannedLayers {
  /** Up to the first one that cannot take its input. */
  readonly layers: readonly PlanLayer[];
  /** The fault of the layer behind the last of `layers`. */
  readonly problem: Problem | null;
}

/** The layers one after another; `data` is the shape of an input row. */
export function planLayers(specs: readonly LayerSpec[], data: Shape): PlannedLayers {
  const layers: PlanLayer[] = [];
  let edge = data;
  for (const [index, spec] of specs.entries()) {
    const problem = inputProblem(layerKind(spec), spec, index, edge);
    if (problem) return { layers, problem };
    const planned = planLayer(spec, index, edge);
    const odd = initializerProblem(planned);
    if (odd) return { layers, problem: odd };
    layers.push(planned);
    edge = planned.output;
  }
  return { layers, problem: null };
}
