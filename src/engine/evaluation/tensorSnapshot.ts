/**
 * The activations of the layers on a fixed probe of training samples, in eval mode, and the distributions of weights
 * and gradients. Taken between two steps; changes nothing that training reads.
 */
import { inOrder } from './evaluation.ts';
import {
  type ActivationStatistics,
  type Distribution,
  type TensorSnapshot,
  trainableLayers,
} from '../../run/tensorSnapshots.ts';
import { activationLayers } from '../../run/activationLayers.ts';
import { activationKind, type Activation } from '../../kinds/activations/table.ts';
import type { SaturationLimits } from '../../kinds/activations/activation.ts';
import { saturationLimits } from '../../kinds/rules/support/settings.ts';
import type { Values } from '../../base/values.ts';
import { forward, loadBatch } from '../network.ts';
import type { Inspection } from '../types.ts';

/** Samples of the probe. */
export const SNAPSHOT_ROWS = 512;
export const HISTOGRAM_BINS = 30;
/** Of a larger tensor evenly spaced elements are counted. */
export const COUNTED_ELEMENTS = 1 << 16;
/** The bins end this many standard deviations from the mean; the outermost take what is beyond. */
const REACH = 4;

/** Evenly spaced rows of a split, the same ones for every snapshot. */
export function sampleRows(count: number): Uint32Array {
  if (count <= SNAPSHOT_ROWS) return inOrder(count);
  return Uint32Array.from({ length: SNAPSHOT_ROWS }, (_, index) =>
    Math.floor((index * count) / SNAPSHOT_ROWS),
  );
}

/** From which activations on a unit counts as saturated; null if the function has no such end. */
function saturation(
  activation: Activation,
  limits: SaturationLimits,
): { readonly low: number; readonly high: number } | null {
  const kind = activationKind(activation);
  return kind.of === 'element' ? (kind.saturated?.(limits) ?? null) : null;
}

/** Sums over the activations of one layer while the probe goes through in batches. */
class LayerSums {
  readonly #alive: Uint8Array;
  readonly #limits: { readonly low: number; readonly high: number } | null;
  #saturated = 0;
  #sum = 0;
  #squares = 0;
  #count = 0;

  constructor(units: number, activation: Activation, limits: SaturationLimits) {
    this.#alive = new Uint8Array(units);
    this.#limits = saturation(activation, limits);
  }

  add(values: Values, rows: number): void {
    const alive = this.#alive;
    const units = alive.length;
    const low = this.#limits?.low ?? -Infinity;
    const high = this.#limits?.high ?? Infinity;
    let sum = 0;
    let squares = 0;
    let saturated = 0;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++, at++) {
        const value = values[at] ?? 0;
        sum += value;
        squares += value * value;
        if (value !== 0) alive[unit] = 1;
        if (value < low || value > high) saturated++;
      }
    }
    this.#sum += sum;
    this.#squares += squares;
    this.#saturated += saturated;
    this.#count += rows * units;
  }

  result(): ActivationStatistics {
    const mean = this.#sum / this.#count;
    const alive = this.#alive.reduce((total, flag) => total + flag, 0);
    return {
      dead: 1 - alive / this.#alive.length,
      saturated: this.#limits === null ? null : this.#saturated / this.#count,
      mean,
      deviation: Math.sqrt(Math.max(0, this.#squares / this.#count - mean * mean)),
    };
  }
}

/** In the order of `activationLayers`; evaluation mode. */
export function activationStatistics({ network, pass, dataset }: Inspection): ActivationStatistics[] {
  const { plan, capacity } = network;
  const layers = activationLayers(plan);
  if (layers.length === 0 || dataset.train.count === 0) return [];
  const limits = saturationLimits(plan.spec.health);
  const watched = layers.map(({ index, units, activation }) => ({
    output: network.layers[index]?.running.output ?? network.output,
    sums: new LayerSums(units, activation, limits),
  }));
  const rows = sampleRows(dataset.train.count);
  pass.training = false;
  for (let start = 0; start < rows.length; start += capacity) {
    const count = Math.min(capacity, rows.length - start);
    loadBatch(network, pass, dataset.train, rows, start, count);
    forward(network, pass);
    for (const { output, sums } of watched) sums.add(pass.backend.view(output), count);
  }
  return watched.map(({ sums }) => sums.result());
}

/** Calls `visit` with the elements that are counted, of each tensor in turn. */
function eachCounted(tensors: readonly Values[], visit: (value: number) => void): void {
  for (const values of tensors) {
    const stride = Math.ceil(values.length / COUNTED_ELEMENTS);
    for (let index = 0; index < values.length; index += stride) visit(values[index] ?? 0);
  }
}

/**
 * The distribution of all elements together; of tensors over 65,536 elements evenly spaced ones are counted. Bins
 * are equally wide between the extremes, but reach no further than four standard deviations: what is beyond is in
 * the outermost bins, so that one outlier does not empty all others. Values that are not finite are left out.
 */
export function histogramOf(tensors: readonly Values[]): Distribution {
  let count = 0;
  let sum = 0;
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  eachCounted(tensors, (value) => {
    if (!Number.isFinite(value)) return;
    count++;
    sum += value;
    squares += value * value;
    if (value < min) min = value;
    if (value > max) max = value;
  });
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0);
  if (count === 0) return { min: 0, max: 0, low: 0, high: 0, mean: 0, deviation: 0, counts };
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  const low = Math.max(min, mean - REACH * deviation);
  const high = Math.min(max, mean + REACH * deviation);
  const scale = high > low ? HISTOGRAM_BINS / (high - low) : 0;
  eachCounted(tensors, (value) => {
    if (!Number.isFinite(value)) return;
    const bin = Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.floor((value - low) * scale)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  });
  return { min, max, low, high, mean, deviation, counts };
}

/** Weights and, as the optimizer got them at the last step, gradients of each layer with trainable parameters. */
function distributions({ network, pass }: Inspection): Pick<TensorSnapshot, 'weights' | 'gradients'> {
  const { backend } = pass;
  const layers = trainableLayers(network.plan).map((id) =>
    network.parameters.filter(({ plan }) => plan.layer === id && plan.trainable),
  );
  return {
    weights: layers.map((own) => histogramOf(own.map(({ value }) => backend.view(value)))),
    gradients: layers.map((own) =>
      histogramOf(own.flatMap(({ gradient }) => (gradient ? [backend.view(gradient)] : []))),
    ),
  };
}

/** Looks at the network as it is; may be called between any two steps. */
export function takeSnapshot(inside: Inspection): TensorSnapshot {
  return { step: inside.step, activations: activationStatistics(inside), ...distributions(inside) };
}
