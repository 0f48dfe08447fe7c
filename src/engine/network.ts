/** The network of a plan: its tensors in the arena, the forward and the backward pass. */
import type { Values } from '../base/values.ts';
import type { Plan } from '../plan/types.ts';
import { gatherDense, gatherSparse } from '../data/batches.ts';
import type { Split } from '../data/types.ts';
import type { Backend, SparseBatch, Tensor } from './backend.ts';
import { activate } from '../kinds/operations/activations.ts';
import { lossSum } from '../kinds/operations/losses.ts';
import { prepare, type Call } from '../kinds/operations/operation.ts';
import { type SparseTensor, sparseTensor } from '../kinds/operations/tensor.ts';
import { inputShape } from '../plan/inputAxes.ts';
import type { LayerPass, RunningLayer } from '../kinds/layers/layer.ts';
import { numbers, type Shape, sizeOf } from '../kinds/shape.ts';
import { layerKind } from '../kinds/layers/table.ts';
import type { PlanParameter } from '../plan/types.ts';
import { slotsOf } from '../kinds/optimizers/rules.ts';

/** Evaluation goes through a split in batches of at least this many samples. */
const EVALUATION_ROWS = 256;

/** The rows in the network's tensors: `order[start … start + rows)` of `split`. */
interface LoadedBatch {
  readonly split: Split;
  readonly order: Uint32Array;
  readonly start: number;
  readonly rows: number;
  readonly sparse: SparseBatch | null;
}

/** One batch on its way through the network. Owned by the network and reused. */
export interface Pass extends LayerPass {
  readonly backend: Backend;
  /** The numbers of the network's input, null if it is sparse, and those of its target. */
  readonly input: Values | null;
  readonly target: Values;
  /** A batch that was brought into the network ahead of its turn. */
  prepared: LoadedBatch | null;
}

/** A parameter, its gradient and what the optimizer keeps for it; moving statistics have neither. */
export interface TrainedParameter {
  readonly plan: PlanParameter;
  readonly role: string;
  readonly value: Tensor;
  readonly gradient: Tensor | null;
  readonly slots: readonly Tensor[];
}

interface NetworkLayer {
  readonly id: string;
  readonly running: RunningLayer;
}

export interface Network {
  readonly plan: Plan;
  /** Most rows that a batch can have. */
  readonly capacity: number;
  readonly layers: readonly NetworkLayer[];
  /** In the order of the plan. */
  readonly parameters: readonly TrainedParameter[];
  /** The rows of the batch, sparse if the first layer takes them so. */
  readonly input: Tensor | SparseTensor;
  /** `[capacity, outputs]`. */
  readonly target: Tensor;
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

/** Rows of the largest batch: training's, or evaluation's on small splits' whole. */
export function capacityOf(plan: Plan): number {
  const { train, validation, test } = plan.data.samples;
  return Math.max(plan.batchSize, Math.min(EVALUATION_ROWS, Math.max(train, validation, test)));
}

/** Takes a tensor: `rows` samples of this shape, or one that is no batch. */
export type Allocate = (shape: Shape, rows: number | null) => Tensor;

/** Lays the network out by asking `allocate` for each tensor, always in the same order. */
export function layOutNetwork(plan: Plan, allocate: Allocate): Network {
  const { spec } = plan;
  const capacity = capacityOf(plan);
  const slots = slotsOf(spec.optimizer, spec.semantics);
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
    const own = layer.parameters.map((parameter) => ({
      plan: parameter,
      role: parameter.role,
      value: parameterOf(parameter.shape),
      gradient: parameter.trainable ? parameterOf(parameter.shape) : null,
      slots: parameter.trainable ? slots.map(() => parameterOf(parameter.shape)) : [],
    }));
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
  const lossOf = (gradient: Tensor | null): Call =>
    prepare(lossSum, { loss, fused, semantics, output, target, gradient, units });
  return {
    plan,
    capacity,
    layers,
    parameters,
    input,
    target,
    output,
    outputGradient,
    prediction,
    predicting:
      fused === 'none'
        ? null
        : prepare(activate, { activation: { type: fused }, z: output, a: prediction, units }),
    loss: { training: lossOf(outputGradient), evaluation: lossOf(null) },
  };
}

/** Writes the dense rows of a CSR batch: for a first layer that has no sparse form. */
function densify(split: Split, order: Uint32Array, start: number, rows: number, out: Values) {
  if (split.x.kind !== 'sparse') {
    gatherDense(split.x, order, start, rows, out);
    return;
  }
  const { columns, indptr, indices, values } = split.x;
  out.fill(0, 0, rows * columns);
  for (let row = 0; row < rows; row++) {
    const source = order[start + row] ?? 0;
    for (let entry = indptr[source] ?? 0; entry < (indptr[source + 1] ?? 0); entry++) {
      out[row * columns + (indices[entry] ?? 0)] = values[entry] ?? 0;
    }
  }
}

/**
 * Brings rows `order[start … start + rows)` of `split` into the network, once nothing of the batch before is needed any more.
 * As `pass.prepared` they need not be brought in again when it is their turn.
 */
export function prepareBatch(
  pass: Pass,
  split: Split,
  order: Uint32Array,
  start: number,
  rows: number,
): LoadedBatch {
  const { backend, input, target } = pass;
  gatherDense(split.y, order, start, rows, target);
  let sparse: SparseBatch | null = null;
  if (input) densify(split, order, start, rows, input);
  else if (split.x.kind === 'sparse') sparse = gatherSparse(split.x, order, start, rows, backend.batchRoom);
  return { split, order, start, rows, sparse };
}

/** Brings rows `order[start … start + rows)` of `split` into the network, if they are not prepared. */
export function loadBatch(
  network: Network,
  pass: Pass,
  split: Split,
  order: Uint32Array,
  start: number,
  rows: number,
): void {
  const ready = pass.prepared;
  pass.prepared = null;
  pass.rows = rows;
  const fits =
    ready?.split === split && ready.order === order && ready.start === start && ready.rows === rows;
  const loaded = fits ? ready : prepareBatch(pass, split, order, start, rows);
  if (network.input.layout === 'sparse') network.input.rows = loaded.sparse;
}

/** A pass through `network`, whose tensors `backend` holds. */
export function createPass({ input, target }: Network, backend: Backend): Pass {
  return {
    backend,
    input: input.layout === 'strided' ? backend.view(input) : null,
    target: backend.view(target),
    ...{ rows: 0, training: false, step: 0, prepared: null },
  };
}

/** Inputs to output. */
export function forward({ layers }: Network, pass: Pass): void {
  for (const { running } of layers) running.forward(pass);
}

/** From `outputGradient` to the gradient of every parameter. */
export function backward({ layers }: Network, pass: Pass): void {
  for (let index = layers.length - 1; index >= 0; index--) {
    layers[index]?.running.backward(pass);
  }
}

/** Fills `prediction` from logits; nothing to do if the loss is not fused. */
export function predict(network: Network, pass: Pass): void {
  if (network.predicting) pass.backend.run(network.predicting, pass.rows);
}
