import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** A run that has ever been below this share of knowing nothing has learnt. */
const LEARNT = 0.9;
/** Steps between two evaluations that are compared. */
const STRETCH = 100;
/** While evaluations come within so many stretches, they alone judge. */
const OFTEN = 4;

/** SageMaker Debugger (LossNotDecreasing). */
export const notLearning = judgeOf(RULE_SETTINGS.notLearning, {
  watch({ constant }, { improvement, checks }, tools) {
    const [sum, blocks, before] = [tools.cell(), tools.cell(), tools.cell()];
    const spot = tools.spot(null, { needed: 3, calm: 1 });
    const [since, then] = [tools.cell(), tools.cell(Number.MAX_VALUE)];
    return {
      /** Evaluations are of the same rows each time: what batches hide in their ups and downs, they show. */
      epoch({ step, unpenalized, course }) {
        const known = Math.min(course.scale, constant ?? Infinity);
        if (step - since.value < STRETCH) return;
        const flat = then.value - unpenalized <= improvement * known;
        const learns = unpenalized < LEARNT * known || !flat;
        const isFirst = then.value === Number.MAX_VALUE;
        spot.check(step, isFirst || learns ? 0 : 1, () => ({
          value: (then.value - unpenalized) / known,
          threshold: improvement,
          text: sentence('NN-HEALTH-NOT-LEARNING', { loss: digits(unpenalized), step }),
        }));
        since.value = step;
        then.value = Math.min(then.value, unpenalized);
      },
      block({ step, course }) {
        if (then.value < Number.MAX_VALUE && step - since.value < OFTEN * STRETCH) return;
        sum.value += course.recent;
        blocks.value += 1;
        if (blocks.value < checks) return;
        const mean = sum.value / checks;
        const learns =
          course.least < LEARNT * course.scale || before.value - mean > improvement * course.scale;
        spot.check(step, before.value === 0 || learns ? 0 : 1, () => ({
          value: (before.value - mean) / course.scale,
          threshold: improvement,
          text: sentence('NN-HEALTH-NOT-LEARNING', { loss: digits(mean), step }),
        }));
        before.value = mean;
        sum.value = 0;
        blocks.value = 0;
      },
    };
  },
});
