/**
 * One sample through the network and back in float64, with every intermediate and every factor of the chain rule
 * by name. Evaluation mode: no dropout, moving statistics, so that the numbers can be followed by hand.
 */
import type { Dataset } from '../../data/types.ts';
import type { PlanParameter, Plan } from '../../plan/types.ts';
import { seriesOf } from '../../run/series.ts';
import { arenaElements } from '../wasm/arena.ts';
import type { Backend, Tensor } from '../backend.ts';
import { createReferenceBackend } from '../reference/backend.ts';
import type { CheckpointState } from '../../run/checkpoints.ts';
import { createSettings, type LiveSettings, restoreSettings } from '../../run/controls/settings.ts';
import type {
  ExplainedLayer,
  ExplainedWeight,
  Explanation,
  NamedValue,
} from '../../run/explain/explanation.ts';
import { chainRule, termsOf, trace, type Traced } from './explainChain.ts';
import { nameUnits, type UnitNames } from './explainNames.ts';
import { checkSample } from './checkSample.ts';
import { takeAsWritten } from './writtenNumbers.ts';
import { unravel } from './gradcheck.ts';
import { optimizerKind } from '../../kinds/optimizers/table.ts';
import { gradientOf } from '../../kinds/layers/layer.ts';
import type { Pass } from '../network.ts';
import { createPass, forward, loadBatch, predict } from '../network.ts';
import { plannedIterations } from '../../plan/updates.ts';
import { layOutNetwork, type Network } from '../../plan/layOut.ts';
import { cycleEnds, rateFactor } from '../schedules.ts';
import { initializeNetwork, restoreState } from '../state.ts';
import { Updates } from '../updates.ts';
import { asWritten, at, type Values } from '../../base/values.ts';
import type { NamedTensor } from '../weights.ts';

export interface ExplainOptions {
  /** Row of the training split, from 0. */
  readonly sample?: number;
  readonly initialWeights?: readonly NamedTensor[];
  /** A state of training: the step after it is explained instead of the first. */
  readonly state?: CheckpointState;
  /** Most weights to list; 1000 unless told. */
  readonly limit?: number;
}

const NOTHING = new Float64Array();

/** The dense layer after one, with its names and its kernel before the update. */
interface Following {
  readonly traced: Traced;
  readonly names: UnitNames;
  readonly kernel: Values;
}

/** @param prediction of the output layer if the loss is computed from its logits */
function explainedLayer(
  { layer, z, output, outputGradient }: Traced,
  names: UnitNames,
  following: Following | null,
  prediction: Values | null,
): ExplainedLayer {
  return {
    id: layer.id,
    type: layer.spec.type,
    units: names.output.map((name, unit) => {
      const sum = names.z[unit];
      return {
        name,
        z: z && sum !== undefined ? { name: sum, value: at(z, unit) } : null,
        value: at(prediction ?? output, unit),
        gradient: { name: `∂E/∂${(prediction && sum) ?? name}`, value: at(outputGradient, unit) },
        terms: following ? termsOf(unit, name, following.traced, following.names, following.kernel) : [],
      };
    }),
  };
}

function named(names: readonly string[], values: Values): NamedValue[] {
  return names.map((name, index) => ({ name, value: at(values, index) }));
}

/** One trainable parameter's gradient without and with penalties, and its values around the update. */
interface Change {
  readonly parameter: PlanParameter;
  readonly bare: Values;
  readonly gradient: Values;
  readonly before: Values;
  readonly after: Values;
}

/** The entries of all parameters from the last layer to the first, at most `limit`. */
function explainedWeights(
  plan: Plan,
  traced: readonly Traced[],
  names: readonly UnitNames[],
  changes: readonly Change[],
  limit: number,
): { readonly weights: ExplainedWeight[]; readonly omitted: number } {
  const weights: ExplainedWeight[] = [];
  let omitted = 0;
  for (const [layer, layerTrace] of [...traced.entries()].reverse()) {
    const fused = plan.fusedOutput !== 'none' && layer === traced.length - 1;
    const own = changes.filter(({ parameter }) => parameter.layer === layerTrace.layer.id);
    for (const { parameter, bare, gradient, before, after } of own) {
      const listed = Math.min(parameter.size, limit - weights.length);
      omitted += parameter.size - listed;
      for (let flat = 0; flat < listed; flat++) {
        const index = unravel(flat, parameter.shape);
        const direct = at(bare, flat);
        weights.push({
          layer: parameter.layer,
          parameter: parameter.name,
          index,
          ...chainRule(layerTrace, namesAt(names, layer), parameter.role, index, fused, direct),
          penalty: at(gradient, flat) - direct,
          gradient: at(gradient, flat),
          before: at(before, flat),
          after: at(after, flat),
        });
      }
    }
  }
  return { weights, omitted };
}

function namesAt(names: readonly UnitNames[], index: number): UnitNames {
  return names[index] ?? { input: [], z: [], output: [] };
}

/** The sample's features, dense. */
function featuresOf({ input, plan }: Network, { backend }: Pass): Float64Array {
  const features = new Float64Array(plan.data.features);
  if (input.layout === 'strided') features.set(backend.view(input).subarray(0, features.length));
  else input.rows?.indices.forEach((column, entry) => (features[column] = input.rows?.values[entry] ?? 0));
  return features;
}

/** The weights at which gradients are taken, where those are not the stored ones. */
function trainsAtOf({ spec: { optimizer, semantics } }: Plan): Pick<Explanation, 'trainsAt'> {
  const kind = optimizerKind(optimizer);
  const found = kind.trainsAt?.(optimizer);
  if (!found) return {};
  const slot = kind.slots(optimizer, semantics, [])[found.slot]?.name ?? '';
  return { trainsAt: { share: found.share, slot } };
}

/** The place in training of the step that is explained. */
interface Place {
  readonly step: number;
  /** Updates before it. */
  readonly updates: number;
  /** Epochs that are over. */
  readonly epochs: number;
  readonly cosineEnds: number[];
}

function begin(
  network: Network,
  backend: Backend,
  plan: Plan,
  initialWeights: readonly NamedTensor[] | undefined,
): Place {
  initializeNetwork(network, backend, initialWeights);
  takeAsWritten(network, backend);
  const { learningRateSchedule } = plan.spec.training;
  const cosineEnds = cycleEnds(learningRateSchedule, plannedIterations(plan.spec, plan));
  return { step: 1, updates: 0, epochs: 0, cosineEnds };
}

function goOnFrom(network: Network, backend: Backend, settings: LiveSettings, state: CheckpointState): Place {
  const { progress, settings: saved } = restoreState(network, backend, state).scalars;
  restoreSettings(settings, saved);
  const { updates, epochs, cosineEnds } = progress;
  return { step: progress.step + 1, updates, epochs, cosineEnds };
}

/**
 * Explains the first step of training, or the one after `state`, on one sample alone.
 * @throws NnError NN-EXPLAIN-SAMPLE if there is no such sample; NN-WEIGHTS-… if the weights or the state do not fit
 */
export function explain(plan: Plan, dataset: Dataset, options: ExplainOptions = {}): Explanation {
  const { sample = 0, state, limit = 1000 } = options;
  const { sourceRows } = dataset.train;
  checkSample(sample, dataset);
  const backend = createReferenceBackend(arenaElements(plan), 64);
  const network = layOutNetwork(plan, (shape, rows) => backend.allocate(shape, rows));
  const settings = createSettings(plan);
  const {
    step,
    updates: made,
    epochs,
    cosineEnds,
  } = state
    ? goOnFrom(network, backend, settings, state)
    : begin(network, backend, plan, options.initialWeights);
  const updates = new Updates(network, backend, settings);
  const pass = createPass(network, backend);
  loadBatch(network, pass, dataset.train, Uint32Array.of(sample), 0, 1);
  // The numbers as written, before float32 has rounded them: a reader follows these by hand.
  for (const tensor of [network.input, network.target])
    if (tensor.layout === 'strided') asWritten(backend.view(tensor));
  if (pass.weight) asWritten(pass.weight.values);
  pass.step = step;
  const { spec, fusedOutput, outputs } = plan;
  /** The mean loss after `forward`; writes the output's gradient. */
  const lossOf = (): number => backend.run(network.loss.training, 1);
  const kept = (tensor: Tensor, length = tensor.length): Values => backend.view(tensor).slice(0, length);
  updates.enter();
  forward(network, pass);
  const loss = lossOf();
  const goals = kept(network.goal, outputs);
  predict(network, pass);
  const prediction = kept(network.prediction, outputs);
  const features = featuresOf(network, pass);
  const traced = trace(network, pass, features);
  const trainable = network.parameters.filter(({ plan: parameter }) => parameter.trainable);
  const bare = trainable.map((parameter) => kept(gradientOf(parameter)));
  const penalty = updates.penalize();
  const gradients = trainable.map((parameter) => kept(gradientOf(parameter)));
  const before = trainable.map(({ value }) => kept(value));
  const factor = rateFactor(spec)({ step: step - 1, updates: made, epochs, cosineEnds });
  const learningRate = settings.learningRate.value * factor;
  updates.apply(made + 1, learningRate, new Float64Array(seriesOf(plan).length));
  forward(network, pass);
  const lossAfter = lossOf();
  const changes = trainable.map(({ plan: parameter, value }, position) => ({
    parameter,
    bare: bare[position] ?? NOTHING,
    gradient: gradients[position] ?? NOTHING,
    before: before[position] ?? NOTHING,
    after: kept(value),
  }));
  const names = nameUnits(plan);
  const { weights, omitted } = explainedWeights(plan, traced, names, changes, limit);
  /** The layer after `index`, if it is a dense one that is listed. */
  const followingOf = (index: number): Following | null => {
    const next = traced[index + 1];
    const kernel = changes.find(
      ({ parameter }) => parameter.layer === next?.layer.id && parameter.role === 'kernel',
    );
    if (!next || !kernel || kernel.before.length > limit) return null;
    return { traced: next, names: namesAt(names, index + 1), kernel: kernel.before };
  };
  return {
    step,
    sample,
    row: (sourceRows[sample] ?? sample) + 1,
    inputs: named(namesAt(names, 0).input, features),
    targets: named(
      namesAt(names, names.length - 1).output.map((name) => name.replace(/^o/u, 't')),
      goals,
    ),
    ...(pass.weight && { weight: at(pass.weight.values, 0) }),
    outputs: named(namesAt(names, names.length - 1).output, prediction),
    layers: traced.map((layer, index) => {
      const fused = fusedOutput !== 'none' && index === traced.length - 1;
      return explainedLayer(layer, namesAt(names, index), followingOf(index), fused ? prediction : null);
    }),
    loss,
    penalty,
    learningRate,
    ...trainsAtOf(plan),
    weights,
    lossAfter,
    omitted,
  };
}
