/** Losses over a batch whose targets are smoothed or whose rows have weights. */
import { at, type Values } from '../../base/values.ts';
import { smoothingOf } from '../losses/smoothing.ts';
import { lossKind } from '../losses/table.ts';
import { lossSum, type Measuring } from './losses.ts';
import { mayRead, mayWrite, operation, reads, writes } from './operation.ts';

export interface WeightedMeasuring extends Measuring {
  /** Factors of the targets, one for each output, or null. */
  readonly factors: readonly number[] | null;
}

interface Goals extends WeightedMeasuring {
  readonly target: Values;
  readonly goal: Values;
  readonly units: number;
}

/** Writes the targets that the loss compares with: smoothed, and times the factors. */
export function writeGoals({ loss, factors, target, goal, units }: Goals, rows: number): void {
  const smoothing = smoothingOf(loss);
  const spread = smoothing / (lossKind(loss).smoothedOver?.(units) ?? units);
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) {
      const index = row * units + unit;
      goal[index] = (at(target, index) * (1 - smoothing) + spread) * (factors ? (factors[unit] ?? 1) : 1);
    }
  }
}

/**
 * Sum over the rows of each row's loss times its weight (float64), and the gradient of that sum divided by `rows`. `goal`
 * receives the targets that it compares with. A row of weight 0 counts nothing, whatever its loss.
 */
export const weightedLossSum = operation({
  name: 'weightedLoss',
  operands: {
    output: reads('rows', 'units'),
    target: reads('rows', 'units'),
    goal: writes('rows', 'units'),
    weight: mayRead('rows'),
    gradient: mayWrite('rows', 'units'),
  },
  cut: 'whole',
  nanoseconds: 6,
  positive: ['weight'],
  examples: [
    {
      loss: { type: 'categoricalCrossentropy', labelSmoothing: 0.1 },
      fused: 'softmax',
      semantics: 'keras',
      factors: null,
    },
    { loss: { type: 'meanSquaredError' }, fused: 'none', semantics: 'keras', factors: null },
  ] as WeightedMeasuring[],
  reference(operands, rows, sums) {
    const { goal, weight, gradient, output, units, loss, fused, semantics } = operands;
    const own = { loss, fused, semantics, units };
    writeGoals(operands, rows);
    if (!weight) return lossSum.reference({ ...own, output, target: goal, gradient }, rows, sums);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const [from, to] = [row * units, (row + 1) * units];
      const factor = at(weight, row);
      const slope = gradient ? gradient.subarray(from, to) : null;
      if (factor === 0) {
        slope?.fill(0);
        continue;
      }
      const of = { output: output.subarray(from, to), target: goal.subarray(from, to), gradient: slope };
      total += factor * lossSum.reference({ ...own, ...of }, 1, sums);
      if (slope) for (let unit = 0; unit < units; unit++) slope[unit] = (at(slope, unit) * factor) / rows;
    }
    return total;
  },
});
