/** The textbook's names for the units of a plan: x1 …, h1 …, o1 …, and z1, z2 … through all dense layers. */
import { layerKind } from '../../kinds/layers/table.ts';
import { sizeOf } from '../../kinds/shape.ts';
import type { Plan } from '../../plan/types.ts';

/** Names of one layer's inputs, of its sums before the activation (dense layers only) and of its outputs. */
export interface UnitNames {
  readonly input: readonly string[];
  readonly z: readonly string[];
  readonly output: readonly string[];
}

function numbered(prefix: string, count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(from + index)}`);
}

/** One hidden layer has units h1, h2 …; of several, each is named by the layer's id: dense1.1 … */
export function nameUnits(plan: Plan): readonly UnitNames[] {
  const last = plan.layers.length - 1;
  let input = numbered('x', plan.data.features);
  let sums = 0;
  return plan.layers.map((layer, index) => {
    const z = layerKind(layer.spec).sums ? numbered('z', sizeOf(layer.output), sums + 1) : [];
    sums += z.length;
    const hidden = last === 1 ? 'h' : `${layer.id}.`;
    const output = numbered(index === last ? 'o' : hidden, sizeOf(layer.output));
    const names = { input, z, output };
    input = output;
    return names;
  });
}
