/** Stands in for the extension host, on the other side of the same channel as in VS Code. */
import type { PanelNotice } from '../../src/protocol/panel.ts';
import { RpcServer, type Handlers } from '../../src/protocol/rpc.ts';
import type { PageRequest, PageResults } from '../host.ts';

export class DevHost<Event> {
  readonly #requests: PageRequest[];
  readonly #server: RpcServer<PageRequest, PageResults, PanelNotice, Event>;

  /** Requests are noted in `requests`; those without a handler are answered with nothing. */
  constructor(requests: PageRequest[], handlers: Partial<Handlers<PageRequest, PageResults>>) {
    this.#requests = requests;
    const port = {
      post: (message: unknown) => {
        window.postMessage(message, '*');
      },
      listen: () => undefined,
    };
    const nothing = (): null => null;
    const unanswered = (): never => {
      throw new Error('This page has no such request.');
    };
    const all = {
      look: unanswered,
      ask: unanswered,
      ready: nothing,
      resync: nothing,
      predictions: nothing,
      save: nothing,
      command: nothing,
      columns: nothing,
      ...handlers,
    };
    this.#server = new RpcServer<PageRequest, PageResults, PanelNotice, Event>(port, all, () => undefined);
  }

  send(events: readonly Event[]): void {
    this.#server.send(events);
  }

  /** The interface that VS Code gives a page; `key`: under which its state is kept. */
  api(key: string) {
    return {
      postMessage: (message: { readonly kind: string; readonly request?: PageRequest }) => {
        if (message.request) this.#requests.push(message.request);
        this.#server.receive(message);
      },
      getState: (): unknown => JSON.parse(sessionStorage.getItem(key) ?? 'null'),
      setState: (state: unknown) => {
        sessionStorage.setItem(key, JSON.stringify(state));
      },
    };
  }
}
