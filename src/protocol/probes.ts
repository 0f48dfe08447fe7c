/** Which layers a probe tells about, in its order, and how many probes of a run are kept at hand. */
import type { Plan } from '../plan/types.ts';
import type { Activation } from '../spec/types.ts';

/** A layer whose activations are probed. */
export interface ActivationLayer {
  readonly id: string;
  /** In `plan.layers`. */
  readonly index: number;
  readonly units: number;
  readonly activation: Activation;
}

/** Layers with an activation function of their own; one that belongs to the loss is no layer's. */
export function activationLayers(plan: Plan): ActivationLayer[] {
  return plan.layers.flatMap(({ id, index, spec, outputs }) => {
    if (spec.type !== 'dense' && spec.type !== 'activation') return [];
    if (spec.activation.type === 'linear') return [];
    if (plan.fusedOutput !== 'none' && index === plan.layers.length - 1) return [];
    return [{ id, index, units: outputs, activation: spec.activation }];
  });
}

/** Layers with trainable parameters, first layer first: those that weights and gradients are recorded of. */
export function trainableLayers(plan: Pick<Plan, 'layers'>): string[] {
  return plan.layers
    .filter((layer) => layer.parameters.some((parameter) => parameter.trainable))
    .map((layer) => layer.id);
}

/** Numbers of all probes at hand, and how many probes at the least and at the most. */
const NUMBERS = 1 << 20;
const FEWEST = 32;
const MOST = 240;
/** Numbers of one histogram, and of one layer's activations. */
const PER_HISTOGRAM = 36;
const PER_ACTIVATION = 4;

/** How many probes of a plan's run are kept at hand; the run folder has them all. */
export function probesAtHand(plan: Plan): number {
  const numbers =
    activationLayers(plan).length * PER_ACTIVATION + trainableLayers(plan).length * 2 * PER_HISTOGRAM;
  return Math.min(MOST, Math.max(FEWEST, Math.floor(NUMBERS / Math.max(1, numbers))));
}
