import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { labelText, notificationText } from '../../../src/app/showText.ts';

/** How VS Code finds links in a notification, and icons in a label. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
const ICON = /(\\)?\$\([a-z-~]+\)/gi;

const folder = path.resolve(import.meta.dirname, '../../../src/host');

describe('what is shown outside of the panel', () => {
  it('is text, not a link or an icon', () => {
    const evil =
      '[View the report](command:workbench.action.toggleSidebarVisibility) [[a](https://x)](https://y)';
    assert.ok(evil.match(LINK));
    assert.equal(notificationText(evil).match(LINK), null);
    assert.equal(notificationText('a\n[b](command:c)'), 'a\\u000a[b] (command:c)');
    for (const [, slash] of labelText('$(check) all $(sync~spin) done').matchAll(ICON))
      assert.equal(slash, '\\');
  });

  it('goes through one file', () => {
    const direct =
      /vscode\.window\.(?:show(?:Information|Warning|Error)Message|showQuickPick|showInputBox|setStatusBarMessage|createQuickPick|createInputBox)\b/;
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const name of files.filter((file) => file.endsWith('.ts') && file !== 'show.ts'))
      assert.doesNotMatch(readFileSync(path.join(folder, name), 'utf8'), direct, name);
  });
});
