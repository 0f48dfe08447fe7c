/**
 * The one error type of the project, and the one type for a problem that a user can mend.
 * Codes are stable; callers compare codes, never message texts.
 */
import type { CodedText, Text, Told } from './problems/text.ts';

/** A path into the spec, such as `['model', 'layers', 0, 'units']`. */
export type SpecPath = readonly (string | number)[];

/** The place of a problem: in the spec (mapped to offsets by the parser) or in a data file. */
export type ProblemLocation =
  | { readonly kind: 'spec'; readonly path: SpecPath; readonly on: 'key' | 'value' }
  /** `line` and `column` start at 1; column counts UTF-16 code units. */
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number };

export type Severity = 'error' | 'warning';

/**
 * Replaces the value at `path` by `value` (`undefined` removes the key), or, with `renameTo`, only gives the key at
 * `path` another name; shown as a Quick Fix titled `title`.
 */
export interface ProblemFix {
  readonly title: Text;
  readonly path: SpecPath;
  readonly value: unknown;
  readonly renameTo?: string;
}

/** Something the user can mend: what is told under which code, where it is, and how it can be mended. */
export interface Problem extends Told {
  readonly code: string;
  readonly severity: Severity;
  readonly location: ProblemLocation;
  /** The best one first. */
  readonly fixes?: readonly ProblemFix[];
}

/** An error with a stable code; `problems` is non-empty when the user's spec or data is at fault. */
export class NnError extends Error {
  readonly code: string;
  /** `message` as data: template and parameters. */
  readonly text?: Text;
  readonly problems: readonly Problem[];

  constructor(told: CodedText, problems: readonly Problem[] = []) {
    super(told.message);
    this.name = 'NnError';
    this.code = told.code;
    if (told.text) this.text = told.text;
    this.problems = problems;
  }

  static is(error: unknown, code?: string): error is NnError {
    return error instanceof NnError && (code === undefined || error.code === code);
  }
}

/** The message of an error, as data that can be stored and sent. */
export function toldBy({ code, message, text }: NnError): CodedText {
  return { code, message, ...(text && { text }) };
}

/** An error that carries one problem, thrown where a spec or a data file cannot be used. */
export function problemError(problem: Problem): NnError {
  return new NnError(problem, [problem]);
}

/** A problem of the spec, at the value of `path` unless `on` says that it is the key. */
export function specProblem(
  told: CodedText,
  severity: Severity,
  path: SpecPath,
  fixes: readonly ProblemFix[] = [],
  on: 'key' | 'value' = 'value',
): Problem {
  const problem: Problem = { ...told, severity, location: { kind: 'spec', path, on } };
  return fixes.length === 0 ? problem : { ...problem, fixes };
}
