/** The part of L1 and L2 in loss and gradient. */
import { at } from '../../base/values.ts';
import type { TrainedParameter } from '../../plan/layOut.ts';
import { effective } from '../../run/controls/control.ts';
import { findControl } from '../../run/controls/settings.ts';
import type { Step } from './step.ts';

export interface Penalty {
  readonly l1: number;
  readonly l2: number;
  /** The factor of l2·w in the gradient: 2 under keras, 1 under pytorch. */
  readonly slope: number;
}

/** The strengths that act on a parameter now; null if none does. Only kernels are penalized. */
export function penaltyOn({ settings, plan }: Step, { plan: parameter }: TrainedParameter): Penalty | null {
  if (parameter.role !== 'kernel') return null;
  const l1 = effective(findControl(settings, 'l1', parameter.layer));
  const l2 = effective(findControl(settings, 'l2', parameter.layer));
  if (l1 === 0 && l2 === 0) return null;
  return { l1, l2, slope: plan.spec.semantics === 'keras' ? 2 : 1 };
}

/** The part of a weight of this value in the loss. */
export function penaltyAt({ l1, l2, slope }: Penalty, weight: number): number {
  return l1 * Math.abs(weight) + (slope / 2) * l2 * weight * weight;
}

/** The part of all weights in the loss. */
export function penaltyOfAll(step: Step): number {
  let sum = 0;
  for (const parameter of step.network.parameters) {
    const penalty = penaltyOn(step, parameter);
    if (!penalty) continue;
    const values = step.view(parameter);
    for (let index = 0; index < values.length; index++) sum += penaltyAt(penalty, at(values, index));
  }
  return sum;
}
