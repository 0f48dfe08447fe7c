import { sentence } from '../../base/problems/training/health.ts';
import { optional } from '../../base/schema/composites.ts';
import { ruleOf } from './rule.ts';
import { count, digits, positive } from './support/numbers.ts';

/** A rise is measured against the lowest loss, but at least this share of knowing nothing: tiny losses rise easily. */
const FLOOR = 0.5;

/** SageMaker Debugger (Overfit); both losses in eval mode, since dropout would make the training loss the higher one. */
export const overfitting = ruleOf({
  summary: 'Validation loss rises while training loss falls.',
  keys: {
    evaluations: optional(count, 3, 'Evaluations in a row.'),
    gap: optional(positive, 0.1, 'Relative gap, above.'),
  },
  place: 'model',
  source: 'SageMaker Debugger',
  watch(_watched, { evaluations, gap }, tools) {
    const [least, then] = [tools.cell(Number.MAX_VALUE), tools.cell(Number.MAX_VALUE)];
    const spot = tools.spot(null, { needed: evaluations, calm: evaluations });
    return {
      epoch({ step, training, validation, course }) {
        if (validation === undefined) return;
        if (validation < least.value) {
          least.value = validation;
          then.value = training;
        }
        const limit = least.value + gap * Math.max(least.value, FLOOR * course.scale);
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
