/** Wiring only: makes the parts, connects them, and gives them back at the end. */
import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import { checkSpec, startSession } from '../session/session.ts';
import { applyToSpec, useWinner } from './editor/applyToSpec.ts';
import { createCodeActions } from './editor/codeActions.ts';
import { codeLensProvider } from './editor/codeLens.ts';
import { columnCompletion } from './editor/columnCompletion.ts';
import { registerCommands, type Handlers } from './commands/commands.ts';
import { compareOptimizers, type CompareChoice } from './commands/compare.ts';
import { createContextKeys } from './panel/contextKeys.ts';
import { activeSession, cancelQueued, resume, restart, setValue, stop } from './commands/control.ts';
import { deleteRuns, emptyTrash } from './runs/deletedRuns.ts';
import { createDiagnostics } from './editor/diagnostics.ts';
import { openDocumentation, openWalkthrough } from './commands/documentation.ts';
import { openExample } from './commands/examples.ts';
import { RUN_SPEC_SCHEME, SPEC_SELECTOR } from './ids.ts';
import { branchRun, continueRun, fork } from './commands/goOn.ts';
import { createInlayHints } from './editor/inlayHints.ts';
import { createLog } from './log.ts';
import { createNotifications } from './panel/notifications.ts';
import { openRun, openRunFolder, rememberShown, resumeRun, showLastRun } from './runs/runCommands.ts';
import { compareRuns } from './runs/runCompare.ts';
import { noteRun, renameRun, starRuns } from './runs/runEdits.ts';
import { diffRunSpecs, runSpecProvider, showRunSpec } from './runs/runSpecs.ts';
import { RunManager } from '../app/runManager.ts';
import { exportRuns } from './runs/runExport.ts';
import { RunsTable } from './runs/runsTable.ts';
import { createRunsTree, type RunsTree } from './runs/runsTree.ts';
import type { Services } from './services.ts';
import { sessionOptions } from './sessionOptions.ts';
import * as settings from './settings.ts';
import { SpecDocuments } from './editor/specDocuments.ts';
import { createStatus } from './panel/status.ts';
import { check, train } from './commands/training.ts';
import { TrainPanel } from './panel/trainPanel.ts';

/** What `activate` returns, for the tests inside a real extension host. Not an interface for other extensions. */
export interface ExtensionApi extends Services {
  /** Milliseconds that `activate` took. */
  readonly activationTime: number;
  /** The command with its questions answered. */
  readonly compareOptimizers: (
    spec: vscode.Uri,
    choice: CompareChoice,
  ) => ReturnType<typeof compareOptimizers>;
}

let running: RunManager | undefined;

function handlersOf(services: Services, tree: RunsTree, table: RunsTable): Handlers {
  const { context, panel, log } = services;
  // A key of the Runs view has no item to hand over: its argument says that the selection is meant.
  const meant = (run: unknown): unknown => (run === 'selection' ? tree.selection : run);
  return {
    'nnspec.train': (spec) => train(services, spec),
    'nnspec.check': (spec) => check(services, spec),
    'nnspec.compareOptimizers': (spec) => compareOptimizers(services, spec),
    'nnspec.pause': () => activeSession(services).pause(),
    'nnspec.resume': () => resume(services),
    'nnspec.step': () => activeSession(services).stepOnce(),
    'nnspec.stepEpoch': () => activeSession(services).epochOnce(),
    'nnspec.stop': () => stop(services),
    'nnspec.restart': () => restart(services),
    'nnspec.setValue': (path, value) => setValue(services, path, value),
    'nnspec.fork': (path, value) => fork(services, path, value),
    'nnspec.continueRun': (count, schedule) => continueRun(services, count, schedule),
    'nnspec.branchRun': (run, checkpoint) => branchRun(services, run, checkpoint),
    'nnspec.applyToSpec': () => applyToSpec(services),
    'nnspec.useWinner': () => useWinner(services),
    'nnspec.showPanel': () => panel.show(false),
    'nnspec.openPanelInEditor': () => {
      panel.openEditor();
    },
    'nnspec.openRun': (run) => openRun(services, run),
    'nnspec.resumeRun': (run) => resumeRun(services, run),
    'nnspec.deleteRun': (run, selected) => deleteRuns(services, meant(run), selected),
    'nnspec.openRunFolder': (run) => openRunFolder(services, run),
    'nnspec.renameRun': (run, name) => renameRun(services, meant(run), name),
    'nnspec.noteRun': (run, note) => noteRun(services, run, note),
    'nnspec.starRun': (run, selected) => starRuns(services, true, run, selected),
    'nnspec.unstarRun': (run, selected) => starRuns(services, false, run, selected),
    'nnspec.compareRuns': (run, selected) => compareRuns(services, run, selected),
    'nnspec.showRunSpec': (run) => showRunSpec(services, run),
    'nnspec.diffRunSpecs': (run, selected) => diffRunSpecs(services, run, selected),
    'nnspec.filterRuns': (text) => tree.filter(text),
    'nnspec.clearRunFilter': () => tree.filter(''),
    'nnspec.openRunsTable': () => {
      table.open();
    },
    'nnspec.exportRuns': (run, selected) => exportRuns(services, run, selected),
    'nnspec.cancelQueuedRun': (run) => {
      cancelQueued(services, run);
    },
    'nnspec.refreshRuns': () => {
      tree.refresh();
    },
    'nnspec.openExample': (name) => openExample(context, name),
    'nnspec.openWalkthrough': () => openWalkthrough(context),
    'nnspec.openDocumentation': (code) => openDocumentation(context, code),
    'nnspec.showLog': () => {
      log.channel.show();
    },
  };
}

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const began = performance.now();
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const log = owned.add(createLog());
  const manager = owned.add(new RunManager(startSession, settings.runsAtOnce));
  running = manager;
  const documents = owned.add(
    new SpecDocuments((uri, text, signal) => checkSpec({ ...sessionOptions(context, uri, text), signal })),
  );
  const panel = owned.add(new TrainPanel(context, manager, log));
  const services: Services = { context, log, manager, documents, panel };
  const tree = owned.add(createRunsTree(manager, log));
  const table = owned.add(new RunsTable(context, manager, log));
  owned.add(createDiagnostics(documents));
  owned.add(createInlayHints(documents));
  owned.add(rememberShown(services));
  owned.add(createStatus(manager));
  owned.add(createContextKeys(manager));
  owned.add(createNotifications(manager, panel, log));
  owned.add(vscode.languages.registerCodeLensProvider(SPEC_SELECTOR, codeLensProvider));
  owned.add(vscode.languages.registerCodeActionsProvider(SPEC_SELECTOR, createCodeActions(documents)));
  owned.add(vscode.languages.registerCompletionItemProvider(SPEC_SELECTOR, columnCompletion, '"'));
  owned.add(vscode.workspace.registerTextDocumentContentProvider(RUN_SPEC_SCHEME, runSpecProvider));
  owned.add(registerCommands(handlersOf(services, tree, table), log));
  // The window is not kept waiting for the runs folder.
  setImmediate(() => {
    showLastRun(services).catch((error: unknown) => {
      log.channel.warn(`the last run cannot be shown: ${String(error)}`);
    });
    emptyTrash(services).catch((error: unknown) => {
      log.channel.warn(`the trash of deleted runs cannot be emptied: ${String(error)}`);
    });
  });
  const activationTime = performance.now() - began;
  log.channel.info(`activated in ${activationTime.toFixed(1)} ms`);
  return {
    ...services,
    activationTime,
    compareOptimizers: (spec, choice) => compareOptimizers(services, spec, choice),
  };
}

/** Runs are stopped with their last checkpoint written, so that they can be resumed in the next window. */
export async function deactivate(): Promise<void> {
  await running?.stopAll();
  running = undefined;
}
