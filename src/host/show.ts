/** The one way to notifications, lists to pick from and prompts: what is shown is text, whatever a name in it says. */
import * as vscode from 'vscode';
import { labelText, notificationText } from '../app/showText.ts';

export function inform(text: string, ...answers: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(notificationText(text), ...answers);
}

export function warn(text: string, ...answers: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(notificationText(text), ...answers);
}

export function showError(text: string, ...answers: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(notificationText(text), ...answers);
}

/** A message in the status bar that goes by itself. */
export function showInStatusBar(text: string, milliseconds: number): void {
  vscode.window.setStatusBarMessage(labelText(text), milliseconds);
}

function plainItem<Item extends vscode.QuickPickItem>(item: Item): Item {
  const { label, description, detail } = item;
  return {
    ...item,
    label: labelText(label),
    ...(description === undefined ? {} : { description: labelText(description) }),
    ...(detail === undefined ? {} : { detail: labelText(detail) }),
  };
}

/** One of the items, or undefined. */
export async function pick<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  options: vscode.QuickPickOptions,
): Promise<Item | undefined> {
  const shown = items.map(plainItem);
  const picked = await vscode.window.showQuickPick(shown, options);
  return picked && items[shown.indexOf(picked)];
}

/** Some of the items, or undefined. */
export async function pickSeveral<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  options: vscode.QuickPickOptions,
): Promise<Item[] | undefined> {
  const shown = items.map(plainItem);
  const picked = await vscode.window.showQuickPick(shown, { ...options, canPickMany: true });
  return picked?.flatMap((item) => items[shown.indexOf(item)] ?? []);
}

/** A line that the user enters, or undefined. */
export function ask(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  const { prompt } = options;
  return vscode.window.showInputBox({
    ...options,
    ...(prompt === undefined ? {} : { prompt: notificationText(prompt) }),
  });
}
