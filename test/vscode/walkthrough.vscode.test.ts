/** Every button of the walkthrough does what its text says. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extension.ts';
import type { StartResult } from '../../src/session/types.ts';
import { activate, until, workspaceFolder } from './support.ts';

interface Link {
  readonly label: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

/** The links of a step, as VS Code reads them. */
function linksOf(description: string): Link[] {
  return [...description.matchAll(/\[([^\]]+)\]\(command:([\w.]+)(?:\?([^)]*))?\)/g)].map(
    ([, label = '', command = '', query]) => ({
      label,
      command,
      args: query === undefined ? [] : (JSON.parse(decodeURIComponent(query)) as unknown[]),
    }),
  );
}

const openFile = (): string => path.basename(vscode.window.activeTextEditor?.document.uri.fsPath ?? '');

describe('the walkthrough', () => {
  let api: ExtensionApi;
  let links: Map<string, Link>;
  before(async () => {
    api = await activate();
    const extension = vscode.extensions.getExtension('nnspec.nnspec');
    const { walkthroughs } = (
      extension?.packageJSON as {
        contributes: { walkthroughs: { steps: { id: string; description: string }[] }[] };
      }
    ).contributes;
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    links = new Map(
      steps.map(({ id, description }) => {
        const [first] = linksOf(description);
        assert.ok(first, `${id} has no button`);
        return [id, first];
      }),
    );
  });
  afterEach(async () => {
    await Promise.all(api.manager.sessions.map((session) => session.stop()));
    await until('no run', () => api.manager.sessions.length === 0);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const press = (id: string): Thenable<unknown> => {
    const link = links.get(id);
    assert.ok(link);
    return vscode.commands.executeCommand(link.command, ...link.args);
  };

  it('opens the digits, and trains them', async () => {
    await press('open');
    assert.equal(openFile(), 'digits.nnspec.json');
    const { session } = (await press('train')) as StartResult;
    assert.equal(session?.run.name, 'Digits');
    assert.equal(openFile(), 'digits.nnspec.json');
  });

  for (const [step, name] of [
    ['vanish', 'Vanishing gradients'],
    ['cure', 'Vanishing gradients, cured'],
  ] as const) {
    it(`trains “${name}”, whatever file is open`, async () => {
      await vscode.commands.executeCommand('nnspec.openExample', 'xor');
      const { session } = (await press(step)) as StartResult;
      assert.equal(session?.run.name, name);
    });
  }

  it('looks inside the first step of the worked example', async () => {
    await press('inside');
    const shown = await until('the step', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'nnspec-step'),
    );
    assert.match(shown.document.getText(), /0\.0239/);
  });

  it('asks which optimizers are compared on the spiral', async () => {
    let answer: unknown = 'asks';
    void press('compare').then((result) => {
      answer = result;
    });
    await until('the spiral', () => openFile() === 'spiral.nnspec.json');
    await until('the end of its questions', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return answer !== 'asks';
    });
    assert.equal(answer, undefined);
  });

  it('opens nothing for a use or an example that it does not know', async () => {
    await vscode.commands.executeCommand('nnspec.useExample', 'xor', 'deleteEverything');
    assert.equal(openFile(), 'xor.nnspec.json');
    assert.equal(api.manager.sessions.length, 0);
    assert.ok(!(await vscode.workspace.findFiles('nothing.nnspec.json')).length);
  });

  it('ends with a spec for own data', async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.equal(links.get('own')?.command, 'nnspec.newSpec');
    for (const { command } of links.values()) assert.ok(commands.includes(command), command);
    assert.ok(workspaceFolder());
  });

  it('mends the spec of a run that exploded, and trains it again', async () => {
    const exploded = await vscode.commands.executeCommand<StartResult>(
      'nnspec.useExample',
      'exploding',
      'train',
    );
    assert.equal((await exploded.session?.done)?.reason, 'failed');
    const fixed = await vscode.commands.executeCommand<StartResult>('nnspec.fixAndRestart', 'clip');
    assert.notEqual(fixed.session, null);
    assert.notEqual(fixed.session, exploded.session);
    const document = vscode.window.activeTextEditor?.document;
    assert.match(document?.getText() ?? '', /"gradientClipping": \{\s*"globalNorm": 1/);
    await vscode.commands.executeCommand('undo');
    assert.doesNotMatch(document?.getText() ?? '', /gradientClipping/);
    // The window tells the extension host of it a moment later.
    await until('the file as it was', () => document?.isDirty === false);
  });
});
