/** The microscope: editor tabs that show a step of training as a network and answer where each of its numbers comes from. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { checkMicroscopeRequest, type CheckedMicroscopeRequest } from '../../app/panel/pageRequests.ts';
import { keptRunIn } from '../../app/panel/shown.ts';
import type { MicroscopeMessage, MicroscopeResults } from '../../protocol/microscope.ts';
import { openRunLens, openSpecLens } from '../../session/lens.ts';
import type { Lens } from '../../session/types.ts';
import { showProblems } from '../commands/training.ts';
import { resolveSpec, specLabel } from '../editor/specFiles.ts';
import { MICROSCOPE_TYPE } from '../ids.ts';
import { panelHtml } from '../panel/html.ts';
import { PageServer } from '../panel/pageServer.ts';
import type { Services } from '../services.ts';
import { sessionOptions, workerOptions } from '../sessionOptions.ts';
import { resolveRun } from './workspaceRuns.ts';

function connect(panel: vscode.WebviewPanel, lens: Lens, { log }: Services): Disposable {
  const owned = new DisposableStore();
  owned.add(lens);
  owned.add(
    new PageServer<CheckedMicroscopeRequest, MicroscopeResults, MicroscopeMessage>({
      name: 'microscope',
      webview: panel.webview,
      log,
      check: checkMicroscopeRequest,
      handlers: {
        ready: () => null,
        look: ({ sample, find }) => lens.look(sample, find),
        ask: ({ question }) => lens.ask(question),
      },
    }),
  );
  return owned;
}

function open(services: Services, name: string, lens: Lens): void {
  const { extensionUri } = services.context;
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const title = vscode.l10n.t('{0}, microscope', name);
  const panel = vscode.window.createWebviewPanel(MICROSCOPE_TYPE, title, vscode.ViewColumn.Beside, {
    enableScripts: true,
    enableForms: true,
    localResourceRoots: [dist],
    retainContextWhenHidden: true,
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'activity.svg');
  const connection = connect(panel, lens, services);
  panel.onDidDispose(() => {
    connection.dispose();
  });
  const { webview } = panel;
  const file = (path: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, path)).toString();
  webview.html = panelHtml({
    cspSource: webview.cspSource,
    script: file('microscope.js'),
    style: file('microscope.css'),
    title,
    language: vscode.env.language,
    strings: vscode.l10n.bundle ?? {},
    nonce: randomBytes(16).toString('base64url'),
  });
}

function withProgress<T>(work: () => Promise<T>): Thenable<T> {
  const title = vscode.l10n.t('Computing the step');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}

/** Opens the microscope on the next step of a run: of the state in training, or of the last stored one. */
export async function openMicroscope(services: Services, argument: unknown): Promise<void> {
  const { manager, context } = services;
  const shown = argument === undefined ? keptRunIn(manager.shown) : null;
  const run = await resolveRun(manager, shown?.folder ?? argument);
  if (!run) return;
  const session = manager.sessions.find(({ folder }) => folder === run.folder);
  const lens = session
    ? session.lens()
    : await withProgress(() => openRunLens(run.folder, workerOptions(context)));
  open(services, run.name, lens);
}

/** Opens it on the first step of a spec; the problems of a spec that cannot be trained are shown instead. */
export async function openSpecMicroscope(services: Services, argument: unknown): Promise<void> {
  const uri = await resolveSpec(argument);
  if (!uri) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const { version } = document;
  const options = sessionOptions(services.context, uri, document.getText());
  const { problems, lens } = await withProgress(() => openSpecLens(options));
  if (lens) {
    open(services, specLabel(uri), lens);
    return;
  }
  services.documents.accept(document, version, problems);
  await showProblems(document, services.documents.state(document));
}
