import { sentence } from '../../base/problems/training/health.ts';
import { optional } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { ruleOf } from './rule.ts';
import { count, digits, isAbove } from './support/numbers.ts';

/** Twice nearly nothing is still nearly nothing: it diverges only towards the loss of knowing nothing. */
const HARM = 0.9;

/** TheDeepChecker. */
export const diverging = ruleOf({
  summary: 'The loss is far above its minimum.',
  keys: {
    factor: optional(number({ exclusiveMinimum: 1 }), 2, 'Loss over its minimum, at least.'),
    checks: optional(count, 5, 'Checks.'),
  },
  place: 'optimizer',
  source: 'TheDeepChecker',
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
