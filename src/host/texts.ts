/** Texts below the host in the language of VS Code. */
import * as vscode from 'vscode';
import { english } from '../base/problems/phrase.ts';
import { textIn, type Text, type Told } from '../base/problems/text.ts';

/** A sentence in the language of VS Code. */
export function told(what: Told): string {
  return textIn(what, vscode.l10n.bundle ?? {});
}

/** A text such as the title of a fix, in the language of VS Code. */
export function textOf(text: Text): string {
  return told({ message: english(text), text });
}
