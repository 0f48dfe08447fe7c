/** The list of problems in the panel: it follows the edits of the spec, leads to each place and applies fixes. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { RunManager } from '../../app/runManager.ts';
import { problemOf, refusalAfter } from '../../app/panel/refusal.ts';
import { fixEdit } from '../editor/documentEdit.ts';
import type { SpecDocuments } from '../editor/specDocuments.ts';
import type { Services } from '../services.ts';

/** Keeps the list in step with the spec. */
export function followRefusals(manager: RunManager, documents: SpecDocuments): Disposable {
  return documents.onChange.on((document) => {
    const { problems, plan } = documents.state(document);
    const next = refusalAfter(manager.shown, document.uri.fsPath, problems, plan !== null);
    if (next) manager.show(next);
  });
}

/** Selects the place of a listed problem, in the spec or in a data file. */
export async function showProblem({ manager }: Services, id: unknown): Promise<void> {
  const { shown } = manager;
  const problem = problemOf(shown, id);
  if (!problem || shown.kind !== 'refused') return;
  const { line, column, endLine, endColumn } = problem;
  // The name alone is no place to go to.
  const file = path.isAbsolute(problem.file) ? problem.file : shown.specPath;
  const selection = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection, preview: true });
}

/** Applies the first fix of a listed problem to the spec, as an edit that can be undone, and checks what is left. */
export async function fixProblem({ manager, documents }: Services, id: unknown): Promise<void> {
  const { shown } = manager;
  const [fix] = problemOf(shown, id)?.fixes ?? [];
  if (!fix || shown.kind !== 'refused') return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(shown.specPath));
  await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
  await vscode.workspace.applyEdit(fixEdit(document, fix));
  await documents.checkNow(document);
}
