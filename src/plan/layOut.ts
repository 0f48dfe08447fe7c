/** The network of a plan, laid out: every tensor that it needs, asked for in one fixed order, and its layers at work on them. */
import { activate } from '../kinds/operations/activations.ts';
import { smoothingOf } from '../kinds/losses/smoothing.ts';
import { weightingOf } from '../kinds/losses/weighting.ts';
import { lossSum } from '../kinds/operations/losses.ts';
import { prepare, type Call } from '../kinds/operations/operation.ts';
import { sparseTensor, type SparseTensor, type Tensor } from '../kinds/operations/tensor.ts';
import { weightedLossSum } from '../kinds/operations/weightedLoss.ts';
import type { RunningLayer } from '../kinds/layers/layer.ts';
import { layerKind } from '../kinds/layers/table.ts';
import type { Allocate, Directing } from '../kinds/optimizers/directed/directing.ts';
import { isDirected, slotsOf } from '../kinds/optimizers/rules.ts';
import { optimizerKind } from '../kinds/optimizers/table.ts';
import { numbers, type Shape, sizeOf } from '../kinds/shape.ts';
import { inputShape } from './inputAxes.ts';
import type { Plan, PlanParameter } from './types.ts';
import { batchesOfGroup } from './updates.ts';

/** Evaluation goes through a split in batches of this many samples, or of fewer where a sample takes much. */
const EVALUATION_ROWS = 256;
/** Elements of inputs and outputs, 32 MB, that evaluation may ask for. A larger batch comes from training alone. */
const EVALUATION_ELEMENTS = 2 ** 23;

/** A parameter, its gradient and what the optimizer keeps for it; moving statistics have neither. */
export interface TrainedParameter {
  readonly plan: PlanParameter;
  readonly role: string;
  readonly value: Tensor;
  readonly gradient: Tensor | null;
  readonly slots: readonly Tensor[];
  /** Of an optimizer that finds directions for whole parameters: the one that it steps along. */
  readonly direction: Tensor | null;
  /** The sum of gradients of a group of batches; null where each batch makes an update. */
  readonly gathered: Tensor | null;
}

interface NetworkLayer {
  readonly id: string;
  readonly running: RunningLayer;
}

/** The part of a plan that the layout depends on. */
export type Layout = Pick<Plan, 'spec' | 'data' | 'layers' | 'outputs' | 'fusedOutput' | 'batchSize'>;

export interface Network<P extends Layout = Plan> {
  readonly plan: P;
  /** Most rows that a batch can have. */
  readonly capacity: number;
  readonly layers: readonly NetworkLayer[];
  /** In the order of the plan. */
  readonly parameters: readonly TrainedParameter[];
  /** Finds the directions, where the optimizer does. */
  readonly directing: Directing | null;
  /** The rows of the batch, sparse if the first layer takes them so. */
  readonly input: Tensor | SparseTensor;
  /** `[capacity, outputs]`. */
  readonly target: Tensor;
  /** The targets as the loss compares with them, smoothed if it smooths. */
  readonly goal: Tensor;
  /** `[capacity]`: the weights of a batch of training rows, scaled so that the loss is divided by the rows; null if all weigh 1. */
  readonly weight: Tensor | null;
  /** Output of the last layer: logits if the loss is fused. */
  readonly output: Tensor;
  /** The gradient that the loss writes. */
  readonly outputGradient: Tensor;
  /** Probabilities, made from logits when something asks for them. */
  readonly prediction: Tensor;
  /** Makes `prediction` from `output`; null where the output is one already. */
  readonly predicting: Call | null;
  /** The sum of the samples' losses; `training` writes the gradient of their mean to `outputGradient` as well. */
  readonly loss: { readonly training: Call; readonly evaluation: Call };
}

/** Rows of the largest batch: training's, or evaluation's, which is small where a sample takes much memory. */
export function capacityOf({ data, layers, batchSize }: Pick<Plan, 'data' | 'layers' | 'batchSize'>): number {
  const { train, validation, test } = data.samples;
  const row = layers.reduce((sum, { output }) => sum + sizeOf(output), data.sparse ? 0 : data.features);
  const affordable = Math.floor(EVALUATION_ELEMENTS / Math.max(1, row));
  return Math.max(batchSize, Math.min(EVALUATION_ROWS, affordable, Math.max(train, validation, test)));
}

/** Lays the network out by asking `allocate` for each tensor, always in the same order. */
export function layOutNetwork<P extends Layout>(plan: P, allocate: Allocate): Network<P> {
  const { spec, data } = plan;
  const capacity = capacityOf(plan);
  const gathers = batchesOfGroup(spec) > 1;
  const allocateRows = (shape: Shape): Tensor => allocate(shape, capacity);
  const parameterOf = (shape: readonly number[]): Tensor => allocate(numbers(...shape), null);
  const edge = plan.layers[0]?.input ?? inputShape(plan.data);
  const input = edge.layout === 'sparse' ? sparseTensor(sizeOf(edge)) : allocateRows(edge);
  const target = allocateRows(numbers(plan.outputs));
  const parameters: TrainedParameter[] = [];
  const layers: NetworkLayer[] = [];
  let signal = input;
  let signalGradient: Tensor | null = null;
  for (const layer of plan.layers) {
    const own = layer.parameters.map((parameter) => {
      const { shape, role, trainable } = parameter;
      const slots = trainable ? slotsOf(spec.optimizer, spec.semantics, shape) : [];
      return {
        ...{ plan: parameter, role },
        value: parameterOf(shape),
        gradient: trainable ? parameterOf(shape) : null,
        slots: slots.map((slot) => parameterOf(slot.shape ?? shape)),
        gathered: trainable && gathers ? parameterOf(shape) : null,
        direction: trainable && isDirected(spec.optimizer, shape) ? parameterOf(shape) : null,
      };
    });
    parameters.push(...own);
    const { id, output: shape } = layer;
    const running = layerKind(layer.spec).run(layer.spec, {
      ...{ id, shape, allocateRows },
      semantics: spec.semantics,
      seed: spec.seed,
      allocate: (own) => allocate(own, null),
      input: signal,
      inputGradient: signalGradient,
      fused: plan.fusedOutput !== 'none' && layer.index === plan.layers.length - 1,
      parameters: own,
    });
    layers.push({ id, running });
    signal = running.output;
    signalGradient = running.outputGradient;
  }
  if (signal.layout === 'sparse' || !signalGradient) throw new Error('A network has at least one layer.');
  const output = signal;
  const outputGradient = signalGradient;
  const { fusedOutput: fused, outputs: units } = plan;
  const prediction = fused === 'none' ? output : allocateRows(numbers(units));
  const { loss, semantics } = spec;
  const { weights } = data;
  const smooths = smoothingOf(loss) > 0;
  const goal = smooths || weights ? allocateRows(numbers(units)) : target;
  const weight = weights ? allocateRows(numbers()) : null;
  const { inTargets } = weightingOf(loss, semantics);
  const lossOf = (gradient: Tensor | null, ofTraining: boolean): Call => {
    const own = { loss, fused, semantics, output, target, gradient, units };
    if (!smooths && !(ofTraining && weights)) return prepare(lossSum, own);
    const factors = ofTraining && inTargets ? (weights?.classes ?? null) : null;
    return prepare(weightedLossSum, { ...own, goal, weight: ofTraining ? weight : null, factors });
  };
  return {
    plan,
    capacity,
    layers,
    parameters,
    directing: directingOf(spec, parameters, allocate),
    input,
    target,
    goal,
    weight,
    output,
    outputGradient,
    prediction,
    predicting:
      fused === 'none'
        ? null
        : prepare(activate, { activation: { type: fused }, z: output, a: prediction, units }),
    loss: { training: lossOf(outputGradient, true), evaluation: lossOf(null, false) },
  };
}

/** The search for directions, of an optimizer that has one. */
function directingOf(
  { optimizer, semantics }: Layout['spec'],
  parameters: readonly TrainedParameter[],
  allocate: Allocate,
): Directing | null {
  const directed = parameters.flatMap(({ plan: { shape }, value, gradient, direction, slots }) =>
    gradient && direction ? [{ shape, value, gradient, direction, slots }] : [],
  );
  return optimizerKind(optimizer).prepareDirecting?.(optimizer, semantics, directed, allocate) ?? null;
}
