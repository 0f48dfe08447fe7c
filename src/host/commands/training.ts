/** The commands about one spec: train and check. */
import * as vscode from 'vscode';
import type { SessionOptions, StartResult } from '../../session/types.ts';
import type { Services } from '../services.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { inform } from '../show.ts';
import { labelText } from '../../app/showText.ts';
import { resolveSpec, specLabel } from '../editor/specFiles.ts';
import type { SpecState } from '../editor/specDocuments.ts';

/** Shows where the first error is and opens the Problems panel; the spec's editor gets no focus it did not have. */
export async function showProblems(document: vscode.TextDocument, state: SpecState): Promise<void> {
  const first = state.problems.find(
    ({ severity, file }) => severity === 'error' && file === document.uri.fsPath,
  );
  const at = first ? new vscode.Position(first.line - 1, first.column - 1) : new vscode.Position(0, 0);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/**
 * Trains the text as the editor has it, saved or not. Resolves with the session's result, or undefined if the user
 * picked no spec; problems are shown instead of trained.
 */
export async function train(
  services: Services,
  argument: unknown,
  how: Pick<SessionOptions, 'startPaused'> = {},
): Promise<StartResult | undefined> {
  const uri = await resolveSpec(argument);
  if (!uri) return undefined;
  // The panel's page takes longest to load, so it begins first. `start` waits for it, and reports its errors.
  services.panel.reveal().catch(() => undefined);
  const document = await vscode.workspace.openTextDocument(uri);
  const { version } = document;
  const options = { ...sessionOptions(services.context, uri, document.getText()), ...how };
  const result = await start(services, options, specLabel(uri));
  if (result.session === null || result.problems.length > 0) {
    services.documents.accept(document, version, result.problems);
  }
  // A start that was cancelled has no problems.
  if (result.session === null && result.problems.length > 0)
    await showProblems(document, services.documents.state(document));
  return result;
}

/** Starts and shows a run, with progress on the view and its beginning in the log. */
export async function start(
  services: Services,
  options: SessionOptions,
  name: string,
  show = true,
): Promise<StartResult> {
  const { manager, panel, log } = services;
  const started = manager.start(options, name, show);
  if (show) await panel.reveal();
  const result = await started;
  if (result.session) {
    const { run } = result.session;
    log.channel.info(
      `run ${run.id}: ${run.plan.parameterCount} parameters, ${run.backend}, ${run.threads} threads`,
    );
  } else log.channel.info(`${name}: not started, ${result.problems.length} problems`);
  return result;
}

/** Checks the spec and its data now, and says what came of it. */
export async function check(services: Services, argument: unknown): Promise<SpecState | undefined> {
  const uri = await resolveSpec(argument);
  if (!uri) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  const title = labelText(vscode.l10n.t('Checking {0}', specLabel(uri)));
  const state = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title },
    async () => services.documents.checkNow(document),
  );
  if (state.problems.length > 0) {
    await showProblems(document, state);
    return state;
  }
  const numbers = new Intl.NumberFormat(vscode.env.language);
  if (state.plan) {
    const { parameterCount, data, totalSteps } = state.plan;
    const train = vscode.l10n.t('Train model');
    const text = vscode.l10n.t(
      '{0} is in order: {1} parameters, {2} training samples, {3} steps.',
      specLabel(uri),
      numbers.format(parameterCount),
      numbers.format(data.samples.train),
      numbers.format(totalSteps),
    );
    void inform(text, train).then((choice) => {
      if (choice === train) void vscode.commands.executeCommand('nnspec.train', uri);
    });
  }
  return state;
}
