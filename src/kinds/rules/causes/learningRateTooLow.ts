import { sentence } from '../../../base/problems/training/health.ts';
import { judgeOf } from '../rule.ts';
import { digits, isAbove, Recent } from '../support/numbers.ts';
import { RULE_SETTINGS } from '../support/settings.ts';

/** Little has been learnt: the loss is above this share of that of knowing nothing, and above this one of the first. */
const LEARNT = 0.4;
const STUCK = 0.8;
/** A rate below this share of its highest value has been lowered. */
const LOWERED = 0.01;
/** Share of the planned steps from which on a rate may be lowered as much as it likes. */
const LATE = 0.5;
/** Steps that must agree. */
const NEEDED = 10;

/**
 * Ours: no layer's weights move by more than a trace of their size although there are gradients, and the loss hardly falls. Where
 * the schedule has lowered the rate before anything was learnt, it says so.
 */
export const learningRateTooLow = judgeOf(RULE_SETTINGS.learningRateTooLow, {
  watch({ layers, steps }, { ratio, window }, tools) {
    if (layers.length === 0) return null;
    const recent = layers.map(({ column }) => ({ column, moved: new Recent(tools, window) }));
    const highest = tools.cell();
    const spot = tools.spot(null, { needed: NEEDED, calm: NEEDED });
    return {
      step({ step, row, course }) {
        const rate = row[1] ?? 0;
        highest.value = Math.max(highest.value, rate);
        let still = true;
        for (const { column, moved } of recent) {
          const share = (row[column + 3] ?? NaN) / (row[column + 2] ?? NaN);
          if (share > 0) moved.take(Math.max(-12, Math.log10(share)));
          still &&= (row[column] ?? 0) === 0;
        }
        const counts = recent.filter(({ moved }) => moved.count > 0);
        const most = Math.max(...counts.map(({ moved }) => moved.mean));
        const known = counts.some(({ moved }) => moved.count >= window - NEEDED);
        const stuck = known && !still && isAbove(course, LEARNT) && course.recent > STUCK * course.first;
        const lowered = rate < LOWERED * highest.value;
        const early = !lowered || step < LATE * steps;
        const low = stuck && early && most < ratio;
        spot.check(step, low ? 1 : 0, () => ({
          value: most,
          threshold: ratio,
          text: lowered
            ? sentence('NN-HEALTH-RATE-LOW.lowered', { rate: digits(rate), highest: digits(highest.value) })
            : sentence('NN-HEALTH-RATE-LOW.slow', { share: digits(100 * 10 ** most) }),
        }));
      },
    };
  },
});
