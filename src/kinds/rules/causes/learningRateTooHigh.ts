import { sentence } from '../../../base/problems/training/health.ts';
import { judgeOf } from '../rule.ts';
import { digits } from '../support/numbers.ts';
import { RULE_SETTINGS } from '../support/settings.ts';

/** First weights that cost more than this many times guessing are at fault themselves. */
const POOR = 3;
/** Steps that must agree. */
const NEEDED = 2;

/**
 * Ours: a step changes the weights by a large part of their size, and the loss is then far above that of knowing nothing, with
 * which it began. It tells within steps what other rules see the consequences of: units that die, gradients that explode.
 */
export const learningRateTooHigh = judgeOf(RULE_SETTINGS.learningRateTooHigh, {
  watch({ layers, guess, constant }, { share, factor }, tools) {
    if (layers.length === 0) return null;
    const before = tools.cell();
    const [jump, begin] = [tools.cell(), tools.cell()];
    const spot = tools.spot(null, { needed: NEEDED, calm: 50 });
    return {
      step({ step, row, course }) {
        const loss = row[0] ?? NaN;
        if (step === 1) begin.value = loss;
        const usual = Math.max(guess ?? constant ?? course.scale, begin.value);
        const isPoor = guess !== null && begin.value > POOR * guess;
        // The loss is that before the step's own update: the updates until then have brought it there.
        const harms = step > 1 && !isPoor && loss > factor * usual && before.value > share;
        spot.check(step, harms ? 2 : 0, () => ({
          value: before.value,
          threshold: share,
          text: sentence('NN-HEALTH-RATE-HIGH', {
            share: digits(100 * before.value),
            loss: digits(loss),
            usual: digits(usual),
          }),
        }));
        const ratios = layers
          .map(({ column }) => (row[column + 3] ?? NaN) / (row[column + 2] ?? NaN))
          .filter((ratio) => ratio > 0)
          .sort((a, b) => a - b);
        // The largest jump counts for a while: where it has thrown the weights, gradients may be gone.
        jump.value = Math.max(0.9 * jump.value, ratios[ratios.length >> 1] ?? 0);
        before.value = Math.min(jump.value, Number.MAX_VALUE);
      },
    };
  },
});
