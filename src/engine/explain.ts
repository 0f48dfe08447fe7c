/**
 * One sample through the network and back in float64, with every intermediate and every factor of the chain rule
 * by name. Evaluation mode: no dropout, moving statistics, so that the numbers can be followed by hand.
 */
import { NnError } from '../base/errors.ts';
import type { Dataset } from '../data/types.ts';
import type { Plan, PlanLayer } from '../plan/types.ts';
import { seriesOf } from '../protocol/types.ts';
import { arenaElements } from './arena.ts';
import { createReferenceBackend } from './backendReference.ts';
import { createSettings } from '../protocol/controls.ts';
import { nameUnits, type UnitNames } from './explainNames.ts';
import { unravel } from './gradcheck.ts';
import { gradientOf } from './layers/layer.ts';
import { createPass, forward, layOutNetwork, loadBatch, type Network, predict } from './network.ts';
import { activationDerivative } from './reference/activations.ts';
import { scheduleFactor } from './schedules.ts';
import { initializeNetwork } from './state.ts';
import { Updates } from './updates.ts';
import { asWritten, at, type Values } from './values.ts';
import type { NamedTensor } from './weights.ts';

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** One unit on the way forward: z = Σ input·weight + bias, a = f(z). */
export interface ExplainedUnit {
  readonly name: string;
  /** Name and value before the activation; null for layers without one. */
  readonly z: NamedValue | null;
  readonly value: number;
  /** ∂E/∂value. */
  readonly gradient: number;
}

export interface ExplainedLayer {
  readonly id: string;
  readonly type: string;
  readonly units: readonly ExplainedUnit[];
}

/** One trainable number: the factors whose product is its gradient, and its update. */
export interface ExplainedWeight {
  readonly parameter: string;
  readonly index: readonly number[];
  /** Such as `w(h1→o1)`. */
  readonly name: string;
  readonly factors: readonly NamedValue[];
  /** The part of the gradient that L1 and L2 add. */
  readonly penalty: number;
  /** ∂E/∂w, penalties in, before clipping. */
  readonly gradient: number;
  readonly before: number;
  readonly after: number;
}

export interface Explanation {
  /** Row in the training split, from 0, and in the source. */
  readonly sample: number;
  readonly sourceRow: number;
  readonly inputs: readonly NamedValue[];
  readonly targets: readonly NamedValue[];
  /** Outputs as the model predicts them; probabilities if the loss is computed from logits. */
  readonly outputs: readonly NamedValue[];
  readonly layers: readonly ExplainedLayer[];
  readonly loss: number;
  readonly penalty: number;
  readonly learningRate: number;
  readonly weights: readonly ExplainedWeight[];
  /** Weights left out because there are more than `limit`. */
  readonly omitted: number;
}

export interface ExplainOptions {
  /** Row of the training split, from 0. */
  readonly sample?: number;
  readonly initialWeights?: readonly NamedTensor[];
  /** Most weights to list; 1000 unless told. */
  readonly limit?: number;
}

/** What one layer's backward pass starts from and leaves. */
interface Traced {
  readonly layer: PlanLayer;
  readonly input: Values;
  readonly z: Values | null;
  readonly output: Values;
  /** ∂E/∂a, and ∂E/∂z after the layer's own derivative. */
  readonly outputGradient: Values;
  readonly zGradient: Values;
}

/** Runs the backward pass, keeping the gradients that it overwrites. */
function trace(network: Network, pass: ReturnType<typeof createPass>, features: Values): Traced[] {
  const { backend } = pass;
  const traced: Traced[] = [];
  const { sparse } = pass;
  for (let index = network.layers.length - 1; index >= 0; index--) {
    const layer = network.plan.layers[index];
    const running = network.layers[index]?.running;
    if (!layer || !running) continue;
    const before = index === 0 ? null : network.layers[index - 1]?.running;
    const outputGradient = backend.view(running.outputGradient).slice(0, layer.outputs);
    pass.sparse = index === 0 ? sparse : null;
    running.backward(pass);
    traced.unshift({
      layer,
      input: before ? backend.view(before.output).slice(0, layer.inputs) : features,
      z: running.preActivation && backend.view(running.preActivation).slice(0, layer.outputs),
      output: backend.view(running.output).slice(0, layer.outputs),
      outputGradient,
      zGradient: backend.view(running.outputGradient).slice(0, layer.outputs),
    });
  }
  return traced;
}

/** ∂E/∂z as its factors: two where a = f(z) unit by unit, one where the loss gives it from logits. */
function factorsOfZ(traced: Traced, names: UnitNames, unit: number, fused: boolean): NamedValue[] {
  const { spec } = traced.layer;
  const z = names.z[unit] ?? '';
  const a = names.output[unit] ?? '';
  const whole = [{ name: `∂E/∂${z}`, value: at(traced.zGradient, unit) }];
  if (spec.type !== 'dense' || fused || spec.activation.type === 'softmax' || !traced.z) return whole;
  if (spec.activation.type === 'linear') return [{ name: `∂E/∂${a}`, value: at(traced.zGradient, unit) }];
  const { activation } = spec;
  const elementwise = activation as Parameters<typeof activationDerivative>[0];
  return [
    { name: `∂E/∂${a}`, value: at(traced.outputGradient, unit) },
    {
      name: `∂${a}/∂${z}`,
      value: activationDerivative(elementwise, at(traced.z, unit), at(traced.output, unit)),
    },
  ];
}

function product(factors: readonly NamedValue[]): number {
  return factors.reduce((result, { value }) => result * value, 1);
}

/** The chain rule of one entry of one parameter. */
function chainRule(
  traced: Traced,
  names: UnitNames,
  role: string,
  index: readonly number[],
  fused: boolean,
): { readonly name: string; readonly factors: readonly NamedValue[] } {
  const unit = index.at(-1) ?? 0;
  const a = names.output[unit] ?? '';
  const z = names.z[unit] ?? '';
  if (role === 'kernel') {
    const input = index[0] ?? 0;
    const name = `w(${names.input[input] ?? ''}→${a})`;
    const last = { name: `∂${z}/∂${name}`, value: at(traced.input, input) };
    return { name, factors: [...factorsOfZ(traced, names, unit, fused), last] };
  }
  if (role === 'bias') {
    const name = `b(${a})`;
    return {
      name,
      factors: [...factorsOfZ(traced, names, unit, fused), { name: `∂${z}/∂${name}`, value: 1 }],
    };
  }
  const name = `${role === 'gamma' ? 'γ' : 'β'}(${a})`;
  return { name, factors: [{ name: `∂E/∂${a}`, value: at(traced.outputGradient, unit) }] };
}

function explainedLayer({ layer, z, output, outputGradient }: Traced, names: UnitNames): ExplainedLayer {
  return {
    id: layer.id,
    type: layer.spec.type,
    units: names.output.map((name, unit) => ({
      name,
      z: z && names.z[unit] !== undefined ? { name: names.z[unit], value: at(z, unit) } : null,
      value: at(output, unit),
      gradient: at(outputGradient, unit),
    })),
  };
}

function named(names: readonly string[], values: Values): NamedValue[] {
  return names.map((name, index) => ({ name, value: at(values, index) }));
}

/**
 * Explains the first step of training on one sample alone.
 * @throws NnError NN-EXPLAIN-SAMPLE if there is no such sample; NN-WEIGHTS-… if the weights do not fit
 */
export function explain(plan: Plan, dataset: Dataset, options: ExplainOptions = {}): Explanation {
  const { sample = 0, limit = 1000 } = options;
  const { count, sourceRows } = dataset.train;
  if (!Number.isInteger(sample) || sample < 0 || sample >= count) {
    throw new NnError(
      'NN-EXPLAIN-SAMPLE',
      `There is no training sample ${String(sample)}; choose one from 0 to ${String(count - 1)}.`,
    );
  }
  const backend = createReferenceBackend(arenaElements(plan), 64);
  const network = layOutNetwork(plan, (length) => backend.allocate(length));
  initializeNetwork(network, backend, options.initialWeights);
  const settings = createSettings(plan);
  const updates = new Updates(network, backend, settings);
  const pass = createPass(backend);
  loadBatch(network, pass, dataset.train, Uint32Array.of(sample), 0, 1);
  // What a reader follows by hand are the numbers as written, which float32 has rounded.
  for (const { value } of network.parameters) asWritten(backend.view(value));
  for (const tensor of [network.input, network.target]) if (tensor) asWritten(backend.view(tensor));
  pass.step = 1;
  forward(network, pass);
  const { spec, fusedOutput, outputs } = plan;
  const { output, target, outputGradient } = network;
  const loss = backend.loss(
    spec.loss,
    fusedOutput,
    output,
    target,
    outputGradient,
    1,
    outputs,
    spec.semantics,
  );
  predict(network, pass);
  const features = new Float64Array(plan.data.features);
  if (network.input) features.set(backend.view(network.input).subarray(0, features.length));
  else pass.sparse?.indices.forEach((column, entry) => (features[column] = pass.sparse?.values[entry] ?? 0));
  const traced = trace(network, pass, features);
  const trainable = network.parameters.filter(({ plan: parameter }) => parameter.trainable);
  const bare = trainable.map((parameter) => backend.view(gradientOf(parameter)).slice());
  const penalty = updates.penalize();
  const gradients = trainable.map((parameter) => backend.view(gradientOf(parameter)).slice());
  const before = trainable.map((parameter) => backend.view(parameter.value).slice());
  const moment = { iteration: 0, epoch: 0, totalSteps: plan.totalSteps };
  const factor = scheduleFactor(spec.training.learningRateSchedule, moment);
  const learningRate = settings.learningRate.value * factor;
  updates.apply(1, learningRate, new Float64Array(seriesOf(plan).length));
  const names = nameUnits(plan);
  const weights: ExplainedWeight[] = [];
  let omitted = 0;
  trainable.forEach(({ plan: parameter, value }, position) => {
    const layerIndex = plan.layers.findIndex(({ id }) => id === parameter.layer);
    const layerTrace = traced[layerIndex];
    const layerNames = names[layerIndex];
    if (!layerTrace || !layerNames) return;
    const fused = fusedOutput !== 'none' && layerIndex === plan.layers.length - 1;
    for (let flat = 0; flat < parameter.size; flat++) {
      if (weights.length >= limit) {
        omitted += parameter.size - flat;
        return;
      }
      const index = unravel(flat, parameter.shape);
      const rule = chainRule(layerTrace, layerNames, parameter.role, index, fused);
      const direct = bare[position]?.[flat] ?? NaN;
      // γ has one more factor, the normalised input, which is what is left of its gradient.
      const rest = parameter.role === 'gamma' && product(rule.factors) !== 0;
      const factors = rest
        ? [
            ...rule.factors,
            {
              name: `∂${layerNames.output[flat] ?? ''}/∂${rule.name}`,
              value: direct / product(rule.factors),
            },
          ]
        : rule.factors;
      const gradient = gradients[position]?.[flat] ?? NaN;
      weights.push({
        parameter: parameter.name,
        index,
        name: rule.name,
        factors,
        penalty: gradient - direct,
        gradient,
        before: before[position]?.[flat] ?? NaN,
        after: at(backend.view(value), flat),
      });
    }
  });
  const outputNames = names.at(-1)?.output ?? [];
  return {
    sample,
    sourceRow: sourceRows[sample] ?? sample,
    inputs: named(names[0]?.input ?? [], features),
    targets: named(
      outputNames.map((name) => name.replace(/^o/u, 't')),
      backend.view(target),
    ),
    outputs: named(outputNames, backend.view(network.prediction)),
    layers: traced.map((layer, index) =>
      explainedLayer(layer, names[index] ?? { input: [], z: [], output: [] }),
    ),
    loss,
    penalty,
    learningRate,
    weights,
    omitted,
  };
}
