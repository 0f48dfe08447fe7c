/**
 * The layers that a snapshot of the tensors covers, in its order, and the number of snapshots of a run kept at hand.
 */
import type { Plan } from '../plan/types.ts';

/** A distribution of values: bins of equal width from `low` to `high`; the outermost include the values beyond. */
export interface Distribution {
  /** Of all values; 0 if there are none. */
  readonly min: number;
  readonly max: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
  readonly counts: readonly number[];
}

/** Activations of one layer on the probe: up to 512 training samples, always the same, in eval mode. */
export interface ActivationStatistics {
  /** Share of the units that are 0 on every sample. */
  readonly dead: number;
  /** Share of the activations at an end of tanh or sigmoid; null for functions without ends. */
  readonly saturated: number | null;
  readonly mean: number;
  readonly deviation: number;
}

/** A look into the network after `step`. */
export interface TensorSnapshot {
  readonly step: number;
  /** In the order of `activationLayers(plan)`. */
  readonly activations: readonly ActivationStatistics[];
  /** In the order of `trainableLayers(plan)`: all of a layer's trainable parameters together. */
  readonly weights: readonly Distribution[];
  /** As the optimizer got them at `step`: with penalties, after clipping. */
  readonly gradients: readonly Distribution[];
}

/**
 * A histogram of a tensor's values: `counts[i]` of them in `[edges[i], edges[i + 1])`, the last bucket with its upper
 * edge. `edges` ascend and are one more than `counts`.
 */
export interface Histogram {
  /** Such as `dense1.kernel` or `dense1.kernel/gradient`. */
  readonly tag: string;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Of all values, and of their squares. */
  readonly sum: number;
  readonly sumSquares: number;
}

/** Layers with trainable parameters, first layer first: those that weights and gradients are recorded of. */
export function trainableLayers(plan: Pick<Plan, 'layers'>): string[] {
  return plan.layers
    .filter((layer) => layer.parameters.some((parameter) => parameter.trainable))
    .map((layer) => layer.id);
}

/** Numbers of all snapshots at hand, and how many snapshots at the least and at the most. */
const NUMBERS = 1 << 20;
const FEWEST = 32;
const MOST = 240;
/** Numbers of one histogram, and of one layer's activations. */
const PER_HISTOGRAM = 36;
const PER_ACTIVATION = 4;

/**
 * Number of snapshots of a plan's run kept at hand; the run folder has them all. `activationLayers`: number of layers
 * whose activations are in them.
 */
export function snapshotsAtHand(plan: Pick<Plan, 'layers'>, activationLayers: number): number {
  const numbers = activationLayers * PER_ACTIVATION + trainableLayers(plan).length * 2 * PER_HISTOGRAM;
  return Math.min(MOST, Math.max(FEWEST, Math.floor(NUMBERS / Math.max(1, numbers))));
}
