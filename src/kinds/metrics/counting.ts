/** Hits and misses, as accuracy and its relatives count them. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { nullable } from '../../base/schema/composites.ts';
import { enumeration } from '../../base/schema/primitives.ts';
import type { Key } from '../../base/schema/schema.ts';
import { at, type Values } from '../../base/values.ts';
import type { Gathering, MetricBatch, MetricModel } from './metric.ts';

/** The treatment of a target between 0 and 1. */
export type SoftTargets = 'threshold' | 'keras';

export const softTargetsKey: Key<SoftTargets | null> = nullable(
  enumeration<SoftTargets>('way with soft targets', {
    threshold: 'A target above one half is 1, any other 0.',
    keras: 'As in Keras, which has a way of its own for each metric.',
  }),
  'A target between 0 and 1: `threshold` takes it as 1 above one half and else as 0. `keras` does as Keras: for accuracy no output meets it, for precision and recall all but 0 is positive, for f1 it is positive to its share.',
  '`"threshold"`',
);

/** The reason why right and wrong cannot be counted. */
export function countFault({ classes, labels }: MetricModel): Text | undefined {
  return classes > 0 || labels
    ? undefined
    : phrase('it needs classes, but the target is numbers. Use rootMeanSquaredError or r2.');
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
