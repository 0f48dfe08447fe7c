import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits, isAbove } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** Twice nearly nothing is still nearly nothing: it diverges only towards the loss of knowing nothing. */
const HARM = 0.9;

/** TheDeepChecker. */
export const diverging = judgeOf(RULE_SETTINGS.diverging, {
  watch(_watched, { factor, checks }, tools) {
    const spot = tools.spot(null, { needed: checks, calm: checks });
    return {
      block({ step, course }) {
        const { recent, scale, first } = course;
        // A bad beginning that gets better is another fault.
        const least = Math.min(course.least, Math.max(scale, first));
        spot.check(step, recent >= factor * least && isAbove(course, HARM) ? 2 : 0, () => ({
          value: recent,
          threshold: factor * least,
          text: sentence('NN-HEALTH-DIVERGING', { loss: digits(recent), times: digits(recent / least) }),
        }));
      },
    };
  },
});
