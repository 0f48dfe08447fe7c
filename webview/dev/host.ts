/** Stands in for the extension host, on the other side of the same channel as in VS Code. */
import type { PanelNotice, PanelRequest, PanelResults } from '../../src/protocol/panel.ts';
import { RpcServer, type Handlers } from '../../src/protocol/rpc.ts';

export class DevHost<Event> {
  readonly #requests: PanelRequest[];
  readonly #server: RpcServer<PanelRequest, PanelResults, PanelNotice, Event>;

  /** Requests are noted in `requests`; those without a handler are answered with nothing. */
  constructor(requests: PanelRequest[], handlers: Partial<Handlers<PanelRequest, PanelResults>>) {
    this.#requests = requests;
    const port = {
      post: (message: unknown) => {
        window.postMessage(message, '*');
      },
      listen: () => undefined,
    };
    const nothing = (): null => null;
    const all = {
      ready: nothing,
      resync: nothing,
      predictions: nothing,
      save: nothing,
      command: nothing,
      ...handlers,
    };
    this.#server = new RpcServer<PanelRequest, PanelResults, PanelNotice, Event>(port, all, () => undefined);
  }

  send(events: readonly Event[]): void {
    this.#server.send(events);
  }

  /** The interface that VS Code gives a page; `key`: under which its state is kept. */
  api(key: string) {
    return {
      postMessage: (message: { readonly kind: string; readonly request?: PanelRequest }) => {
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
