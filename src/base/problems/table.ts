/** All that can go wrong, in one table: for the documents, the translations and the tests. */
import { PHRASES } from './phrases/phrases.ts';
import { CONTROL_PROBLEMS } from './controls.ts';
import { DATA_PROBLEMS } from './data.ts';
import { HEALTH_PROBLEMS } from './training/health.ts';
import { HOST_PROBLEMS } from './host.ts';
import { PLAN_PROBLEMS } from './plan.ts';
import { RUN_PROBLEMS } from './runs.ts';
import { SPEC_PROBLEMS } from './spec.ts';
import { templatesOf } from './wording.ts';

export const PROBLEMS = {
  ...SPEC_PROBLEMS,
  ...PLAN_PROBLEMS,
  ...DATA_PROBLEMS,
  ...RUN_PROBLEMS,
  ...CONTROL_PROBLEMS,
  ...HEALTH_PROBLEMS,
  ...HOST_PROBLEMS,
};

/** Every English template by its row, as l10n/ has the other languages. */
export const ENGLISH: Readonly<Record<string, string>> = {
  ...Object.fromEntries(PHRASES.map((phrase) => [phrase, phrase])),
  ...templatesOf(PROBLEMS),
};
