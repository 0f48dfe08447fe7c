/** Activations over a batch, as the catalogue says them. */
import { at } from '../../base/values.ts';
import { activationKind, type Activation } from '../activations/table.ts';
import { operation, reads, writes } from './operation.ts';

interface Activating {
  readonly activation: Activation;
}

/** One of single elements, and one of whole rows. */
const examples: Activating[] = [{ activation: { type: 'tanh' } }, { activation: { type: 'softmax' } }];

/** a = f(z). z and a may be the same tensor. */
export const activate = operation({
  name: 'activate',
  operands: { z: reads('rows', 'units'), a: writes('rows', 'units') },
  cut: 'elements',
  nanoseconds: 1,
  examples,
  reference({ z, a, activation, units }, rows) {
    const kind = activationKind(activation);
    if (kind.of === 'row') {
      for (let row = 0; row < rows; row++) kind.forward(z, a, row * units, units);
      return 0;
    }
    for (let index = 0; index < rows * units; index++) a[index] = kind.value(at(z, index), activation);
    return 0;
  },
});

/** dz = da ⊙ f′ from z and a, or through the Jacobian of each row. da and dz may be the same tensor. */
export const activateBackward = operation({
  name: 'activateBackward',
  operands: {
    z: reads('rows', 'units'),
    a: reads('rows', 'units'),
    da: reads('rows', 'units'),
    dz: writes('rows', 'units'),
  },
  cut: 'elements',
  nanoseconds: 1,
  examples,
  reference({ z, a, da, dz, activation, units }, rows) {
    const kind = activationKind(activation);
    if (kind.of === 'row') {
      for (let row = 0; row < rows; row++) kind.backward(a, da, dz, row * units, units);
      return 0;
    }
    for (let index = 0; index < rows * units; index++) {
      dz[index] = at(da, index) * kind.derivative(at(z, index), at(a, index), activation);
    }
    return 0;
  },
});
