/** Quick Fixes: a problem that knows how it is mended offers it as an edit of the spec. */
import * as vscode from 'vscode';
import type { ProblemFix } from '../../base/errors.ts';
import { textOf } from '../../app/told.ts';
import { codeOfDiagnostic, rangeIn } from './diagnostics.ts';
import { fixEdit } from './documentEdit.ts';
import type { SpecDocuments } from './specDocuments.ts';

function actionOf(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  fix: ProblemFix,
): vscode.CodeAction {
  const action = new vscode.CodeAction(textOf(fix.title), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.edit = fixEdit(document, fix);
  return action;
}

/** A diagnostic is found again by its code and its place: VS Code hands back a copy of it. */
export function createCodeActions(documents: SpecDocuments): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, _range, context) => {
      const state = documents.state(document);
      return context.diagnostics.flatMap((diagnostic) => {
        const found = state.problems.find(
          (problem) =>
            problem.fixes !== undefined &&
            problem.code === codeOfDiagnostic(diagnostic) &&
            rangeIn(document.uri, state, problem).isEqual(diagnostic.range),
        );
        const actions = (found?.fixes ?? []).map((fix) => actionOf(document, diagnostic, fix));
        const [best] = actions;
        if (best) best.isPreferred = true;
        return actions;
      });
    },
  };
}
