/** Changes of a document's text as VS Code's edits. */
import * as vscode from 'vscode';
import type { ProblemFix } from '../../base/errors.ts';
import {
  fixChange,
  type Indentation,
  type SpecValue,
  type TextChange,
  valuesChange,
} from '../../app/edits/specEdit.ts';

/** The document's indentation where it is open, else two spaces. */
export function indentationOf(document: vscode.TextDocument): Indentation {
  const editor = vscode.window.visibleTextEditors.find((candidate) => candidate.document === document);
  const tabSize = editor?.options.tabSize;
  return {
    tabSize: typeof tabSize === 'number' ? tabSize : 2,
    insertSpaces: editor?.options.insertSpaces !== false,
  };
}

export function documentEdit(document: vscode.TextDocument, change: TextChange): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(change.start), document.positionAt(change.end));
  edit.replace(document.uri, range, change.text);
  return edit;
}

/** The edit that applies a fix to the document's present text. */
export function fixEdit(document: vscode.TextDocument, fix: ProblemFix): vscode.WorkspaceEdit {
  return documentEdit(document, fixChange(document.getText(), fix, indentationOf(document)));
}

/** The edit that puts values at their paths in the document's present text. */
export function valuesEdit(
  document: vscode.TextDocument,
  values: readonly SpecValue[],
): vscode.WorkspaceEdit {
  return documentEdit(document, valuesChange(document.getText(), values, indentationOf(document)));
}
