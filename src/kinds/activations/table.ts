/** The activations: one row each, each in a file of its own. */
import { named } from '../../base/schema/composites.ts';
import type { Schema } from '../../base/schema/schema.ts';
import { entryOf, type Choice, type Kind } from '../kind.ts';
import type { ActivationKernel, AnyActivation } from './activation.ts';
import { elu } from './elu.ts';
import { gelu } from './gelu.ts';
import { hardSigmoid } from './hardSigmoid.ts';
import { leakyRelu } from './leakyRelu.ts';
import { linear } from './linear.ts';
import { relu } from './relu.ts';
import { selu } from './selu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { softsign } from './softsign.ts';
import { tanh } from './tanh.ts';

export const ACTIVATIONS = {
  linear,
  sigmoid,
  tanh,
  relu,
  leakyRelu,
  elu,
  selu,
  gelu,
  silu,
  softplus,
  softsign,
  hardSigmoid,
  softmax,
} satisfies Record<string, AnyActivation>;

export type Activation = Choice<typeof ACTIVATIONS>;
export type ActivationName = Activation['type'];

/** The catalogue's entry of an activation. */
export function activationKind(activation: { readonly type: string }): AnyActivation {
  return entryOf<AnyActivation>(ACTIVATIONS, activation);
}

/** Of a layer that has more to do. */
export const activation: Schema<Activation> = named('activation', ACTIVATIONS, { short: true });

const AS_LAYERS = Object.fromEntries(
  Object.entries<AnyActivation>(ACTIVATIONS).map(([name, kind]): [string, Kind] => [
    name,
    kind.asLayer ?? kind,
  ]),
) as typeof ACTIVATIONS;

/** Of a layer of its own, whose defaults may be other ones. */
export const activationAsLayer: Schema<Activation> = named('activation', AS_LAYERS, { short: true });

/** The kernels of all activations, each once; a kernel's place is the number by which it is called. */
export const ACTIVATION_KERNELS: readonly ActivationKernel[] = [
  ...new Set(
    Object.values<AnyActivation>(ACTIVATIONS).flatMap((kind) => (kind.of === 'element' ? kind.kernels : [])),
  ),
];

/** True if f(z) = z, so there is nothing to compute. */
export function isLinear(activation: { readonly type: string }): boolean {
  const kind = activationKind(activation);
  return kind.of === 'element' && kind.identity === true;
}
