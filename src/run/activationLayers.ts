/** The layers whose activations a snapshot of the tensors has. */
import { isLinear } from '../kinds/activations/table.ts';
import { layerKind } from '../kinds/layers/table.ts';
import { sizeOf } from '../kinds/shape.ts';
import type { Plan } from '../plan/types.ts';
import type { Activation } from '../format/types.ts';

/** A layer whose activations are in snapshots. */
export interface ActivationLayer {
  readonly id: string;
  /** In `plan.layers`. */
  readonly index: number;
  readonly units: number;
  readonly activation: Activation;
}

/** Layers with an activation function of their own; one that belongs to the loss is no layer's. */
export function activationLayers(plan: Plan): ActivationLayer[] {
  return plan.layers.flatMap(({ id, index, spec, output }) => {
    const activation = layerKind(spec).activation?.(spec);
    if (!activation || isLinear(activation)) return [];
    if (plan.fusedOutput !== 'none' && index === plan.layers.length - 1) return [];
    return [{ id, index, units: sizeOf(output), activation }];
  });
}
