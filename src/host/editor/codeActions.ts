/** Quick Fixes: a problem that knows how it is mended offers it as an edit of the spec. */
import * as vscode from 'vscode';
import type { ProblemFix } from '../../base/errors.ts';
import type { LocatedProblem } from '../../session/types.ts';
import type { SpecDocuments } from './specDocuments.ts';
import { documentEdit, indentationOf } from './documentEdit.ts';
import { fixChange } from '../../app/specEdit.ts';

function fixEdit(document: vscode.TextDocument, fix: ProblemFix): vscode.WorkspaceEdit {
  return documentEdit(document, fixChange(document.getText(), fix, indentationOf(document)));
}

function matches(problem: LocatedProblem, diagnostic: vscode.Diagnostic): boolean {
  const { code } = diagnostic;
  const value = typeof code === 'object' ? code.value : code;
  return value === problem.code && diagnostic.message === problem.message;
}

export function createCodeActions(documents: SpecDocuments): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, _range, context) => {
      const { problems } = documents.state(document);
      return context.diagnostics.flatMap((diagnostic) => {
        const problem = problems.find((candidate) => matches(candidate, diagnostic));
        if (!problem?.fix) return [];
        const action = new vscode.CodeAction(problem.fix.title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        action.isPreferred = true;
        action.edit = fixEdit(document, problem.fix);
        return [action];
      });
    },
  };
}
