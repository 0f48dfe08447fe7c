import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extension.ts';
import { readUserData } from '../../src/runs/folder/userData.ts';
import { activate, smallSpec, train, until, writeSpec } from './support.ts';

const isThere = (folder: string): Promise<boolean> =>
  stat(folder).then(
    () => true,
    () => false,
  );

describe('kept runs', () => {
  let api: ExtensionApi;
  let first = '';
  let second = '';

  async function trained(name: string, changes: Readonly<Record<string, unknown>>): Promise<string> {
    const session = await train(await writeSpec(name, smallSpec(changes)));
    await session.done;
    assert.ok(session.folder);
    return session.folder;
  }

  before(async () => {
    api = await activate();
    first = await trained('kept-one', { name: 'One' });
    second = await trained('kept-two', { name: 'Two', optimizer: { type: 'sgd', learningRate: 0.1 } });
    await until('no run', () => api.manager.sessions.length === 0);
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are renamed, noted and starred in a file of their own', async () => {
    await vscode.commands.executeCommand('nnspec.renameRun', first, 'The good one');
    await vscode.commands.executeCommand('nnspec.noteRun', { folder: first }, 'as planned');
    await vscode.commands.executeCommand('nnspec.starRun', undefined, [
      { folder: first },
      { folder: second },
    ]);
    assert.deepEqual(await readUserData(first), { name: 'The good one', note: 'as planned', starred: true });
    assert.equal((await readUserData(second)).starred, true);
    await vscode.commands.executeCommand('nnspec.unstarRun', { folder: first });
    assert.equal((await readUserData(first)).starred, false);
  });

  it('show their spec as it was, on no disk that could be written', async () => {
    await vscode.commands.executeCommand('nnspec.showRunSpec', first);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(editor.document.getText(), smallSpec({ name: 'One' }));
    assert.equal(editor.document.languageId, 'jsonc');
    assert.notEqual(vscode.workspace.fs.isWritableFileSystem(editor.document.uri.scheme), true);
  });

  it('show the settings in which two specs differ, the older one on the left', async () => {
    await vscode.commands.executeCommand('nnspec.diffRunSpecs', second, [
      { folder: second },
      { folder: first },
    ]);
    const document = vscode.window.activeTextEditor?.document;
    assert.match(document?.getText() ?? '', /^optimizer +adam +sgd$/m);
    assert.match(document?.getText() ?? '', /^optimizer.learningRate +0.01 +0.1$/m);
    assert.doesNotMatch(document?.getText() ?? '', /epochs/);
  });

  it('show two texts in the diff editor, the older one on the left', async () => {
    await vscode.commands.executeCommand('nnspec.diffRunTexts', second, [
      { folder: second },
      { folder: first },
    ]);
    const tab = await until('the diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input : null;
    });
    assert.deepEqual([tab.original.query, tab.modified.query], [first, second]);
  });

  it('are laid over each other in the panel', async () => {
    await vscode.commands.executeCommand('nnspec.compareRuns', [first, second]);
    const { shown } = api.manager;
    assert.ok(shown.kind === 'comparison');
    assert.deepEqual(
      shown.comparison.state.runs.map(({ optimizer, status }) => [optimizer, status]),
      [
        ['adam', 'completed'],
        ['sgd', 'completed'],
      ],
    );
    assert.ok(shown.comparison.snapshot().runs.every(({ losses }) => losses.count > 0));
  });

  it('come back when their deletion is undone', async () => {
    await vscode.commands.executeCommand('nnspec.deleteRun', { folder: second });
    assert.equal(await isThere(second), false);
    await until('the run again', async () => {
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return isThere(second);
    });
  });

  it('are gone when the message of their deletion is closed', async () => {
    await vscode.commands.executeCommand('nnspec.deleteRun', { folder: second });
    const trash = path.join(path.dirname(second), '.trash', path.basename(second));
    assert.ok(await isThere(trash));
    await vscode.commands.executeCommand('notifications.clearAll');
    await until('the trash to be empty', async () => !(await isThere(trash)));
    assert.equal(await isThere(second), false);
  });
});
