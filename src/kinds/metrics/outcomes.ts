/** Precision, recall and F1 from counts of hits, false alarms and misses: their keys, and how they count. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { nullable } from '../../base/schema/composites.ts';
import { enumeration } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import { countFault, largest, softTargetsKey, type SoftTargets } from './counting.ts';
import { ratio, type Gathering, type MetricModel } from './metric.ts';

type Average = 'micro' | 'macro' | 'weighted';
type Decision = 'threshold' | 'largest';

/** The keys; the texts say the defaults. */
export function outcomeKeys(average: string, decision: string) {
  return {
    average: nullable(
      enumeration<Average>('average', {
        micro: 'All outputs counted together.',
        macro: 'Mean over the outputs of what each has by itself.',
        weighted: 'The same, each output weighted by its positives.',
      }),
      'How several outputs become one value: counted together (`micro`), the mean over them (`macro`), or that mean weighted by positives (`weighted`); as in scikit-learn.',
      average,
    ),
    decision: nullable(
      enumeration<Decision>('decision', {
        threshold: 'Every output above one half (above 0 under hinge) is positive.',
        largest: 'The largest output of a row is positive, no other one.',
      }),
      'Which outputs are positive: those above one half (`threshold`), or of classes the largest of each row (`largest`).',
      decision,
    ),
    softTargets: softTargetsKey,
  };
}

export interface OutcomeOptions {
  readonly average?: Average;
  readonly decision?: Decision;
  readonly softTargets?: SoftTargets;
}

/** The reason why the outcomes cannot be counted. */
export function outcomeFault({ decision }: OutcomeOptions, model: MetricModel): Text | undefined {
  if (decision === 'largest' && model.target !== 'category') {
    return phrase('decision "largest" is for one class out of several. Remove the key.');
  }
  return countFault(model);
}

interface Counting {
  /** The positive share of a soft target, under softTargets "keras". */
  readonly softShare: (target: number) => number;
  /** The metric of one output, or of all of them. */
  readonly valueOf: (hits: number, extra: number, missed: number) => number;
}

const thresholded = (target: number): number => (target > 0.5 ? 1 : 0);

/** Counts per output, or over all of them if the average is `micro`, which it is by default. */
export function countOutcomes(
  { average = 'micro', decision = 'threshold', softTargets = 'threshold' }: OutcomeOptions,
  { outputs, threshold }: MetricModel,
  { softShare, valueOf }: Counting,
): Gathering {
  const stride = average === 'micro' ? 0 : 3;
  const sums = new Float64Array(average === 'micro' ? 3 : 3 * outputs);
  const byLargest = decision === 'largest';
  const positive = softTargets === 'keras' ? softShare : thresholded;
  const valueAt = (from: number): number => valueOf(at(sums, from), at(sums, from + 1), at(sums, from + 2));
  return {
    needsPrediction: !byLargest,
    sums,
    add({ output, prediction, target, rows, units }) {
      for (let row = 0; row < rows; row++) {
        const best = byLargest ? largest(output, row * units, units) : -1;
        for (let unit = 0; unit < units; unit++) {
          const index = row * units + unit;
          const share = positive(at(target, index));
          const from = stride * unit;
          if (byLargest ? unit === best : at(prediction, index) > threshold) {
            sums[from] = at(sums, from) + share;
            sums[from + 1] = at(sums, from + 1) + 1 - share;
          } else sums[from + 2] = at(sums, from + 2) + share;
        }
      }
    },
    value() {
      if (average === 'micro') return valueAt(0);
      let total = 0;
      let weights = 0;
      for (let from = 0; from < sums.length; from += 3) {
        const weight = average === 'macro' ? 1 : at(sums, from) + at(sums, from + 2);
        total += weight * valueAt(from);
        weights += weight;
      }
      return ratio(total, weights);
    },
  };
}
