import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { refusedMessage } from '../../src/app/panel/refusal.ts';
import type { ExtensionApi } from '../../src/host/extension.ts';
import { createCutOffRuns } from '../../src/host/runs/cutOffRuns.ts';
import { listRuns } from '../../src/runs/list.ts';
import type { StartResult } from '../../src/session/types.ts';
import { ENDLESS, activate, smallSpec, train, until, workspaceFolder, writeSpec } from './support.ts';

/** Whether engine and processor have what the wide kernels want. */
async function mayJoinVectors(): Promise<boolean> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const recent = Number.parseInt(process.versions.v8) >= 13;
  return recent && (await readFile('/proc/cpuinfo', 'utf8')).includes(' avx2 ');
}

describe('training', () => {
  let api: ExtensionApi;
  before(async () => {
    api = await activate();
  });
  afterEach(async () => {
    await Promise.all(api.manager.sessions.map((session) => session.stop()));
    await until('no run', () => api.manager.sessions.length === 0);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('learns the digits example and keeps the run beside the spec', async () => {
    const session = await train(vscode.Uri.joinPath(workspaceFolder(), 'digits.nnspec.json'));
    await vscode.commands.executeCommand('nnspec.setSpeed', null);
    const end = await session.done;
    assert.ok(end.reason === 'completed' || end.reason === 'earlyStopping', JSON.stringify(end));
    const accuracy = session.snapshot().epochs.at(-1)?.validation?.['accuracy'] ?? 0;
    assert.ok(accuracy >= 0.95, `validation accuracy ${accuracy}`);
    assert.ok(session.folder);
    assert.equal(path.dirname(session.folder), path.join(workspaceFolder().fsPath, '.nnspec', 'runs'));
    const run = JSON.parse(await readFile(path.join(session.folder, 'run.json'), 'utf8')) as {
      status: string;
      backend: string;
    };
    assert.equal(run.status, end.reason);
    assert.equal(run.backend === 'wasm-wide', await mayJoinVectors(), run.backend);
  }).timeout(300_000);

  it('shows the panel with the run, and the panel does not stop it by being hidden', async () => {
    const session = await train(await writeSpec('endless', smallSpec(ENDLESS)));
    await until('the panel', () => api.panel.visible);
    assert.equal(api.manager.active, session);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await until('the panel to hide', () => !api.panel.visible);
    const before = session.snapshot().nextSequence;
    await until('steps while hidden', () => session.snapshot().nextSequence > before);
    await vscode.commands.executeCommand('nnspec.showPanel');
    await until('the panel again', () => api.panel.visible);
    assert.equal(session.status, 'running');
  });

  it('trains the text of the editor, saved or not', async () => {
    const uri = await writeSpec('unsaved', smallSpec());
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    const at = document.getText().indexOf('"epochs": 3') + '"epochs": '.length;
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 1));
    await editor.edit((edit) => {
      edit.replace(range, '5');
    });
    assert.ok(document.isDirty);
    const session = await train(uri);
    assert.equal((await session.done).epochs, 5);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('refuses a broken spec and shows why', async () => {
    const uri = await writeSpec('refused', smallSpec({ loss: 'nonsense' }));
    const result = await vscode.commands.executeCommand<StartResult>('nnspec.train', uri);
    assert.equal(result.session, null);
    const diagnostics = await until('diagnostics', () => {
      const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'nnspec');
      return found.length > 0 && found;
    });
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, uri.fsPath);
    assert.ok(diagnostics.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error));
  });

  it('lists the problems of a broken spec in the panel, mends one, and follows the edits', async () => {
    const before = await train(await writeSpec('in-order', smallSpec(ENDLESS)));
    const optimizer = { type: 'addam', learningRate: 0.01 };
    const uri = await writeSpec('problems', smallSpec({ loss: 'nonsense', optimizer }));
    await vscode.commands.executeCommand('nnspec.train', uri);
    const listed = () => {
      const { shown } = api.manager;
      assert.ok(shown.kind === 'refused');
      const message = refusedMessage(shown);
      assert.ok(message.type === 'refused');
      return message;
    };
    assert.deepEqual(listed().before, { name: before.run.name, folder: before.folder });
    assert.equal(before.status, 'running');
    const misspelt = listed().problems.find(({ message }) => message.includes('addam'));
    await vscode.commands.executeCommand('nnspec.showProblem', misspelt?.id);
    const editor = vscode.window.activeTextEditor;
    assert.match(editor?.document.lineAt(editor.selection.active.line).text ?? '', /addam/);
    await vscode.commands.executeCommand('nnspec.fixProblem', misspelt?.id);
    await until('one problem less', () => !listed().problems.some(({ id }) => id === misspelt?.id));
    assert.ok(listed().problems.some(({ message }) => message.includes('nonsense')));
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('nonsense');
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 'nonsense'.length));
    edit.replace(uri, range, 'categoricalCrossentropy');
    await vscode.workspace.applyEdit(edit);
    await until('no problem', () => listed().problems.length === 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('offers in the next window to resume what was cut off', async () => {
    const session = await train(await writeSpec('cut-off', smallSpec(ENDLESS)));
    await until('an epoch', () => session.snapshot().epochs.length > 0);
    await session.suspend();
    await until('no run', () => api.manager.sessions.length === 0);
    const kept = new Map<string, unknown>([['goingRuns', [session.folder]]]);
    const workspaceState = {
      get: (key: string, fallback?: unknown) => kept.get(key) ?? fallback,
      update: (key: string, value: unknown) => Promise.resolve(kept.set(key, value)),
    };
    const context = { ...api.context, workspaceState } as unknown as vscode.ExtensionContext;
    const window = createCutOffRuns({ ...api, context });
    // The primary action is that of the first message: what other tests have said stands in its way.
    await vscode.commands.executeCommand('notifications.clearAll');
    await window.begin();
    assert.deepEqual(kept.get('goingRuns'), [], 'it is told once');
    const resumed = await until('the resumed run', async () => {
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return api.manager.active;
    });
    assert.equal(resumed.folder, session.folder);
    assert.deepEqual(kept.get('goingRuns'), [session.folder], 'it goes on and is remembered');
    window.dispose();
  });

  it('pauses, steps, resumes, changes a value and stops by command', async () => {
    const session = await train(await writeSpec('controls', smallSpec(ENDLESS)));
    await vscode.commands.executeCommand('nnspec.pause');
    await until('the pause', () => session.status === 'paused');
    const lastStep = (): number => {
      const { steps } = session.snapshot();
      const numbers = steps.steps;
      return numbers ? (new Float64Array(numbers).at(-1) ?? 0) : steps.firstStep + steps.count - 1;
    };
    const paused = lastStep();
    await vscode.commands.executeCommand('nnspec.step');
    await until('one step more', () => lastStep() === paused + 1);
    await vscode.commands.executeCommand('nnspec.setValue', 'model.layers.dropout1.rate', false);
    await vscode.commands.executeCommand('nnspec.resume');
    await until('running', () => session.status === 'running');
    const [change] = await until('the mark', () => {
      const { interventions } = session.snapshot();
      return interventions.length > 0 && interventions;
    });
    assert.equal(change?.path, 'model.layers.dropout1.rate');
    assert.equal(change.step, paused + 2);
    await vscode.commands.executeCommand('nnspec.stop');
    assert.equal((await session.done).reason, 'stopped');
  });

  it('opens the next step of a run in numbers, and the first one of a spec', async () => {
    const uri = await writeSpec('inside', smallSpec(ENDLESS));
    const session = await train(uri);
    await until('an epoch', () => session.snapshot().epochs.length > 0);
    await vscode.commands.executeCommand('nnspec.pause');
    await until('the pause', () => session.status === 'paused');
    const texts = (): string[] =>
      vscode.window.visibleTextEditors
        .filter(({ document }) => document.uri.scheme === 'nnspec-step')
        .map(({ document }) => document.getText());
    await vscode.commands.executeCommand('nnspec.lookInside');
    const next = /^step (\d+), from the state after (\d+) steps/;
    const [text = ''] = await until('the next step', () => texts().some((one) => next.test(one)) && texts());
    assert.match(text, /Backpropagation step 1/);
    await vscode.commands.executeCommand('nnspec.lookInsideSpec', uri);
    await until('the first step', () => texts().some((one) => one.startsWith('sample 0 ')));
    await session.stop();
  });

  it('puts the next step of a run and the first one of a spec under the microscope', async () => {
    const uri = await writeSpec('underMicroscope', smallSpec(ENDLESS));
    const session = await train(uri);
    await until('an epoch', () => session.snapshot().epochs.length > 0);
    await vscode.commands.executeCommand('nnspec.pause');
    await until('the pause', () => session.status === 'paused');
    const tabs = (): number =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(
          ({ input }) =>
            input instanceof vscode.TabInputWebview && input.viewType.includes('nnspec.microscope'),
        ).length;
    await vscode.commands.executeCommand('nnspec.openMicroscope');
    await until('the microscope on the run', () => tabs() === 1);
    const lens = session.lens();
    const { columns, looked } = await lens.look(0, '');
    assert.ok(looked.step > 1 && columns.length > 1);
    const [unit] = columns.at(-1)?.units ?? [];
    assert.equal((await lens.ask(unit?.ref ?? '')).value, unit?.value);
    await vscode.commands.executeCommand('nnspec.openSpecMicroscope', uri);
    await until('the microscope on the spec', () => tabs() === 2);
    await session.stop();
  });

  it('lets a second run begin while one goes, and both end', async () => {
    const first = await train(await writeSpec('first', smallSpec(ENDLESS)));
    const second = await train(await writeSpec('second', smallSpec()));
    assert.equal((await second.done).reason, 'completed');
    assert.equal(first.status, 'running');
    assert.notEqual(first.folder, second.folder);
    // The second is still in view: the commands are about the run that trains.
    await until('the second to be off the list', () => api.manager.sessions.length === 1);
    assert.equal(api.manager.state, 'running');
    await vscode.commands.executeCommand('nnspec.pause');
    await until('the pause of the first', () => first.status === 'paused');
    await vscode.commands.executeCommand('nnspec.openRun', first.folder);
    assert.equal(api.manager.active, first);
  });

  it('lets a run wait for a processor, and takes it out of the queue again', async () => {
    const configuration = vscode.workspace.getConfiguration('nnspec');
    await configuration.update('runsAtOnce', 1, vscode.ConfigurationTarget.Global);
    try {
      await train(await writeSpec('busy', smallSpec(ENDLESS)));
      const uri = await writeSpec('waiting', smallSpec());
      const waiting = vscode.commands.executeCommand<StartResult>('nnspec.train', uri);
      const [queued] = await until('the queue', () => api.manager.queued.length === 1 && api.manager.queued);
      assert.equal(queued?.specPath, uri.fsPath);
      await vscode.commands.executeCommand('nnspec.cancelQueuedRun', queued);
      assert.deepEqual(await waiting, { session: null, problems: [] });
      assert.equal(api.manager.queued.length, 0);
    } finally {
      await configuration.update('runsAtOnce', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('goes on through a change of theme', async () => {
    const session = await train(await writeSpec('theme', smallSpec(ENDLESS)));
    const workbench = vscode.workspace.getConfiguration('workbench');
    const before = vscode.window.activeColorTheme.kind;
    const other = before === vscode.ColorThemeKind.Light ? 'Default Dark Modern' : 'Default Light Modern';
    await workbench.update('colorTheme', other, vscode.ConfigurationTarget.Global);
    await until('the other theme', () => vscode.window.activeColorTheme.kind !== before);
    await workbench.update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
    assert.equal(session.status, 'running');
  });

  it('shows a kept run again, resumes a stopped one, and forgets a deleted one', async () => {
    const session = await train(await writeSpec('kept', smallSpec(ENDLESS)));
    await until('steps', () => session.snapshot().nextSequence > 0);
    await vscode.commands.executeCommand('nnspec.stop');
    const end = await session.done;
    await until('the run to be off the list', () => api.manager.sessions.length === 0);
    await vscode.commands.executeCommand('nnspec.openRun', session.folder);
    const { shown } = api.manager;
    assert.ok(shown.kind === 'record');
    assert.equal(shown.snapshot.run.id, session.run.id);
    await vscode.commands.executeCommand('nnspec.resumeRun', session.folder);
    const resumed = await until('the resumed run', () => api.manager.active);
    assert.equal(resumed.folder, session.folder);
    await until('steps beyond', () => {
      const { steps } = resumed.snapshot();
      return steps.count > 0 && (steps.steps !== undefined || steps.firstStep + steps.count > end.steps + 1);
    });
  });

  it('compares optimizers from the same start', async () => {
    const { compareOptimizers } = api;
    const uri = await writeSpec('race', smallSpec());
    const state = await compareOptimizers(uri, {
      optimizers: ['sgd', 'adam'],
      learningRates: 'default',
      seeds: 1,
    });
    assert.deepEqual(
      state?.runs.map(({ optimizer, status }) => [optimizer, status]),
      [
        ['sgd', 'completed'],
        ['adam', 'completed'],
      ],
    );
    assert.equal(api.manager.shown.kind, 'comparison');
    assert.ok(state.runs.every(({ finalLoss }) => finalLoss !== null && Number.isFinite(finalLoss)));
    const listed = await listRuns(path.join(workspaceFolder().fsPath, '.nnspec', 'runs'));
    const compared = listed.filter(({ specPath }) => specPath === uri.fsPath);
    assert.deepEqual(
      compared.map(({ comparison }) => comparison),
      [state.id, state.id],
      'the list keeps them together',
    );
  });
});
