/** Opens the documents that are shipped with the extension, in VS Code's own preview. */
import * as vscode from 'vscode';
import { WALKTHROUGH } from '../ids.ts';

/** The format's reference; with a problem's code, at the list of codes. */
export async function openDocumentation(context: vscode.ExtensionContext, code: unknown): Promise<void> {
  const reference = vscode.Uri.joinPath(context.extensionUri, 'docs', 'nnspec.md');
  const fragment = typeof code === 'string' ? code.toLowerCase() : '';
  await vscode.commands.executeCommand('markdown.showPreview', reference.with({ fragment }));
}

export async function openWalkthrough(context: vscode.ExtensionContext): Promise<void> {
  const category = `${context.extension.id}#${WALKTHROUGH}`;
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', { category }, false);
}
