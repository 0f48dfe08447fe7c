/** Keys that optimizers share. */
import { bySemantics, optional } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import type { Key } from '../../base/schema/schema.ts';

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
