/** The only place that talks to VS Code. Everything the page asks for is a command of the extension, or a call. */
import type { PanelMessage, PanelNotice, PanelRequest, PanelResults } from '../src/protocol/panel.ts';
import type { MicroscopeRequest, MicroscopeResults } from '../src/protocol/microscope.ts';
import type { ColumnsRequest, TableResults } from '../src/protocol/runsTable.ts';
import { RpcClient } from '../src/protocol/rpc.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The requests of every page; a page's host answers those that are its. */
export type PageRequest = PanelRequest | ColumnsRequest | MicroscopeRequest;
export interface PageResults extends PanelResults, TableResults, MicroscopeResults {}

/** `Message`: what the host tells this page. */
export interface Host<Message = PanelMessage> {
  /** Rejects with NnError if the host answers with an error. */
  call<Type extends PageRequest['type']>(
    request: PageRequest & { readonly type: Type },
  ): Promise<PageResults[Type]>;
  notify(notice: PanelNotice): void;
  /** Runs a command of the extension, such as `nnspec.pause`. */
  command(command: string, ...args: readonly unknown[]): void;
  /** `listener` hears what the host tells at once. */
  listen(listener: (messages: readonly Message[]) => void): void;
  readState(): unknown;
  writeState(state: unknown): void;
}

/** Connects to the host; may be called once. */
export function connectHost<Message = PanelMessage>(): Host<Message> {
  const api = acquireVsCodeApi();
  const port = {
    post: (message: unknown) => {
      api.postMessage(message);
    },
    listen: (listener: (message: unknown) => void) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        listener(event.data);
      });
    },
  };
  let hear: (messages: readonly Message[]) => void = () => undefined;
  const rpc = new RpcClient<PageRequest, PageResults, Message>(port, (messages) => {
    hear(messages);
  });
  return {
    // TypeScript infers the type of a call from the first kind of request alone.
    call: ((request: PageRequest) => rpc.call(request)) as Host<Message>['call'],
    notify: (notice) => {
      rpc.notify(notice, []);
    },
    command: (command, ...args) => {
      void rpc.call({ type: 'command', command, args });
    },
    listen: (listener) => {
      hear = listener;
    },
    readState: () => api.getState(),
    writeState: (state) => {
      api.setState(state);
    },
  };
}
