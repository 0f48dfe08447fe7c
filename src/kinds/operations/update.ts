/** The step of an optimizer on one parameter. */
import { at, type Values } from '../../base/values.ts';
import type { Semantics } from '../kind.ts';
import { SLOTS, UPDATE_SUMS, type SlotOperand } from '../optimizers/optimizer.ts';
import { decoupledDecay, elementSlots } from '../optimizers/rules.ts';
import { exampleOptimizers, optimizerKind, type Optimizer } from '../optimizers/table.ts';
import { changes, mayChange, operation, reads } from './operation.ts';
import type { Tensor } from './tensor.ts';

/** The common settings of one step for all parameters; `learningRate` is after schedules and live changes, `step` starts at 1. */
export interface UpdateRule {
  readonly optimizer: Optimizer;
  readonly semantics: Semantics;
  learningRate: number;
  step: number;
}

/** An optimizer's slots as operands. */
export function slotOperands(slots: readonly Tensor[]): Record<SlotOperand, Tensor | null> {
  const [s0 = null, s1 = null, s2 = null] = slots;
  if (slots.length > SLOTS.length)
    throw new RangeError(`There is no place for ${String(slots.length)} slots.`);
  return { s0, s1, s2 };
}

const examples = (['keras', 'pytorch'] as const).flatMap((semantics) =>
  exampleOptimizers(semantics)
    .filter((optimizer) => !optimizerKind(optimizer).prepareDirecting)
    .map((optimizer) => ({ rule: { optimizer, semantics, learningRate: 0.01, step: 3 } })),
);

/**
 * One step, decoupled weight decay included (`decaysDecoupled`: w loses that share of itself first); coupled decay is in g
 * already. The slots are in the order of `elementSlots`.
 */
export const update = operation({
  name: 'update',
  operands: {
    w: changes('elements'),
    g: reads('elements'),
    s0: mayChange('elements'),
    s1: mayChange('elements'),
    s2: mayChange('elements'),
  },
  cut: 'chunks',
  nanoseconds: 2,
  examples,
  sums: UPDATE_SUMS,
  // Adagrad's and its kin's are sums of squares.
  positive: SLOTS,
  requires: ({ rule }) => SLOTS.slice(0, elementSlots(rule.optimizer, rule.semantics).length),
  reference({ w, g, s0, s1, s2, rule, elements }, _rows, sums) {
    const slots = [s0, s1, s2].filter((slot): slot is Values => slot !== null);
    const elementStep = optimizerKind(rule.optimizer).step(rule);
    const decay = decoupledDecay(rule);
    sums.fill(0);
    const add = (place: number, value: number): void => {
      sums[place] = at(sums, place) + value;
    };
    for (let index = 0; index < elements; index++) {
      const weight = at(w, index);
      const gradient = at(g, index);
      w[index] = elementStep(weight - decay * weight, gradient, slots, index);
      add(UPDATE_SUMS.gradientSquares, gradient * gradient);
      add(UPDATE_SUMS.gradientAbsolute, Math.abs(gradient));
      add(UPDATE_SUMS.weightSquares, weight * weight);
      add(UPDATE_SUMS.updateSquares, (at(w, index) - weight) ** 2);
    }
    return 0;
  },
});
