import { sentence } from '../../../base/problems/training/health.ts';
import { judgeOf } from '../rule.ts';
import { digits } from '../support/numbers.ts';
import { RULE_SETTINGS } from '../support/settings.ts';

/** Steps before which a network need not have learnt anything. */
const BEGINNING = 60;

/** Ours; DeepCrime's added regularization. Penalties that are all that is minimized: the predictions stay those of guessing. */
export const penaltyTooStrong = judgeOf(RULE_SETTINGS.penaltyTooStrong, {
  watch({ penalties, guess }, { share, evaluations }, tools) {
    if (penalties.length === 0 || guess === null) return null;
    const spots = penalties.map((layer) => ({
      layer,
      spot: tools.spot(layer, { needed: evaluations, calm: evaluations }),
    }));
    const begin = tools.cell();
    return {
      step({ step, row }) {
        if (step === 1) begin.value = (row[0] ?? NaN) - guess;
      },
      epoch({ step, training, unpenalized }) {
        // Weights that a rate has thrown far away cost more than at first: that is no fault of the penalties.
        const shrinks = training - unpenalized < begin.value;
        const guesses = step >= BEGINNING && shrinks && unpenalized >= share * guess;
        for (const { layer, spot } of spots) {
          spot.check(step, guesses ? 1 : 0, () => ({
            value: unpenalized,
            threshold: share * guess,
            text: sentence('NN-HEALTH-PENALTY', {
              layer,
              loss: digits(unpenalized),
              guess: digits(guess),
            }),
          }));
        }
      },
    };
  },
});
