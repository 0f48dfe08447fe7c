/** The table of runs: an editor tab that shows every run of the workspace and keeps up with those that go on. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { ColumnChoice, TableMessage, TableResults } from '../../protocol/runsTable.ts';
import { panelHtml } from '../panel/html.ts';
import { RUNS_TABLE_TYPE } from '../ids.ts';
import type { Log } from '../log.ts';
import { PageServer, runCommand } from '../panel/pageServer.ts';
import {
  checkTableRequest,
  type AllowedCommands,
  type CheckedTableRequest,
} from '../../app/panel/pageRequests.ts';
import { PageConnections } from '../../app/panel/pageConnections.ts';
import type { RunManager } from '../../app/runManager.ts';
import { ToldRows, brokenRowOf, rowOf } from '../../app/runs/tableRows.ts';
import { isGoing } from '../../app/runs/listedRuns.ts';
import { workspaceFolders } from './workspaceRuns.ts';

/** While a run goes on, its row is told anew this often; many changes at once are told together after a moment. */
const REFRESH_MS = 1000;
const SETTLE_MS = 50;

/** Key of the columns that the user has chosen in this workspace. */
const COLUMNS = 'tableColumns';

export class RunsTable implements vscode.WebviewPanelSerializer, Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #manager: RunManager;
  readonly #log: Log;
  readonly #allowed: AllowedCommands;
  readonly #owned = new DisposableStore();
  readonly #panels: PageConnections<vscode.WebviewPanel>;

  /** `allowed`: the commands that the page may call. */
  constructor(context: vscode.ExtensionContext, manager: RunManager, log: Log, allowed: AllowedCommands) {
    this.#context = context;
    this.#allowed = allowed;
    this.#manager = manager;
    this.#log = log;
    this.#panels = this.#owned.add(new PageConnections());
    this.#owned.add(vscode.window.registerWebviewPanelSerializer(RUNS_TABLE_TYPE, this));
  }

  /** Opens the table, or shows the one that is open. */
  open(): void {
    const open = this.#panels.pages.at(-1);
    if (open) {
      open.reveal();
      return;
    }
    const title = vscode.l10n.t('Runs');
    this.#attach(
      vscode.window.createWebviewPanel(RUNS_TABLE_TYPE, title, vscode.ViewColumn.Active, this.#options()),
    );
  }

  /** A tab that was open when the window was closed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = this.#options();
    this.#attach(panel);
    return Promise.resolve();
  }

  #options(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [vscode.Uri.joinPath(this.#context.extensionUri, 'dist')],
    };
  }

  #attach(panel: vscode.WebviewPanel): void {
    for (const before of this.#panels.pages) before.dispose();
    panel.iconPath = vscode.Uri.joinPath(this.#context.extensionUri, 'media', 'activity.svg');
    this.#panels.open(panel, () => this.#connect(panel));
  }

  #connect(panel: vscode.WebviewPanel): Disposable {
    const owned = new DisposableStore();
    const told = new ToldRows();
    let ready = false;
    const canHear = (): boolean => ready && panel.visible;
    let timer: NodeJS.Timeout | undefined;
    const tell = async (): Promise<void> => {
      if (!canHear()) return;
      const { runs, broken } = await workspaceFolders(this.#manager);
      // It may have been hidden or closed meanwhile.
      if (!canHear()) return;
      const rows = runs.map((run) => rowOf(run, run.status, isGoing(run)));
      const message = told.update(rows, broken.map(brokenRowOf));
      if (message) page.send([message]);
      // `soon` has come in between if the timer is set.
      if (timer === undefined && runs.some(isGoing)) timer = setTimeout(now, REFRESH_MS);
    };
    const now = (): void => {
      timer = undefined;
      tell().catch((error: unknown) => {
        this.#log.channel.error(error instanceof Error ? error : String(error));
      });
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(now, SETTLE_MS);
    };
    owned.add({
      dispose: () => {
        ready = false;
        clearTimeout(timer);
      },
    });
    owned.add(this.#manager.onRuns.on(soon));
    owned.add(vscode.workspace.onDidChangeWorkspaceFolders(soon));
    owned.add(panel.onDidChangeViewState(soon));
    const page = owned.add(
      new PageServer<CheckedTableRequest, TableResults, TableMessage>({
        name: 'table',
        webview: panel.webview,
        log: this.#log,
        check: (request) => checkTableRequest(this.#allowed, request),
        handlers: {
          ready: () => {
            // A page that was hidden has been thrown away, and begins anew.
            ready = true;
            told.forget();
            page.send([{ type: 'columns', choice: this.#context.workspaceState.get(COLUMNS, {}) }]);
            now();
            return null;
          },
          columns: async ({ choice }) => {
            await this.#context.workspaceState.update(COLUMNS, choice satisfies ColumnChoice);
            return null;
          },
          command: runCommand,
        },
      }),
    );
    panel.webview.html = this.#html(panel.webview);
    return owned;
  }

  #html(webview: vscode.Webview): string {
    const file = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#context.extensionUri, 'dist', name)).toString();
    return panelHtml({
      cspSource: webview.cspSource,
      script: file('runsTable.js'),
      style: file('runsTable.css'),
      title: vscode.l10n.t('Runs'),
      language: vscode.env.language,
      strings: vscode.l10n.bundle ?? {},
      nonce: randomBytes(16).toString('base64url'),
    });
  }

  dispose(): void {
    for (const panel of this.#panels.pages) panel.dispose();
    this.#owned.dispose();
  }
}
