/** Texts with untrusted parts (names, paths, messages), safe to show in VS Code. Free of vscode. */
import { oneLine } from '../base/plainText.ts';

/** For a notification or a prompt, where `[text](command:…)` would be a link: it is none with a blank in between. */
export function notificationText(text: string): string {
  return oneLine(text).replaceAll('](', '] (');
}

/** For the status bar and for lists to pick from, where `$(name)` would be an icon. */
export function labelText(text: string): string {
  return oneLine(text).replaceAll('$(', '\\$(');
}
