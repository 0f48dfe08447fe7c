/**
 * The one error type of the project, and the one type for a problem that a user can mend.
 * Codes are stable; callers compare codes, never message texts.
 */

/** A path into the spec, such as `['model', 'layers', 0, 'units']`. */
export type SpecPath = readonly (string | number)[];

/** Where a problem is: in the spec (mapped to offsets by the parser) or at a place in a data file. */
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
  readonly title: string;
  readonly path: SpecPath;
  readonly value: unknown;
  readonly renameTo?: string;
}

/** Something the user can mend. `message` says what is wrong and how to mend it. */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly location: ProblemLocation;
  readonly fix?: ProblemFix;
}

/** An error with a stable code; `problems` is non-empty when the user's spec or data is at fault. */
export class NnError extends Error {
  readonly code: string;
  readonly problems: readonly Problem[];

  constructor(code: string, message: string, problems: readonly Problem[] = []) {
    super(message);
    this.name = 'NnError';
    this.code = code;
    this.problems = problems;
  }

  static is(error: unknown, code?: string): error is NnError {
    return error instanceof NnError && (code === undefined || error.code === code);
  }
}

/** An error that carries one problem, thrown where a spec or a data file cannot be used. */
export function problemError(problem: Problem): NnError {
  return new NnError(problem.code, problem.message, [problem]);
}
