import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits, isAbove, Recent } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** A network that has learnt may tremble. */
const LEARNT = 0.3;
/** The loss gets no lower if its way down is less than this share of its ups and downs. */
const PROGRESS = 0.2;

/**
 * TheDeepChecker. Losses of batches go up and down by chance, so that the check is the evaluation at the end of an epoch,
 * which is of the same samples each time.
 */
export const oscillating = judgeOf(RULE_SETTINGS.oscillating, {
  watch(_watched, { flips, window, amplitude }, tools) {
    const [last, direction] = [tools.cell(), tools.cell()];
    const turned = new Recent(tools, window);
    const moved = new Recent(tools, window);
    const drift = new Recent(tools, window);
    const spot = tools.spot(null, { needed: 5, calm: 5 });
    return {
      epoch({ step, training, course }) {
        const change = last.value === 0 ? 0 : training - last.value;
        const relative = Math.abs(change) / Math.max(training, last.value, Number.MIN_VALUE);
        if (change !== 0) {
          turned.take(Math.sign(change) === -direction.value ? 1 : 0);
          moved.take(relative);
          drift.take(change / Math.max(training, last.value));
          direction.value = Math.sign(change);
        }
        last.value = training;
        const rough = turned.mean > flips && moved.mean > amplitude;
        const level = Math.abs(drift.mean) < PROGRESS * moved.mean;
        const full = turned.count >= window;
        spot.check(step, full && rough && level && isAbove(course, LEARNT) ? 1 : 0, () => ({
          value: turned.mean,
          threshold: flips,
          text: sentence('NN-HEALTH-OSCILLATING', { share: digits(100 * moved.mean) }),
        }));
      },
    };
  },
});
