/** Tensors from files into the parameters of a plan, matched by name and shape. */
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/runs.ts';
import { sameAxes } from '../kinds/shape.ts';
import { NnError } from '../base/errors.ts';
import { isParameterName } from '../plan/tensorNames.ts';
import type { Plan } from '../plan/types.ts';
import type { CheckpointState } from '../run/checkpoints.ts';

export type NamedTensor = CheckpointState['tensors'][number];

/**
 * The tensors for the plan's parameters, in the plan's order. Optimizer state in the file is not weights and is
 * left out; anything else must belong to a parameter.
 * @throws NnError NN-WEIGHTS-MISSING, NN-WEIGHTS-SHAPE, NN-WEIGHTS-UNKNOWN
 */
export function matchWeights(plan: Plan, tensors: readonly NamedTensor[]): readonly NamedTensor[] {
  const byName = new Map<string, NamedTensor>();
  for (const tensor of tensors) {
    if (isParameterName(tensor.name)) byName.set(tensor.name, tensor);
  }
  const matched = plan.layers
    .flatMap((layer) => layer.parameters)
    .map(({ name, shape }) => {
      const tensor = byName.get(name);
      if (!tensor) {
        const there = byName.size === 0 ? phrase('nothing') : [...byName.keys()];
        throw new NnError(sentence('NN-WEIGHTS-MISSING', { name, there }));
      }
      if (!sameAxes(tensor.shape, shape)) {
        throw new NnError(
          sentence('NN-WEIGHTS-SHAPE', { name, found: tensor.shape.join(', '), needed: shape.join(', ') }),
        );
      }
      byName.delete(name);
      return tensor;
    });
  const [extra] = byName.keys();
  if (extra !== undefined) {
    throw new NnError(sentence('NN-WEIGHTS-UNKNOWN', { extra }));
  }
  return matched;
}
