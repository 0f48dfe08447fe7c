/** The units that let no gradient through, on the probe that the rules of training health look at, and their causes. */
import { at, type Values } from '../../base/values.ts';
import { layerKind } from '../../kinds/layers/table.ts';
import { sizeOf } from '../../kinds/shape.ts';
import { activationLayers, type ActivationLayer } from '../../run/activationLayers.ts';
import type { DeadCauses, FlowUnits, SumSizes } from '../../run/explain/gradientFlow.ts';
import { activationStatistics, sampleRows } from '../evaluation/tensorSnapshot.ts';
import { forward, loadBatch } from '../network.ts';
import type { Inspection } from '../types.ts';

const NO_CAUSES: DeadCauses = { bias: 0, weights: 0, inputs: 0, before: 0 };

/** A layer's units over the probe: enough of their sums to tell the cause of those that stay at 0. */
class UnitSums {
  readonly #alive: Uint8Array;
  /** The largest sum of each unit. */
  readonly #largest: Float64Array;
  readonly #inputs: number;
  #sumSquares = 0;
  #inputSquares = 0;
  #rows = 0;

  constructor(units: number, inputs: number) {
    this.#alive = new Uint8Array(units);
    this.#largest = new Float64Array(units).fill(-Infinity);
    this.#inputs = inputs;
  }

  /** `inputs`: those of the rows, of sparse rows only what is not 0. */
  add(sums: Values, outputs: Values, inputs: Values, rows: number): void {
    const units = this.#alive.length;
    for (let index = 0; index < rows * units; index++) {
      const unit = index % units;
      const sum = at(sums, index);
      if (at(outputs, index) !== 0) this.#alive[unit] = 1;
      if (sum > (this.#largest[unit] ?? 0)) this.#largest[unit] = sum;
      this.#sumSquares += sum * sum;
    }
    for (let index = 0; index < inputs.length; index++) this.#inputSquares += at(inputs, index) ** 2;
    this.#rows += rows;
  }

  causes(bias: Values | null): DeadCauses {
    const units = this.#alive.length;
    const count = { ...NO_CAUSES };
    this.#alive.forEach((alive, unit) => {
      if (alive === 1) return;
      const offset = bias ? at(bias, unit) : 0;
      if (this.#inputSquares === 0) count.inputs++;
      else if ((this.#largest[unit] ?? 0) - offset > 0) count.bias++;
      else count.weights++;
    });
    return {
      ...count,
      bias: count.bias / units,
      weights: count.weights / units,
      inputs: count.inputs / units,
    };
  }

  sizes(kernel: Values, bias: Values | null): SumSizes {
    const units = this.#alive.length;
    const root = (squares: number, count: number): number => Math.sqrt(squares / count);
    const squaresOf = (values: Values): number => {
      let squares = 0;
      for (let index = 0; index < values.length; index++) squares += at(values, index) ** 2;
      return squares;
    };
    return {
      sum: root(this.#sumSquares, this.#rows * units),
      input: root(this.#inputSquares, this.#rows * this.#inputs),
      weights: root(squaresOf(kernel), units),
      bias: bias ? root(squaresOf(bias), units) : 0,
    };
  }
}

/** The tensors of a layer that makes its own sums; null of others. */
function summing({ network, pass }: Inspection, { index, id }: ActivationLayer) {
  const layer = network.plan.layers[index];
  const running = network.layers[index]?.running;
  const own = network.parameters.filter(({ plan }) => plan.layer === id);
  const kernel = own.find(({ role }) => role === 'kernel');
  const input = index === 0 ? network.input : network.layers[index - 1]?.running.output;
  if (!layer || !running?.preActivation || !kernel || layerKind(layer.spec).sums !== true) return null;
  if (input === undefined) return null;
  const { backend } = pass;
  const inputs = sizeOf(layer.input);
  return {
    running,
    kernel,
    bias: own.find(({ role }) => role === 'bias'),
    inputs,
    z: running.preActivation,
    /** The inputs of the rows that are in the network. */
    read: (rows: number): Values =>
      input.layout === 'sparse'
        ? (input.rows?.values ?? new Float32Array())
        : backend.view(input).subarray(0, rows * inputs),
  };
}

/** One entry a layer of the plan, in order; null of a layer without an activation of its own. */
export function unitLooks(inside: Inspection): (FlowUnits | null)[] {
  const { network, pass, dataset } = inside;
  const { plan, capacity } = network;
  const layers = activationLayers(plan);
  const looks = plan.layers.map((): FlowUnits | null => null);
  const statistics = activationStatistics(inside);
  if (statistics.length === 0) return looks;
  const watched = layers.map((layer) => {
    const tensors = summing(inside, layer);
    return tensors && { ...tensors, sums: new UnitSums(layer.units, tensors.inputs) };
  });
  const view = pass.backend.view.bind(pass.backend);
  const rows = sampleRows(dataset.train.count);
  for (let start = 0; start < rows.length; start += capacity) {
    const count = Math.min(capacity, rows.length - start);
    loadBatch(network, pass, dataset.train, rows, start, count);
    forward(network, pass);
    for (const one of watched) one?.sums.add(view(one.z), view(one.running.output), one.read(count), count);
  }
  layers.forEach(({ index, units, activation }, place) => {
    const { dead = 0, saturated = null } = statistics[place] ?? {};
    const one = watched[place];
    const bias = one?.bias ? view(one.bias.value) : null;
    looks[index] = {
      units,
      activation: activation.type,
      dead,
      causes: one ? one.sums.causes(bias) : { ...NO_CAUSES, before: dead },
      saturated,
      sizes: one ? one.sums.sizes(view(one.kernel.value), bias) : null,
    };
  });
  return looks;
}
