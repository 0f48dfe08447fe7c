/** Textbook names for the numbers of a small network: `w5`, `w(h1→o1)`, `∂E/∂o1`, `z3`, `h2`. */
import { layerTrace } from '../../kinds/traces/layers.ts';
import type { Numbers } from './numbers.ts';

/** Weights and units of a network whose numbers have textbook names. */
const MOST_NAMED = 2000;

/**
 * Questions by textbook name. Weights of kernels also count on, w1, w2, …, unit by unit from the first layer: those that enter
 * the first unit come first.
 */
export function aliasesOf(numbers: Numbers): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  const { step } = numbers;
  if (step.plan.parameterCount > MOST_NAMED || step.plan.data.features > MOST_NAMED) return aliases;
  const add = (name: string, ref: string | undefined): void => {
    if (ref !== undefined && !aliases.has(name)) aliases.set(name, ref);
  };
  const withGradient = (name: string, ref: string | undefined): void => {
    add(name, ref);
    if (ref !== undefined) add(`∂E/∂${name}`, ref.replace(/(@\d+)?$/u, '.gradient$1'));
  };
  let count = 0;
  for (let unit = 0; unit < step.plan.data.features; unit++) {
    const { name, ref } = numbers.input(0, 0, unit);
    add(name, ref);
  }
  for (let unit = 0; unit < step.plan.outputs; unit++) {
    const { name, ref } = numbers.target(0, unit);
    add(name, ref);
  }
  step.layers.forEach(({ layer, units }, index) => {
    const kernel = numbers.parameter(index, 'kernel');
    for (let unit = 0; unit < units; unit++) {
      for (const part of [
        numbers.a(index, 0, unit),
        ...(layerTrace(layer.spec) === 'sums' ? [numbers.z(index, 0, unit)] : []),
      ])
        withGradient(part.name, part.ref);
      if (!kernel) continue;
      for (let input = 0; input < (kernel.plan.shape[0] ?? 0); input++) {
        const { name, ref } = numbers.entry(index, kernel, [input, unit]);
        count++;
        withGradient(name, ref);
        withGradient(`w${String(count)}`, ref);
        if (ref !== undefined) add(`w${String(count)}′`, `${ref}.after`);
      }
    }
  });
  return aliases;
}
