/** Completes the columns of the data file where a spec names one; keys and values come from the JSON schema. */
import path from 'node:path';
import * as vscode from 'vscode';
import { columnRange, headerColumns, tableSource } from '../../app/dataColumns.ts';
import { headerText } from '../../app/headerText.ts';
import * as settings from '../settings.ts';

export const columnCompletion: vscode.CompletionItemProvider = {
  provideCompletionItems: async (document, position) => {
    const text = document.getText();
    const place = columnRange(text, document.offsetAt(position));
    const source = place && tableSource(text);
    if (!place || !source) return [];
    const file = path.resolve(path.dirname(document.uri.fsPath), source.path);
    // A file that is not there or not allowed is a problem of its own, told as a diagnostic.
    const start = await headerText(file, settings.allowedRoots()).catch(() => '');
    const range = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
    return headerColumns(start, source.delimiter).map((name, index) => {
      const item = new vscode.CompletionItem(JSON.stringify(name), vscode.CompletionItemKind.Field);
      item.detail = vscode.l10n.t('Column {0} of {1}', index + 1, source.path);
      item.range = range;
      item.sortText = String(index).padStart(6, '0');
      return item;
    });
  },
};
