import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** A run that has ever been below this share of knowing nothing has learnt. */
const LEARNT = 0.9;

/** SageMaker Debugger (LossNotDecreasing). */
export const notLearning = judgeOf(RULE_SETTINGS.notLearning, {
  watch(_watched, { improvement, checks }, tools) {
    const [sum, blocks, before] = [tools.cell(), tools.cell(), tools.cell()];
    const spot = tools.spot(null, { needed: 2, calm: 1 });
    return {
      block({ step, course }) {
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
