/**
 * The way back of the gradient, factor by factor, in float64: the step after a state of training, with its own batch, dropout
 * masks and batch statistics. So the product of the factors is the ratio of the gradient norms that the run records.
 */
import { at, type Values } from '../../base/values.ts';
import type { Dataset } from '../../data/types.ts';
import { isLinear } from '../../kinds/activations/table.ts';
import { gradientOf, type LayerKind } from '../../kinds/layers/layer.ts';
import { layerKind } from '../../kinds/layers/table.ts';
import type { Tensor } from '../../kinds/operations/tensor.ts';
import { sizeOf } from '../../kinds/shape.ts';
import { layOutNetwork, type Network } from '../../plan/layOut.ts';
import type { Plan, PlanLayer } from '../../plan/types.ts';
import type { CheckpointState } from '../../run/checkpoints.ts';
import { effective } from '../../run/controls/control.ts';
import { stepsOfEpoch } from '../../run/controls/length.ts';
import {
  createSettings,
  findControl,
  restoreSettings,
  type LiveSettings,
} from '../../run/controls/settings.ts';
import type { FactorKind, FlowFactor, FlowLayer, GradientFlow } from '../../run/explain/gradientFlow.ts';
import type { Backend } from '../backend.ts';
import { EpochBatches } from '../epochBatches.ts';
import { createPass, forward, type Pass } from '../network.ts';
import { createReferenceBackend } from '../reference/backend.ts';
import { createProgress, initializeNetwork, type Progress, restoreState } from '../state.ts';
import { Updates } from '../updates.ts';
import { arenaElements } from '../wasm/arena.ts';
import type { NamedTensor } from '../weights.ts';
import { unitLooks } from './unitLooks.ts';

export interface FlowOptions {
  readonly initialWeights?: readonly NamedTensor[];
  /** A state of training: the step after it instead of the first. */
  readonly state?: CheckpointState;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Of several tensors the norm of all their elements together. */
function norm(parts: readonly Values[]): number {
  let squares = 0;
  for (const values of parts)
    for (let index = 0; index < values.length; index++) squares += at(values, index) ** 2;
  return Math.sqrt(squares);
}

function quotient(after: number, before: number): number | null {
  return before > 0 ? finite(after / before) : null;
}

function kindOf(kind: LayerKind): FactorKind {
  if (kind.sums === true) return 'weights';
  if (kind.dropsUnits === true) return 'dropout';
  return kind.activation ? 'slope' : 'normalization';
}

/** Norms of one layer's backward pass. */
interface Norms {
  /** Of ∂E/∂output, of ∂E/∂sum behind the activation, and of ∂E/∂input; null for the first layer. */
  readonly output: number;
  readonly sum: number;
  readonly input: number | null;
}

/** Runs the backward pass, measuring the gradients that it overwrites. Last layer first. */
function measure(network: Network, pass: Pass): Norms[] {
  const { backend, rows } = pass;
  const size = (tensor: Tensor, { output }: Pick<PlanLayer, 'output'>): number =>
    norm([backend.view(tensor).subarray(0, rows * sizeOf(output))]);
  const norms: Norms[] = [];
  for (let index = network.layers.length - 1; index >= 0; index--) {
    const running = network.layers[index]?.running;
    const layer = network.plan.layers[index];
    if (!running || !layer) continue;
    const output = size(running.outputGradient, layer);
    running.backward(pass);
    const sum = size(running.outputGradient, layer);
    const before = network.layers[index - 1]?.running;
    const planned = network.plan.layers[index - 1];
    norms.push({ output, sum, input: before && planned ? size(before.outputGradient, planned) : null });
  }
  return norms;
}

/** The activation that a layer of sums ends with, then what it does itself; a part that changes nothing is left out. */
function factorsOf(layer: PlanLayer, { output, sum, input }: Norms, fused: boolean): FlowFactor[] {
  const kind = layerKind(layer.spec);
  const own = kind.activation?.(layer.spec);
  const factors: FlowFactor[] = [];
  if (kind.sums === true && own && !isLinear(own) && !fused)
    factors.push({ kind: 'slope', value: quotient(sum, output) });
  if (input === null) return factors;
  if (kindOf(kind) === 'slope' && own && isLinear(own)) return factors;
  factors.push({ kind: kindOf(kind), value: quotient(input, sum) });
  return factors;
}

/** The place of the step in training, with the state of the network put back. */
function placed(network: Network, backend: Backend, settings: LiveSettings, options: FlowOptions): Progress {
  const { plan } = network;
  const first = createProgress(plan);
  if (!options.state) {
    initializeNetwork(network, backend, options.initialWeights);
    return first;
  }
  const { progress, settings: saved } = restoreState(network, backend, options.state).scalars;
  restoreSettings(settings, saved);
  const place = { ...first, ...progress };
  if (place.stepsOfEpoch < stepsOfEpoch(plan, place.batchSize)) return place;
  return { ...place, epochs: place.epochs + 1, stepsOfEpoch: 0 };
}

/**
 * The gradient's way back at the first step of training, or at the one after `state`.
 * @throws NnError NN-WEIGHTS-… if the weights or the state do not fit
 */
export function gradientFlow(plan: Plan, dataset: Dataset, options: FlowOptions = {}): GradientFlow {
  const backend = createReferenceBackend(arenaElements(plan), 64);
  const network = layOutNetwork(plan, (shape, rows) => backend.allocate(shape, rows));
  const settings = createSettings(plan, network.capacity);
  const place = placed(network, backend, settings, options);
  const updates = new Updates(network, backend, settings);
  const pass = createPass(network, backend);
  const looks = unitLooks({ network, pass, dataset, step: place.step, epoch: place.epochs });
  const rows = new EpochBatches(network, pass, dataset.train).load(place);
  for (const { id, running } of network.layers)
    if (running.dropoutRate !== undefined)
      running.dropoutRate = effective(findControl(settings, 'dropout', id));
  pass.training = true;
  pass.step = place.step + 1;
  updates.enter();
  forward(network, pass);
  const mean = backend.run(network.loss.training, rows) / rows;
  const norms = measure(network, pass).reverse();
  const gradients = (): (number | null)[] =>
    plan.layers.map(({ id }) => {
      const own = network.parameters.filter(({ plan: one }) => one.layer === id && one.trainable);
      return own.length === 0 ? null : norm(own.map((parameter) => backend.view(gradientOf(parameter))));
    });
  const bare = gradients();
  const penalty = updates.penalize();
  const whole = gradients();
  const last = plan.layers.length - 1;
  const layers = plan.layers.map((layer, index): FlowLayer => {
    const own = norms[index] ?? { output: NaN, sum: NaN, input: null };
    const gradient = whole[index] ?? null;
    const direct = bare[index] ?? null;
    return {
      id: layer.id,
      type: layer.spec.type,
      arrives: finite(own.output),
      leaves: own.input === null ? null : finite(own.input),
      factors: factorsOf(layer, own, plan.fusedOutput !== 'none' && index === last),
      gradient: gradient === null ? null : finite(gradient),
      direct: direct === null ? null : finite(direct),
      inputs: direct === null ? null : quotient(direct, own.sum),
      look: looks[index] ?? null,
    };
  });
  return { step: pass.step, rows, loss: finite(mean + penalty), layers };
}
