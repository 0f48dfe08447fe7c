/** The only place that talks to VS Code. Everything the panel asks for is a command of the extension. */
import type { PanelMessage, PanelRequest } from '../src/protocol/panel.ts';

interface VsCodeApi {
  postMessage(message: PanelRequest): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** `Message`: what the host tells this page. */
export interface Host<Message = PanelMessage> {
  send(request: PanelRequest): void;
  /** Runs a command of the extension, such as `nnspec.pause`. */
  command(command: string, ...args: readonly unknown[]): void;
  listen(listener: (message: Message) => void): void;
  readState(): unknown;
  writeState(state: unknown): void;
}

/** Connects to the host; may be called once. */
export function connectHost<Message = PanelMessage>(): Host<Message> {
  const api = acquireVsCodeApi();
  return {
    send: (request) => {
      api.postMessage(request);
    },
    command: (command, ...args) => {
      api.postMessage({ type: 'command', command, args });
    },
    listen: (listener) => {
      window.addEventListener('message', (event: MessageEvent<Message>) => {
        listener(event.data);
      });
    },
    readState: () => api.getState(),
    writeState: (state) => {
      api.setState(state);
    },
  };
}
