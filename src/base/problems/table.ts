/** All that can go wrong, in one table: for the documents, the translations and the tests. */
import { PHRASES } from './phrases.ts';
import { PLAN_PROBLEMS } from './plan.ts';
import { SPEC_PROBLEMS } from './spec.ts';
import { templatesOf } from './wording.ts';

export const PROBLEMS = { ...SPEC_PROBLEMS, ...PLAN_PROBLEMS };

/** Every English template by its row, as l10n/ has the other languages. */
export const ENGLISH: Readonly<Record<string, string>> = {
  ...Object.fromEntries(PHRASES.map((phrase) => [phrase, phrase])),
  ...templatesOf(PROBLEMS),
};
