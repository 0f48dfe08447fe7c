/** Activations over a batch, as the catalogue says them. */
import { activationKind, type Activation } from '../../kinds/activations/table.ts';
import { at, type Values } from '../../base/values.ts';

/** a = f(z); z and a may be the same. */
export function activate(activation: Activation, z: Values, a: Values, rows: number, units: number): void {
  const kind = activationKind(activation);
  if (kind.of === 'row') {
    for (let row = 0; row < rows; row++) kind.forward(z, a, row * units, units);
    return;
  }
  for (let index = 0; index < rows * units; index++) a[index] = kind.value(at(z, index), activation);
}

/** dz = da ⊙ f′, or through the Jacobian of each row. da and dz may be the same. */
export function activateBackward(
  activation: Activation,
  z: Values,
  a: Values,
  da: Values,
  dz: Values,
  rows: number,
  units: number,
): void {
  const kind = activationKind(activation);
  if (kind.of === 'row') {
    for (let row = 0; row < rows; row++) kind.backward(a, da, dz, row * units, units);
    return;
  }
  for (let index = 0; index < rows * units; index++) {
    dz[index] = at(da, index) * kind.derivative(at(z, index), at(a, index), activation);
  }
}
