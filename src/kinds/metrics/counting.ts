/** Hits and misses, as accuracy and its relatives count them. */
import { at, type Values } from '../../base/values.ts';
import type { Gathering, MetricBatch, MetricModel } from './metric.ts';

/** Why what is right or wrong cannot be counted. */
export function countFault({ classes, labels }: MetricModel): string | undefined {
  return classes > 0 || labels
    ? undefined
    : 'it needs classes, but the target is numbers. Use rootMeanSquaredError or r2.';
}

/** Column of the first largest value of a row. */
export function largest(values: Values, from: number, units: number): number {
  let best = 0;
  for (let unit = 1; unit < units; unit++) if (at(values, from + unit) > at(values, from + best)) best = unit;
  return best;
}

/** A share: `hitsOf` counts in a batch what is right, of all that `allOf` says there is. */
export function shareOf(
  allOf: (batch: MetricBatch) => number,
  hitsOf: (batch: MetricBatch) => number,
): Gathering {
  const sums = new Float64Array(2);
  return {
    needsPrediction: false,
    sums,
    add(batch) {
      sums[0] = at(sums, 0) + hitsOf(batch);
      sums[1] = at(sums, 1) + allOf(batch);
    },
    value: () => at(sums, 0) / at(sums, 1),
  };
}

export const rowsOf = ({ rows }: MetricBatch): number => rows;

/** True positives, false positives and false negatives of all outputs above one half; the value is `valueOf` them. */
export function aboveHalf(valueOf: (hits: number, extra: number, missed: number) => number): Gathering {
  const sums = new Float64Array(3);
  return {
    needsPrediction: true,
    sums,
    add({ prediction, target, rows, units }) {
      for (let index = 0; index < rows * units; index++) {
        const said = at(prediction, index) > 0.5;
        const is = at(target, index) > 0.5;
        if (said && is) sums[0] = at(sums, 0) + 1;
        else if (said) sums[1] = at(sums, 1) + 1;
        else if (is) sums[2] = at(sums, 2) + 1;
      }
    },
    value: () => valueOf(at(sums, 0), at(sums, 1), at(sums, 2)),
  };
}
