/** Wiring only: makes the parts, connects them, and gives them back at the end. */
import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import { checkSpec, startSession } from '../session/session.ts';
import { createCodeActions } from './editor/codeActions.ts';
import { codeLensProvider } from './editor/codeLens.ts';
import { columnCompletion } from './editor/columnCompletion.ts';
import { registerCommands } from './commands/commands.ts';
import { compareOptimizers } from './commands/compare.ts';
import type { CompareChoice } from '../session/comparison/raceOptions.ts';
import { keptComparisons } from './commands/keptComparisons.ts';
import { allowedFrom } from './commands/table/table.ts';
import { createContextKeys } from './panel/contextKeys.ts';
import { emptyTrash } from './runs/deletedRuns.ts';
import { createDiagnostics } from './editor/diagnostics.ts';
import { createFindingActions } from './editor/findingActions.ts';
import { createFindings } from './editor/findings.ts';
import { RUN_SPEC_SCHEME, STEP_SCHEME, SPEC_SELECTOR } from './ids.ts';
import { createLayerValues } from './editor/layerValues.ts';
import { createInlayHints } from './editor/inlayHints.ts';
import { createLog } from './log.ts';
import { createNotifications } from './panel/notifications.ts';
import { followRefusals } from './panel/refusals.ts';
import { createCutOffRuns } from './runs/cutOffRuns.ts';
import { rememberShown } from './runs/runCommands.ts';
import { runSpecProvider } from './runs/runSpecs.ts';
import { useTranslation } from '../app/l10n.ts';
import { useTemplates } from '../app/told.ts';
import { RunManager } from '../app/runManager.ts';
import { RunsTable } from './runs/runsTable.ts';
import { createRunsTree } from './runs/runsTree.ts';
import type { Services } from './services.ts';
import { sessionOptions } from './sessionOptions.ts';
import * as settings from './settings.ts';
import { SpecDocuments } from './editor/specDocuments.ts';
import { createStatus } from './panel/status.ts';
import { TrainPanel } from './panel/trainPanel.ts';

/** The result of `activate`, for the tests inside a real extension host. Not an interface for other extensions. */
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

/** Documents of steps are loaded when the first is asked for. */
const stepsWhenAsked: vscode.TextDocumentContentProvider = {
  provideTextDocumentContent: async (uri, token) =>
    (await import('./runs/lookInside.ts')).stepProvider.provideTextDocumentContent(uri, token),
};

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const began = performance.now();
  useTranslation(vscode.l10n.t);
  useTemplates(vscode.l10n.bundle);
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const log = owned.add(createLog());
  const manager = owned.add(new RunManager(startSession, settings.runsAtOnce));
  running = manager;
  const documents = owned.add(
    new SpecDocuments((uri, text, signal) => checkSpec({ ...sessionOptions(context, uri, text), signal })),
  );
  const panel = owned.add(new TrainPanel(context, manager, log, allowedFrom('fromPanel')));
  const services: Services = { context, log, manager, documents, panel };
  const tree = owned.add(createRunsTree(manager, log));
  const table = owned.add(new RunsTable(context, manager, log, allowedFrom('fromTable')));
  owned.add(createDiagnostics(documents));
  const findings = owned.add(createFindings(documents, manager));
  owned.add(createInlayHints(documents));
  owned.add(createLayerValues(documents, manager));
  owned.add(rememberShown(services));
  owned.add(followRefusals(manager, documents));
  const cutOff = owned.add(createCutOffRuns(services));
  owned.add(createStatus(manager));
  owned.add(createContextKeys(manager));
  owned.add(createNotifications(manager, panel, log));
  owned.add(vscode.languages.registerCodeLensProvider(SPEC_SELECTOR, codeLensProvider));
  owned.add(vscode.languages.registerCodeActionsProvider(SPEC_SELECTOR, createCodeActions(documents)));
  const findingActions = createFindingActions(findings.marks);
  owned.add(vscode.languages.registerCodeActionsProvider(SPEC_SELECTOR, findingActions));
  owned.add(vscode.languages.registerCompletionItemProvider(SPEC_SELECTOR, columnCompletion, '"'));
  owned.add(vscode.workspace.registerTextDocumentContentProvider(RUN_SPEC_SCHEME, runSpecProvider));
  owned.add(vscode.workspace.registerTextDocumentContentProvider(STEP_SCHEME, stepsWhenAsked));
  owned.add(registerCommands({ services, tree, table }));
  // The window is not kept waiting for the runs folder.
  setImmediate(() => {
    const begin = async (): Promise<void> => {
      await cutOff.begin();
      if (keptComparisons(context).length > 0)
        await (await import('./commands/cutOffComparisons.ts')).showCutOffComparisons(services);
    };
    begin().catch((error: unknown) => {
      log.channel.warn(`the last runs cannot be shown: ${String(error)}`);
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
