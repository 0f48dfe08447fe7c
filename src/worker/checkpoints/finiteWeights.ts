/** The test of a state before it becomes a checkpoint. */
import { isSlotName } from '../../plan/tensorNames.ts';
import type { CheckpointState } from '../../run/checkpoints.ts';

/** An update can break weights although its step's loss was finite; the optimizer's own state may hold infinities. */
export function hasFiniteWeights({ tensors }: CheckpointState): boolean {
  return tensors.every(({ name, values }) => isSlotName(name) || allFinite(values));
}

/** Several times faster than asking for each: a finite number times 0 is 0, anything else is not a number. */
function allFinite(values: Float32Array): boolean {
  // Two sums, because each addition waits for the one before.
  let even = 0;
  let odd = 0;
  for (let index = 0; index + 1 < values.length; index += 2) {
    even += (values[index] ?? NaN) * 0;
    odd += (values[index + 1] ?? NaN) * 0;
  }
  if (values.length % 2 === 1) even += (values[values.length - 1] ?? NaN) * 0;
  return even + odd === 0;
}
