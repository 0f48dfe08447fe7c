/**
 * The names of stored tensors, in weights files, checkpoints and messages:
 * - `dense1.kernel`, `norm1.movingMean`: a parameter, by the id of its layer and its role;
 * - `optimizer/dense1.kernel/m`: the optimizer's state of a parameter, by its slot;
 * - `best/dense1.kernel`: the parameter as it was after the best epoch.
 *
 * Ids of layers have no dots and no slashes.
 */
const OPTIMIZER = 'optimizer/';
const BEST = 'best/';

export function parameterName(layer: string, role: string): string {
  return `${layer}.${role}`;
}

/** The optimizer's state of a parameter. */
export function slotName(parameter: string, slot: string): string {
  return `${OPTIMIZER}${parameter}/${slot}`;
}

/** The parameter as it was after the best epoch. */
export function bestName(parameter: string): string {
  return BEST + parameter;
}

/** True for the optimizer's state. */
export function isSlotName(name: string): boolean {
  return name.startsWith(OPTIMIZER);
}

/** True for a parameter as it is: neither the optimizer's state nor the best epoch's weights. */
export function isParameterName(name: string): boolean {
  return !isSlotName(name) && !name.startsWith(BEST);
}
