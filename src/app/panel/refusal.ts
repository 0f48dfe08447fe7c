/** A spec that cannot be trained, with its problems as the panel lists them. Free of vscode. */
import path from 'node:path';
import type { PanelMessage } from '../../protocol/panel.ts';
import type { LocatedProblem } from '../../session/types.ts';
import { l10n } from '../l10n.ts';
import { textOf, told } from '../told.ts';
import type { Shown } from './shown.ts';

export type Refused = Extract<Shown, { readonly kind: 'refused' }>;

/** Problems listed: whoever has more mends these first. */
const MOST = 20;

/** The problems that keep a spec from being trained. */
export function errorsOf(problems: readonly LocatedProblem[]): LocatedProblem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

const idOf = ({ code, file, line, column, message }: LocatedProblem): string =>
  `${code} ${String(line)}:${String(column)} ${path.basename(file)} ${message}`.slice(0, 1000);

/** The problem that the panel calls `id`; undefined if it is not shown any more. */
export function problemOf(shown: Shown, id: unknown): LocatedProblem | undefined {
  return shown.kind === 'refused' ? shown.problems.find((problem) => idOf(problem) === id) : undefined;
}

/** The message that makes the panel list the problems. */
export function refusedMessage({ name, specPath, problems, before }: Refused): PanelMessage {
  const listed = problems.slice(0, MOST).map((problem) => {
    const [fix] = problem.fixes ?? [];
    return {
      id: idOf(problem),
      message: told(problem),
      place: l10n.t('{0}, line {1}', path.basename(problem.file), problem.line),
      fix: fix ? textOf(fix.title) : null,
    };
  });
  return { type: 'refused', name, specPath, problems: listed, more: problems.length - listed.length, before };
}

/**
 * The refusal after its spec was edited and looked at again: the problems that are left. `planned`: the data was read
 * as well. Null if nothing is to be told anew; without errors, and before the data was read, nothing is known yet.
 */
export function refusalAfter(
  shown: Shown,
  specPath: string,
  now: readonly LocatedProblem[],
  planned: boolean,
): Refused | null {
  if (shown.kind !== 'refused' || shown.specPath !== specPath) return null;
  const problems = errorsOf(now);
  if (problems.length === 0 && !planned) return null;
  const same = JSON.stringify(problems.map(idOf)) === JSON.stringify(shown.problems.map(idOf));
  return same ? null : { ...shown, problems };
}
