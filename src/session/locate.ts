/** Gives problems their place: file, line and column. */
import type { CodedText } from '../base/problems/text.ts';
import { sentence } from '../base/problems/runs.ts';
import { dirname, resolve } from 'node:path';
import { NnError, toldBy, type Problem } from '../base/errors.ts';
import { fileError } from '../base/fileErrors.ts';
import type { loadSpec } from '../format/load.ts';
import type { LocatedProblem } from './types.ts';

type Parsed = ReturnType<typeof loadSpec>['parsed'];

export function locateProblems(
  problems: readonly Problem[],
  parsed: Parsed,
  specPath: string,
): LocatedProblem[] {
  return problems.map((problem) => {
    const { location } = problem;
    if (location.kind === 'file') {
      const { line, column } = location;
      const file = resolve(dirname(specPath), location.file);
      return { ...problem, file, line, column, endLine: line, endColumn: column + 1 };
    }
    const { line, column, endLine, endColumn } = parsed.locate(location);
    return { ...problem, file: specPath, line, column, endLine, endColumn };
  });
}

/** An error that keeps a run from starting, as problems; one without a place of its own is at the spec's start. */
export function problemsOfError(error: unknown, parsed: Parsed | null, specPath: string): LocatedProblem[] {
  if (parsed && NnError.is(error) && error.problems.length > 0)
    return locateProblems(error.problems, parsed, specPath);
  const known = NnError.is(error) ? error : fileError(error);
  const message = error instanceof Error ? error.message : String(error);
  return [placelessProblem(known ? toldBy(known) : sentence('NN-INTERNAL.other', { message }), specPath)];
}

/** An error that is about all of a file or folder. */
export function placelessProblem(told: CodedText, file: string): LocatedProblem {
  const location = { kind: 'spec', path: [], on: 'value' } as const;
  return { ...told, severity: 'error', location, file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
