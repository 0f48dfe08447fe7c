import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits, isAbove, Recent } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** The loss does not fall: a network that learns moves at the right speed, whatever the ratio. */
const STUCK = 0.8;
/** A rate that has been lowered on purpose is not too low. */
const LOWERED = 0.5;

/** TheDeepChecker; Karpathy (target −3). */
export const updateRatio = judgeOf(RULE_SETTINGS.updateRatio, {
  watch({ layers }, { tooFast, tooSlow, window }, tools) {
    if (layers.length === 0) return null;
    const ratios = layers.map(({ column }) => ({ column, recent: new Recent(tools, window) }));
    const highest = tools.cell();
    const hysteresis = { needed: 10, calm: 10 };
    const fast = tools.spot(null, hysteresis);
    const slow = tools.spot(null, hysteresis);
    return {
      step({ step, row, course }) {
        const rate = row[1] ?? 0;
        highest.value = Math.max(highest.value, rate);
        for (const { column, recent } of ratios) {
          const ratio = (row[column + 3] ?? NaN) / (row[column + 2] ?? NaN);
          if (ratio > 0) recent.take(Math.max(-12, Math.log10(ratio)));
        }
        const sorted = ratios.map(({ recent }) => recent.mean).sort((a, b) => a - b);
        const known = ratios.some(({ recent }) => recent.count >= window - hysteresis.needed);
        const stuck = known && isAbove(course, STUCK);
        const middle = sorted[sorted.length >> 1] ?? NaN;
        const most = sorted.at(-1) ?? NaN;
        const share = (log: number): string => digits(100 * 10 ** log);
        fast.check(step, stuck && middle > tooFast ? 1 : 0, () => ({
          value: middle,
          threshold: tooFast,
          text: sentence('NN-HEALTH-UPDATE-RATIO.fast', { share: share(middle) }),
        }));
        const lowered = rate < LOWERED * highest.value;
        slow.check(step, stuck && most < tooSlow && !lowered ? 1 : 0, () => ({
          value: most,
          threshold: tooSlow,
          text: sentence('NN-HEALTH-UPDATE-RATIO.slow', { share: share(most) }),
        }));
      },
    };
  },
});
