import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** A rise is measured against the lowest loss, but at least this share of knowing nothing: tiny losses rise easily. */
const FLOOR = 2;

/** SageMaker Debugger (Overfit); both losses in eval mode, since dropout would make the training loss the higher one. */
export const overfitting = judgeOf(RULE_SETTINGS.overfitting, {
  watch({ constant }, { evaluations, gap }, tools) {
    const [least, then] = [tools.cell(Number.MAX_VALUE), tools.cell(Number.MAX_VALUE)];
    const spot = tools.spot(null, { needed: evaluations, calm: evaluations });
    return {
      epoch({ step, training, validation, course }) {
        if (validation === undefined) return;
        if (validation < least.value) {
          least.value = validation;
          then.value = training;
        }
        const scale = Math.min(course.scale, constant ?? Infinity);
        const limit = least.value + gap * Math.max(least.value, FLOOR * scale);
        const over = validation > limit && training < then.value && validation > training * (1 + gap);
        spot.check(step, over ? 1 : 0, () => ({
          value: validation,
          threshold: limit,
          text: sentence('NN-HEALTH-OVERFITTING', {
            least: digits(least.value),
            loss: digits(validation),
            training: digits(training),
          }),
        }));
      },
    };
  },
});
