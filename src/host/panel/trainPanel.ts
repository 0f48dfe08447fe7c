/** The training panel: the same page as a view of the side bar and, if asked for, as an editor tab. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { PanelMessage, PanelResults } from '../../protocol/panel.ts';
import { panelHtml } from './html.ts';
import { PANEL_TYPE, VIEW_TRAINING } from '../ids.ts';
import type { Log } from '../log.ts';
import { PageConnections } from '../../app/panel/pageConnections.ts';
import { PanelFeed } from '../../app/panel/panelFeed.ts';
import { PageServer, runCommand } from './pageServer.ts';
import { checkRequest, type AllowedCommands, type CheckedRequest } from '../../app/panel/pageRequests.ts';
import { openPredictionWorker } from '../../session/predictionWorker.ts';
import { ShownPredictions } from '../../app/panel/shownPredictions.ts';
import { workerOptions } from '../sessionOptions.ts';
import type { RunManager } from '../../app/runManager.ts';
import * as settings from '../settings.ts';
import { showError } from '../show.ts';
import { findSpecs, specLabel } from '../editor/specFiles.ts';

/** The common part of a view and an editor tab. */
interface Place {
  readonly webview: vscode.Webview;
  readonly visible: boolean;
}

export class TrainPanel implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #manager: RunManager;
  readonly #log: Log;
  readonly #allowed: AllowedCommands;
  readonly #owned = new DisposableStore();
  readonly #predictions: ShownPredictions;
  readonly #views: PageConnections<vscode.WebviewView>;
  readonly #editors: PageConnections<vscode.WebviewPanel>;

  /** `allowed`: the commands that the page may call. */
  constructor(context: vscode.ExtensionContext, manager: RunManager, log: Log, allowed: AllowedCommands) {
    this.#context = context;
    this.#allowed = allowed;
    this.#manager = manager;
    this.#log = log;
    this.#views = this.#owned.add(new PageConnections());
    this.#editors = this.#owned.add(new PageConnections());
    this.#predictions = this.#owned.add(
      new ShownPredictions(manager, (folder, wanted) =>
        openPredictionWorker(folder, workerOptions(context), wanted ?? undefined),
      ),
    );
    this.#owned.add(vscode.window.registerWebviewViewProvider(VIEW_TRAINING, this));
    this.#owned.add(vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this));
  }

  /** True if a user can see the panel somewhere. */
  get visible(): boolean {
    return [...this.#views.pages, ...this.#editors.pages].some(({ visible }) => visible);
  }

  /** Shows the panel where the settings say, without taking the focus from the editor. */
  async reveal(): Promise<void> {
    const place = settings.panelPlace();
    if (place === 'never' || this.#editors.pages.some(({ visible }) => visible)) return;
    // A view that was left before it had loaded says that it is visible until it is shown again; showing it twice does no harm.
    if (place === 'view') await this.show(true);
    else if (!this.visible) this.openEditor();
  }

  /** Shows the side bar's view. */
  async show(preserveFocus: boolean): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW_TRAINING}.focus`, { preserveFocus });
  }

  /** Opens the panel as an editor tab, or shows the one that is open. */
  openEditor(): void {
    const open = this.#editors.pages.at(-1);
    if (open) {
      open.reveal(undefined, true);
      return;
    }
    const title = vscode.l10n.t('Training');
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#attachEditor(vscode.window.createWebviewPanel(PANEL_TYPE, title, column, this.#options()));
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    view.webview.options = this.#options();
    this.#views.open(view, () => this.#connect(view, view.onDidChangeVisibility));
  }

  /** A tab that was open when the window was closed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = this.#options();
    this.#attachEditor(panel);
    return Promise.resolve();
  }

  #attachEditor(panel: vscode.WebviewPanel): void {
    for (const before of this.#editors.pages) before.dispose();
    panel.iconPath = vscode.Uri.joinPath(this.#context.extensionUri, 'media', 'activity.svg');
    this.#editors.open(panel, () => this.#connect(panel, panel.onDidChangeViewState));
  }

  #options(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [vscode.Uri.joinPath(this.#context.extensionUri, 'dist')],
    };
  }

  #connect(place: Place, onVisibility: vscode.Event<unknown>): Disposable {
    const { webview } = place;
    const owned = new DisposableStore();
    const offer = async (): Promise<{ path: string; label: string }[]> =>
      (await findSpecs()).map((uri) => ({ path: uri.fsPath, label: specLabel(uri) }));
    const port = {
      visible: () => place.visible,
      send: (messages: readonly PanelMessage[]) => {
        page.send(messages);
      },
    };
    const feed = owned.add(
      new PanelFeed(this.#manager, port, offer, (shown, weights) => this.#predictions.ask(shown, weights)),
    );
    const ready = async (): Promise<null> => {
      await feed.ready();
      return null;
    };
    const page = owned.add(
      new PageServer<CheckedRequest, PanelResults, PanelMessage>({
        name: 'panel',
        webview,
        log: this.#log,
        check: (request) => checkRequest(this.#allowed, request),
        handlers: {
          ready,
          resync: ready,
          predictions: ({ weights }) => feed.predictions(weights),
          save: async ({ name, text }) => {
            await this.#save(name, text);
            return null;
          },
          command: runCommand,
        },
        onTaken: () => {
          feed.taken();
        },
      }),
    );
    owned.add(onVisibility(() => void feed.visibilityChanged()));
    webview.html = this.#html(webview);
    return owned;
  }

  /** Asks where to put a file that the panel has made, and writes it there. */
  async #save(name: string, text: string): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
      filters: { CSV: ['csv'] },
    });
    if (!target) return;
    try {
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void showError(vscode.l10n.t('{0} cannot be written: {1}', target.fsPath, reason));
    }
  }

  #html(webview: vscode.Webview): string {
    const file = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#context.extensionUri, 'dist', name)).toString();
    return panelHtml({
      cspSource: webview.cspSource,
      script: file('webview.js'),
      style: file('webview.css'),
      title: vscode.l10n.t('Training'),
      language: vscode.env.language,
      strings: vscode.l10n.bundle ?? {},
      nonce: randomBytes(16).toString('base64url'),
    });
  }

  dispose(): void {
    for (const panel of this.#editors.pages) panel.dispose();
    this.#owned.dispose();
  }
}
