/**
 * Texts for the user in the language of the window. The host sets the translation once; without it texts are English, as in
 * tests. Every text is a literal, so that a test can compare them with the bundle of translations.
 */
import { formatDuration } from '../base/numbers.ts';
import { formatSpeed } from '../base/pace.ts';
import { metricFacts } from '../kinds/metrics/table.ts';
import type { RunStatus } from '../run/run.ts';
import { statusWord } from '../run/status.ts';

type Argument = string | number | boolean;
type Translate = (text: string, ...args: Argument[]) => string;

const inEnglish: Translate = (text, ...args) =>
  text.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(args[Number(index)] ?? placeholder));

let translate = inEnglish;

export const l10n = {
  /** `text` in the language of the window; `{0}` stands for the first argument. */
  t: (text: string, ...args: Argument[]): string => translate(text, ...args),
  /** The status of a run, as a title has it. */
  status: (status: RunStatus): string => translate(statusWord(status)),
  /** The name of a metric within a sentence. */
  metric: (name: string): string => translate(metricFacts(name)?.label ?? name),
  /** Seconds, as `8.4 s` or `3:05`. */
  duration: (seconds: number): string => formatDuration(seconds, (text, count) => translate(text, count)),
  /** Steps a second; null: as fast as it goes. */
  speed: (stepsPerSecond: number | null): string =>
    formatSpeed(stepsPerSecond, (text, count) => translate(text, count)),
};

/** Translates from now on with `next`. */
export function useTranslation(next: Translate): void {
  translate = next;
}
