import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/host/commands/table/table.ts';
import { activate } from './support.ts';

describe('activation', () => {
  it('takes less than 100 ms', async () => {
    const { activationTime } = await activate();
    assert.ok(activationTime < 100, `${activationTime.toFixed(1)} ms`);
  });

  it('registers every command of the manifest', async () => {
    await activate();
    const all = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      [...COMMANDS.keys()].filter((id) => !all.has(id)),
      [],
    );
  });

  it('gives specs the language of JSON with comments', async () => {
    const found = await vscode.workspace.findFiles('**/digits.nnspec.json');
    const [uri] = found;
    assert.ok(uri);
    assert.equal((await vscode.workspace.openTextDocument(uri)).languageId, 'jsonc');
  });
});
