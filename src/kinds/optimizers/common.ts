/** Keys that optimizers share. */
import { bySemantics, optional } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import type { Key } from '../../base/schema/schema.ts';
import type { StepFactors } from './optimizer.ts';

export function learningRate(keras: number, pytorch: number): Key<number> {
  return bySemantics(number({ minimum: 0 }), keras, pytorch, 'Size of a step (lr).');
}

export function weightDecay(keras = 0, pytorch = 0): Key<number> {
  const summary =
    'Decoupled under keras and in adamw: w −= lr·weightDecay·w before the step; else under pytorch g += weightDecay·w.';
  return bySemantics(number({ minimum: 0 }), keras, pytorch, summary);
}

export function share(keras: number, pytorch: number, summary: string): Key<number> {
  return bySemantics(number({ minimum: 0, exclusiveMaximum: 1 }), keras, pytorch, summary);
}

export function epsilon(keras: number, pytorch: number): Key<number> {
  const summary =
    'Keeps the division finite; under the root in keras for adagrad and rmsprop, else beside it.';
  return bySemantics(number({ minimum: 0 }), keras, pytorch, summary);
}

export const momentumShare = (value: number): Key<number> =>
  optional(number({ minimum: 0, exclusiveMaximum: 1 }), value, 'Share of the last step that is kept (μ).');

/** The moving means of Adam and its kin, in words. */
export const MOMENTS = 'm = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g²';

/** The constants of Adam and its kin, with the ε of each framework. */
export function betas(keras = 1e-7, pytorch = 1e-8) {
  return {
    beta1: share(0.9, 0.9, 'Share of the mean gradient m that is kept.'),
    beta2: share(0.999, 0.999, 'Share of the mean squared gradient v that is kept.'),
    epsilon: epsilon(keras, pytorch),
  };
}

/** ε under the root (`inside`) or beside it, and a root that is not scaled. */
export function setEpsilon(factors: StepFactors, value: number, inside: boolean): void {
  factors.scale = 1;
  factors.inside = inside ? value : 0;
  factors.outside = inside ? 0 : value;
}
