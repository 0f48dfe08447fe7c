import { judgeOf } from './rule.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** The trainer itself looks at every step and ends the run; the finding is made of that end. */
export const notFinite = judgeOf(RULE_SETTINGS.notFinite, {
  watch: () => null,
});
