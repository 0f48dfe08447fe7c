import { ruleOf } from './rule.ts';

/** The trainer itself looks at every step and ends the run; the finding is made of that end. */
export const notFinite = ruleOf({
  summary: 'Loss, gradient or weight is NaN or infinite.',
  keys: {},
  place: 'optimizer',
  source: 'all tools',
  watch: () => null,
});
