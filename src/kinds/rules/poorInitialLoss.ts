import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** Samples of which the first loss is the mean: that of a single one says little. */
const SAMPLES = 32;

/** TheDeepChecker. A first loss below that of guessing is none of its concern: the first weights may be learnt ones. */
export const poorInitialLoss = judgeOf(RULE_SETTINGS.poorInitialLoss, {
  watch({ guess, penalized, batchSize, output }, { factor }, tools) {
    if (guess === null || penalized) return null;
    const steps = Math.ceil(SAMPLES / batchSize);
    const sum = tools.cell();
    const spot = tools.spot(output.layer, { needed: 1, calm: 1 });
    return {
      step({ step, row }) {
        if (step > steps) return;
        sum.value += row[0] ?? NaN;
        if (step < steps) return;
        const loss = sum.value / steps;
        const limit = guess * (1 + factor);
        spot.check(step, loss >= limit ? 1 : 0, () => ({
          value: loss,
          threshold: limit,
          text: sentence('NN-HEALTH-INITIAL-LOSS', { loss: digits(loss), guess: digits(guess) }),
        }));
      },
      block({ step, course }) {
        if (spot.open && course.recent < guess) spot.end(step);
      },
    };
  },
});
