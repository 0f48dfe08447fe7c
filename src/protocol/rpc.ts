/**
 * The one transport: calls that are each answered exactly once, and events without an answer. Errors cross as
 * values (code, message, problems). When the other side is gone every pending call is rejected.
 */
import type { CodedText } from '../base/problems/text.ts';
import { NnError, toldBy, type Problem } from '../base/errors.ts';

/** A message channel of any kind: a worker, a MessagePort, a pair of arrays in a test. */
export interface Port {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  listen(listener: (message: unknown) => void): void;
}

interface WireError extends CodedText {
  readonly problems: readonly Problem[];
}
type Wire<Request, Event> =
  | { readonly kind: 'call'; readonly id: number; readonly request: Request }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError }
  | { readonly kind: 'events'; readonly events: readonly Event[] };

/** An error as it crosses the wire; one without a code gets `NN-INTERNAL`. */
function toWireError(error: unknown): WireError {
  if (NnError.is(error)) return { ...toldBy(error), problems: error.problems };
  return {
    code: 'NN-INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    problems: [],
  };
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: NnError) => void;
}

/** The calling side. `Results` maps each request's `type` to its answer. */
export class RpcClient<Request extends { readonly type: string }, Results, Event> {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #closed: NnError | null = null;

  constructor(port: Port, onEvents: (events: readonly Event[]) => void) {
    this.#port = port;
    port.listen((message) => {
      const wire = message as Wire<Request, Event>;
      if (wire.kind === 'events') onEvents(wire.events);
      else if (wire.kind === 'result') this.#take(wire.id)?.resolve(wire.value);
      else if (wire.kind === 'error') {
        const { problems, ...told } = wire.error;
        this.#take(wire.id)?.reject(new NnError(told, problems));
      }
    });
  }

  /** Rejects with NnError if the other side answers with an error or goes away first. */
  call<Type extends Request['type'] & keyof Results>(
    request: Request & { readonly type: Type },
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Results[Type]> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    return new Promise<Results[Type]>((resolve, reject) => {
      this.#pending.set(id, {
        resolve: (value) => {
          resolve(value as Results[Type]);
        },
        reject,
      });
      try {
        this.#port.post({ kind: 'call', id, request }, transfer);
      } catch (error) {
        this.#pending.delete(id);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** Posts a message that has no answer; the buffers in `transfer` move to the other side. */
  notify(event: unknown, transfer: readonly ArrayBuffer[]): void {
    if (!this.#closed) this.#port.post({ kind: 'events', events: [event] }, transfer);
  }

  /** Rejects every pending and every later call with `reason`. */
  close(reason: NnError): void {
    this.#closed ??= reason;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(reason);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}

/** The request of one type in a union of requests. */
type RequestOf<Request, Type> = Request extends { readonly type: infer One }
  ? Type extends One
    ? Request & { readonly type: Type }
    : never
  : never;

/** A handler for each request, by its type. */
export type Handlers<Request extends { readonly type: string }, Results> = {
  readonly [Type in Request['type'] & keyof Results]: (
    request: RequestOf<Request, Type>,
  ) => Results[Type] | Promise<Results[Type]>;
};

/** Looks at what comes from a side that is not trusted; null refuses it. */
export interface Guard<Request, Notice> {
  readonly request: (request: unknown) => Request | null;
  readonly notice: (notice: unknown) => Notice | null;
  readonly refused: (message: unknown) => void;
}

/** The answering side. */
export class RpcServer<
  Request extends { readonly type: string },
  Results extends Readonly<Record<Request['type'], unknown>>,
  Notice,
  Event,
> {
  readonly #port: Port;
  readonly #handlers: Handlers<Request, Results>;
  readonly #onNotice: (notice: Notice) => void;
  readonly #guard: Guard<Request, Notice> | null;

  /** `onNotice` takes what needs no answer. Without a `guard` the other side is trusted. */
  constructor(
    port: Port,
    handlers: Handlers<Request, Results>,
    onNotice: (notice: Notice) => void,
    guard: Guard<Request, Notice> | null = null,
  ) {
    this.#port = port;
    this.#handlers = handlers;
    this.#onNotice = onNotice;
    this.#guard = guard;
    port.listen((message) => {
      this.receive(message);
    });
  }

  /** Acts on a message as if it had come by the port: for a caller that reads the port directly. */
  receive(message: unknown): void {
    const wire = this.#guard ? guarded(message, this.#guard) : (message as Wire<Request, Notice>);
    if (wire === null) this.#guard?.refused(message);
    else if (wire.kind === 'call') void this.#answer(wire.id, wire.request);
    else if (wire.kind === 'events') wire.events.forEach(this.#onNotice);
  }

  /** Sends events in order; the buffers in `transfer` move to the other side. */
  send(events: readonly Event[], transfer: readonly ArrayBuffer[] = []): void {
    this.#port.post({ kind: 'events', events }, transfer);
  }

  async #answer(id: number, request: Request): Promise<void> {
    const handler = this.#handlers[request.type as keyof Handlers<Request, Results>] as (
      request: Request,
    ) => unknown;
    try {
      this.#port.post({ kind: 'result', id, value: await handler(request) }, []);
    } catch (error) {
      this.#port.post({ kind: 'error', id, error: toWireError(error) }, []);
    }
  }
}

/** A call or notices that have passed their check; null if anything is wrong. */
function guarded<Request, Notice>(
  message: unknown,
  guard: Guard<Request, Notice>,
): Wire<Request, Notice> | null {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return null;
  if (message.kind === 'call' && 'id' in message && 'request' in message) {
    const { id } = message;
    const request = guard.request(message.request);
    return typeof id === 'number' && request !== null ? { kind: 'call', id, request } : null;
  }
  if (message.kind !== 'events' || !('events' in message) || !Array.isArray(message.events)) return null;
  const notices = message.events.map(guard.notice);
  const events = notices.filter((notice) => notice !== null);
  return events.length === notices.length ? { kind: 'events', events } : null;
}
