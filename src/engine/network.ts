/** The network of a plan: its tensors in the arena, the forward and the backward pass. */
import type { Plan } from '../plan/types.ts';
import { gatherDense, gatherSparse } from '../data/batches.ts';
import type { Split } from '../data/types.ts';
import type { Backend, SparseBatch, Tensor } from './backend.ts';
import { activate } from '../kinds/operations/activations.ts';
import { lossSum } from '../kinds/operations/losses.ts';
import { prepare, type Call } from '../kinds/operations/operation.ts';
import type { Allocate, LayerPass, RunningLayer } from '../kinds/layers/layer.ts';
import { sizeOf } from '../kinds/shape.ts';
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
  /** `[capacity, features]`; null if the first layer takes CSR rows. */
  readonly input: Tensor | null;
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

/** Lays the network out by asking `allocate` for each tensor, always in the same order. */
export function layOutNetwork(plan: Plan, allocate: Allocate): Network {
  const { spec } = plan;
  const capacity = capacityOf(plan);
  const slots = slotsOf(spec.optimizer, spec.semantics);
  const input = plan.layers[0]?.input.layout === 'sparse' ? null : allocate(capacity * plan.data.features);
  const target = allocate(capacity * plan.outputs);
  const parameters: TrainedParameter[] = [];
  const layers: NetworkLayer[] = [];
  const nothing: Tensor = { offset: 0, length: 0 };
  let signal = input ?? nothing;
  let signalGradient: Tensor | null = null;
  for (const layer of plan.layers) {
    const own = layer.parameters.map((parameter) => ({
      plan: parameter,
      role: parameter.role,
      value: allocate(parameter.size),
      gradient: parameter.trainable ? allocate(parameter.size) : null,
      slots: parameter.trainable ? slots.map(() => allocate(parameter.size)) : [],
    }));
    parameters.push(...own);
    const { id } = layer;
    const running = layerKind(layer.spec).run(layer.spec, {
      ...{ id, inputs: sizeOf(layer.input), outputs: sizeOf(layer.output) },
      semantics: spec.semantics,
      seed: spec.seed,
      capacity,
      allocate,
      input: signal,
      inputGradient: signalGradient,
      fused: plan.fusedOutput !== 'none' && layer.index === plan.layers.length - 1,
      parameters: own,
    });
    layers.push({ id, running });
    signal = running.output;
    signalGradient = running.outputGradient;
  }
  const outputGradient = signalGradient ?? nothing;
  const { fusedOutput: fused, outputs: units } = plan;
  const prediction = fused === 'none' ? signal : allocate(capacity * units);
  const { loss, semantics } = spec;
  const lossOf = (gradient: Tensor | null): Call =>
    prepare(lossSum, { loss, fused, semantics, output: signal, target, gradient, units });
  return {
    plan,
    capacity,
    layers,
    parameters,
    input,
    target,
    output: signal,
    outputGradient,
    prediction,
    predicting:
      fused === 'none'
        ? null
        : prepare(activate, { activation: { type: fused }, z: signal, a: prediction, units }),
    loss: { training: lossOf(outputGradient), evaluation: lossOf(null) },
  };
}

/** Writes the dense rows of a CSR batch: for a first layer that has no sparse form. */
function densify(
  split: Split,
  order: Uint32Array,
  start: number,
  rows: number,
  out: Float32Array | Float64Array,
) {
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
  network: Network,
  backend: Backend,
  split: Split,
  order: Uint32Array,
  start: number,
  rows: number,
): LoadedBatch {
  gatherDense(split.y, order, start, rows, backend.view(network.target));
  let sparse: SparseBatch | null = null;
  if (network.input) densify(split, order, start, rows, backend.view(network.input));
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
  pass.sparse = (fits ? ready : prepareBatch(network, pass.backend, split, order, start, rows)).sparse;
}

export function createPass(backend: Backend): Pass {
  return { backend, rows: 0, training: false, step: 0, sparse: null, prepared: null };
}

/** Inputs to output. CSR rows are for the first layer only. */
export function forward(network: Network, pass: Pass): void {
  const { layers } = network;
  const { sparse } = pass;
  for (const layer of layers) {
    layer.running.forward(pass);
    pass.sparse = null;
  }
  pass.sparse = sparse;
}

/** From `outputGradient` to the gradient of every parameter. */
export function backward(network: Network, pass: Pass): void {
  const { layers } = network;
  const { sparse } = pass;
  for (let index = layers.length - 1; index >= 0; index--) {
    pass.sparse = index === 0 ? sparse : null;
    layers[index]?.running.backward(pass);
  }
}

/** Fills `prediction` from logits; nothing to do if the loss is not fused. */
export function predict(network: Network, pass: Pass): void {
  if (network.predicting) pass.backend.run(network.predicting, pass.rows);
}
