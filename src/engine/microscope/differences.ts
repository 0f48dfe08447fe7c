/** Central finite differences in float64 beside the gradients of a held step. */
import { at, type Values } from '../../base/values.ts';
import { activationKind } from '../../kinds/activations/table.ts';
import type { Difference } from '../../run/microscope/asked.ts';
import { flatIndex, type Numbers } from './numbers.ts';
import type { Entry } from './parameters.ts';
import { penaltyAt, penaltyOn } from './penalties.ts';
import { lossAgain } from './step.ts';

/** Steps of the difference, relative to the number; a smaller one tells a kink from a wrong derivative. */
const STEPS = [1e-5, 1e-6, 1e-4, 1e-7];
/** Agreement that ends the search. */
const ENOUGH = 1e-9;

function best(value: number, gradient: number, lossAt: (value: number) => number): Difference {
  let found: Difference = { value: NaN, error: Infinity };
  for (const share of STEPS) {
    const h = share * Math.max(1, Math.abs(value));
    const difference = (lossAt(value + h) - lossAt(value - h)) / (2 * h);
    const error = Math.abs(difference - gradient) / Math.max(1, Math.abs(difference), Math.abs(gradient));
    if (error < found.error) found = { value: difference, error };
    if (error <= ENOUGH) break;
  }
  return found;
}

/** Of a weight. `whole`: with the penalties. */
export function weightDifference(
  numbers: Numbers,
  { parameter, index }: Entry,
  gradient: number,
  whole: boolean,
): Difference {
  const { step } = numbers;
  const values = step.view(parameter);
  const flat = flatIndex(index, parameter.plan.shape);
  const before = at(values, flat);
  const penalty = whole ? penaltyOn(step, parameter) : null;
  const found = best(before, gradient, (value) => {
    values[flat] = value;
    return lossAgain(step) + (penalty ? penaltyAt(penalty, value) : 0);
  });
  values[flat] = before;
  return found;
}

/**
 * Of a unit of one sample, by the sum of the batch's losses: a unit's output, or the sum before its activation.
 * @param of the place of the number in `output` or `z`
 */
export function unitDifference(
  numbers: Numbers,
  layer: number,
  row: number,
  unit: number,
  of: 'a' | 'z',
  gradient: number,
): Difference | null {
  const { step } = numbers;
  const running = step.network.layers[layer]?.running;
  const held = numbers.held(layer);
  if (!running) return null;
  // The layers before are run once: the state may be that of another question.
  lossAgain(step);
  const output = step.pass.backend.view(running.output);
  const place = row * held.units + unit;
  const behind = of === 'z' && held.z ? activated(numbers, layer, row, output) : null;
  const start = at(of === 'z' && held.z ? held.z : held.output, place);
  const found = best(start, gradient, (value) => {
    if (behind) behind(unit, value);
    else output[place] = value;
    return lossAgain(step, layer + 1) * step.rows;
  });
  output.set(held.output);
  return found;
}

/** Writes a row's outputs as they are with another z of one unit; null where outputs are the sums themselves. */
function activated(
  numbers: Numbers,
  layer: number,
  row: number,
  output: Values,
): ((unit: number, z: number) => void) | null {
  const activation = numbers.activation(layer);
  const { z, units } = numbers.held(layer);
  if (!activation || !z) return null;
  const kind = activationKind(activation);
  return (unit, value) => {
    const sums = z.slice(row * units, (row + 1) * units);
    sums[unit] = value;
    const outputs = sums.slice();
    if (kind.of === 'row') kind.forward(sums, outputs, 0, units);
    else sums.forEach((sum, index) => (outputs[index] = kind.value(sum, activation)));
    output.set(outputs, row * units);
  };
}
