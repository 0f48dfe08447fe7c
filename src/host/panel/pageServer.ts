/** The host's side of a page: its calls are checked and answered, and what has no place is logged. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { PanelNotice } from '../../protocol/panel.ts';
import { RpcServer, type Handlers } from '../../protocol/rpc.ts';
import type { Log } from '../log.ts';
import { checkNotice } from '../../app/panel/pageRequests.ts';

export interface PageOptions<Request extends { readonly type: string }, Results> {
  /** For the log. */
  readonly name: string;
  readonly webview: vscode.Webview;
  readonly log: Log;
  readonly handlers: Handlers<Request, Results>;
  /** Null refuses a request. */
  readonly check: (request: unknown) => Request | null;
  /** The page has drawn what was sent at once. */
  readonly onTaken?: () => void;
}

export class PageServer<
  Request extends { readonly type: string },
  Results extends Readonly<Record<Request['type'], unknown>>,
  Event,
> implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #server: RpcServer<Request, Results, PanelNotice, Event>;

  constructor({ name, webview, log, handlers, check, onTaken }: PageOptions<Request, Results>) {
    const port = {
      post: (message: unknown) => {
        void webview.postMessage(message);
      },
      listen: (listener: (message: unknown) => void) => {
        this.#owned.add(webview.onDidReceiveMessage(listener));
      },
    };
    this.#server = new RpcServer<Request, Results, PanelNotice, Event>(port, handlers, () => onTaken?.(), {
      request: check,
      notice: checkNotice,
      refused: (message) => {
        log.channel.warn(`the ${name} asked for what it may not: ${JSON.stringify(message)}`);
      },
    });
  }

  /** Sends events to the page at once. */
  send(events: readonly Event[]): void {
    this.#server.send(events);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** Runs a command that a page asked for; the page does not wait for it. */
export function runCommand({
  command,
  args,
}: {
  readonly command: string;
  readonly args: readonly unknown[];
}): null {
  void vscode.commands.executeCommand(command, ...args);
  return null;
}
