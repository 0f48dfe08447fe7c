/** One step of training, held still in float64: the activations and the gradients of every layer of the batch. */
import { asWritten, at, type Values } from '../../base/values.ts';
import type { Dataset } from '../../data/types.ts';
import { gradientOf } from '../../kinds/layers/layer.ts';
import { sizeOf } from '../../kinds/shape.ts';
import { layOutNetwork, type Network, type TrainedParameter } from '../../plan/layOut.ts';
import type { Plan, PlanLayer } from '../../plan/types.ts';
import type { CheckpointState } from '../../run/checkpoints.ts';
import { effective } from '../../run/controls/control.ts';
import {
  createSettings,
  findControl,
  restoreSettings,
  type LiveSettings,
} from '../../run/controls/settings.ts';
import { stepsOfEpoch } from '../../run/controls/length.ts';
import { EpochBatches } from '../epochBatches.ts';
import { createPass, forward, loadBatch, predict, type Pass } from '../network.ts';
import { checkSample } from '../explain/checkSample.ts';
import { takeAsWritten } from '../explain/writtenNumbers.ts';
import { createReferenceBackend } from '../reference/backend.ts';
import { scheduleFactor } from '../schedules.ts';
import { createProgress, initializeNetwork, type Progress, restoreState } from '../state.ts';
import { Updates } from '../updates.ts';
import { arenaElements } from '../wasm/arena.ts';
import type { NamedTensor } from '../weights.ts';

export interface StepOptions {
  /** The one sample of the batch, from 0, in evaluation mode as a textbook has it; null: the batch that training takes. */
  readonly sample: number | null;
  readonly initialWeights?: readonly NamedTensor[];
  /** A state of training: the step after it is held instead of the first. */
  readonly state?: CheckpointState;
}

/** A layer's numbers for all rows of the batch, row by row. Gradients are those of the sum of the samples' losses. */
export interface HeldLayer {
  readonly layer: PlanLayer;
  readonly inputs: number;
  readonly units: number;
  /** Before the activation; null if the layer has none. */
  readonly z: Values | null;
  readonly output: Values;
  readonly outputGradient: Values;
  /** By z: after the activation's own derivative. The same as `outputGradient` where there is none. */
  readonly zGradient: Values;
  /** The share of units that is dropped in this step. */
  readonly dropoutRate: number;
}

/** Everything that the questions about a step read. Parameters, gradients and slots are those before the update. */
export interface Step {
  readonly plan: Plan;
  readonly network: Network;
  readonly pass: Pass;
  readonly settings: LiveSettings;
  /** From 1. */
  readonly step: number;
  readonly learningRate: number;
  /** The factor of the schedule in it. */
  readonly factor: number;
  readonly rows: number;
  /** The rows' places among the training samples. */
  readonly samples: readonly number[];
  /** `[rows, features]`. */
  readonly features: Values;
  /** As the loss compares with them. */
  readonly targets: Values;
  /** Of each row in the loss; null if all weigh the same. */
  readonly weights: Values | null;
  /** Predictions: probabilities where the loss takes logits. */
  readonly predictions: Values;
  readonly layers: readonly HeldLayer[];
  /** The mean over the rows, penalties aside. */
  readonly loss: number;
  view(parameter: TrainedParameter): Values;
  gradient(parameter: TrainedParameter): Values;
}

function placeOf(
  network: Network,
  pass: Pass,
  settings: LiveSettings,
  { state, initialWeights }: StepOptions,
): Progress {
  const { backend } = pass;
  if (state) {
    const { progress, settings: saved } = restoreState(network, backend, state).scalars;
    restoreSettings(settings, saved);
    return progress;
  }
  initializeNetwork(network, backend, initialWeights);
  takeAsWritten(network, backend);
  return createProgress(network.plan);
}

/** The rows of the batch, dense. */
function featuresOf({ input, plan }: Network, { backend, rows }: Pass): Values {
  const width = plan.data.features;
  const features = new Float64Array(rows * width);
  if (input.layout === 'strided') features.set(backend.view(input).subarray(0, features.length));
  else {
    const { indptr, indices, values } = input.rows ?? { indptr: [], indices: [], values: [] };
    for (let row = 0; row < rows; row++) {
      for (let entry = indptr[row] ?? 0; entry < (indptr[row + 1] ?? 0); entry++)
        features[row * width + (indices[entry] ?? 0)] = values[entry] ?? 0;
    }
  }
  return features;
}

/** Runs the backward pass, keeping of every layer what the pass overwrites. */
function holdLayers(network: Network, pass: Pass): HeldLayer[] {
  const { backend, rows } = pass;
  const held: HeldLayer[] = [];
  const summed = (values: Values): Values => values.map((value) => value * rows);
  for (let index = network.layers.length - 1; index >= 0; index--) {
    const layer = network.plan.layers[index];
    const running = network.layers[index]?.running;
    if (!layer || !running) continue;
    const [inputs, units] = [sizeOf(layer.input), sizeOf(layer.output)];
    const gradient = backend.view(running.outputGradient).subarray(0, rows * units);
    const outputGradient = summed(gradient);
    running.backward(pass);
    held.unshift({
      ...{ layer, inputs, units, outputGradient },
      z: running.preActivation && backend.view(running.preActivation).slice(0, rows * units),
      output: backend.view(running.output).slice(0, rows * units),
      zGradient: summed(gradient),
      dropoutRate: running.dropoutRate ?? 0,
    });
  }
  return held;
}

/**
 * Makes the first step of training, or the one after `state`, up to its update.
 * @throws NnError NN-EXPLAIN-SAMPLE; NN-WEIGHTS-… if the weights or the state do not fit; NN-TRAIN-BATCH-OF-ONE
 */
export function holdStep(plan: Plan, dataset: Dataset, options: StepOptions): Step {
  if (options.sample !== null) checkSample(options.sample, dataset);
  const backend = createReferenceBackend(arenaElements(plan), 64);
  const network = layOutNetwork(plan, (shape, rows) => backend.allocate(shape, rows));
  const settings = createSettings(plan);
  const pass = createPass(network, backend);
  const progress = placeOf(network, pass, settings, options);
  const { sample } = options;
  pass.training = sample === null;
  pass.step = progress.step + 1;
  // At the end of an epoch the next batch is the first of the next one.
  const over = progress.stepsOfEpoch >= stepsOfEpoch(plan, progress.batchSize);
  const place = over ? { ...progress, epochs: progress.epochs + 1, stepsOfEpoch: 0 } : progress;
  let samples: readonly number[];
  if (sample === null) {
    const batches = new EpochBatches(network, pass, dataset.train);
    samples = batches.load(place) > 0 ? batches.samples(place) : [];
  } else {
    loadBatch(network, pass, dataset.train, Uint32Array.of(sample), 0, 1);
    samples = [sample];
  }
  const { rows } = pass;
  // The numbers as written, before float32 has rounded them: a reader follows these by hand.
  for (const tensor of [network.input, network.target])
    if (tensor.layout === 'strided') asWritten(backend.view(tensor));
  if (pass.weight && rows === 1) asWritten(pass.weight.values);
  for (const { id, running } of network.layers) {
    if (running.dropoutRate !== undefined)
      running.dropoutRate = pass.training ? effective(findControl(settings, 'dropout', id)) : 0;
  }
  new Updates(network, backend, settings).enter();
  forward(network, pass);
  const loss = backend.run(network.loss.training, rows) / rows;
  const kept = (values: Values): Values => values.slice(0, rows * plan.outputs);
  const targets = kept(backend.view(network.goal));
  predict(network, pass);
  const predictions = kept(backend.view(network.prediction));
  const factor = scheduleFactor(plan.spec.training.learningRateSchedule)(
    progress.step,
    place.epochs,
    progress.cosineEnds,
  );
  return {
    ...{ plan, network, pass, settings, rows, samples, targets, predictions, loss, factor },
    step: progress.step + 1,
    learningRate: settings.learningRate.value * factor,
    features: featuresOf(network, pass),
    weights: pass.weight?.values.slice(0, rows) ?? null,
    layers: holdLayers(network, pass),
    view: ({ value }) => backend.view(value),
    gradient: (parameter) => backend.view(gradientOf(parameter)),
  };
}

/** The mean loss of the same batch with whatever stands in the parameters now; `from` on, the layers run again. */
export function lossAgain({ network, pass, rows }: Step, from = 0): number {
  for (const { running } of network.layers.slice(from)) running.forward(pass);
  return pass.backend.run(network.loss.training, rows) / rows;
}

/** The feature or the unit that a layer takes as its input `unit` of `row`. */
export function inputAt(step: Step, index: number, row: number, unit: number): number {
  const before = step.layers[index - 1];
  return before
    ? at(before.output, row * before.units + unit)
    : at(step.features, row * step.plan.data.features + unit);
}
