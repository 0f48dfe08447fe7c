/** Warnings while data is loaded. A table may have as many columns as it likes, so not each is told on its own. */
import { phrase } from '../base/problems/phrase.ts';
import { english } from '../base/problems/wording.ts';
import type { Problem } from '../base/errors.ts';

/** Warnings of one code that are made; finding the place of each means going through the file. */
const MOST_ALIKE = 20;

/** Adds the warning that `make` makes, unless there are many of its code: then once, that there are more. */
export function addWarning(warnings: Problem[], code: string, file: string, make: () => Problem): void {
  const alike = warnings.reduce((count, problem) => count + (problem.code === code ? 1 : 0), 0);
  if (alike < MOST_ALIKE) warnings.push(make());
  if (alike !== MOST_ALIKE) return;
  const text = phrase('This is so in more places, which are not listed.');
  warnings.push({
    code,
    message: english(text),
    text,
    severity: 'warning',
    location: { kind: 'file', file, line: 1, column: 1 },
  });
}
