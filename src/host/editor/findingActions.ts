/** Quick Fixes of findings of training health: as edits of the spec, and, where a control can do it, in the run that goes on. */
import * as vscode from 'vscode';
import { liveChanges } from '../../app/mend/live.ts';
import { textOf } from '../../app/told.ts';
import { isGoing } from '../../run/status.ts';
import type { Mending } from '../commands/mend.ts';
import type { CommandId } from '../commands/table/table.ts';
import { codeOfDiagnostic } from './diagnostics.ts';
import { valuesEdit } from './documentEdit.ts';
import type { FindingMarks, MarkedFinding } from './findings.ts';

function actionsOf(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  { finding, fixes, spec, session }: MarkedFinding,
): vscode.CodeAction[] {
  const { QuickFix } = vscode.CodeActionKind;
  const { status } = session.snapshot();
  const controls = isGoing(status) ? session.controls : [];
  const compare = fixes.map(({ title, edits }) => {
    const name = vscode.l10n.t('Mend and compare: {0}', textOf(title));
    const action = new vscode.CodeAction(name, QuickFix);
    action.diagnostics = [diagnostic];
    const command: CommandId = 'nnspec.mendAndCompare';
    const mending: Mending = { session, finding, edits };
    action.command = { command, title: name, arguments: [mending] };
    return action;
  });
  const mend = fixes.flatMap((fix, index) => {
    const title = textOf(fix.title);
    const edit = new vscode.CodeAction(title, QuickFix);
    edit.diagnostics = [diagnostic];
    edit.edit = valuesEdit(document, fix.edits);
    edit.isPreferred = index === 0;
    const changes = liveChanges(fix, spec, controls);
    if (!changes) return [edit];
    const live = new vscode.CodeAction(vscode.l10n.t('{0} (now, in the run)', title), QuickFix);
    live.diagnostics = [diagnostic];
    const command: CommandId = 'nnspec.mendNow';
    live.command = { command, title, arguments: [session.run.id, changes] };
    return [edit, live];
  });
  const { folder } = session;
  if (folder === null || finding.layer === null) return [...mend, ...compare];
  const explains = vscode.l10n.t('Explain: the way back of the gradient');
  const explain = new vscode.CodeAction(explains, QuickFix);
  explain.diagnostics = [diagnostic];
  const command: CommandId = 'nnspec.explainGradients';
  explain.command = { command, title: explains, arguments: [folder, finding.layer] };
  return [...mend, ...compare, explain];
}

/** A diagnostic is found again by its code and its place: VS Code hands back a copy of it. */
export function createFindingActions(marks: FindingMarks): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, _range, context) =>
      context.diagnostics.flatMap((diagnostic) =>
        marks
          .at(document, diagnostic.range)
          .filter(({ finding }) => finding.code === codeOfDiagnostic(diagnostic))
          .flatMap((marked) => actionsOf(document, diagnostic, marked)),
      ),
  };
}
