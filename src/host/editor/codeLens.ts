/** Line 1 of a spec: train, compare, check. */
import * as vscode from 'vscode';
import type { CommandId } from '../commands/table/table.ts';
import { isSpec } from './specFiles.ts';

export const codeLensProvider: vscode.CodeLensProvider = {
  provideCodeLenses: (document) => {
    if (!isSpec(document.uri)) return [];
    const line = new vscode.Range(0, 0, 0, 0);
    const lens = (command: CommandId, title: string): vscode.CodeLens =>
      new vscode.CodeLens(line, { command, title, arguments: [document.uri] });
    return [
      lens('nnspec.train', `$(play) ${vscode.l10n.t('Train model')}`),
      lens('nnspec.compareOptimizers', vscode.l10n.t('Compare optimizers…')),
      lens('nnspec.compareSettings', vscode.l10n.t('Compare settings…')),
      lens('nnspec.check', vscode.l10n.t('Check')),
    ];
  },
};
