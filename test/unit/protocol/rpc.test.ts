import assert from 'node:assert/strict';
import { NnError } from '../../../src/base/errors.ts';
import { RpcClient, RpcServer, type Guard, type Handlers, type Port } from '../../../src/protocol/rpc.ts';

type Request = { readonly type: 'double'; readonly value: number } | { readonly type: 'fail' };
interface Results {
  readonly double: number;
  readonly fail: null;
}

/** Two ports that hand each other clones, later, as a real channel does. */
function channel(): [Port, Port] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const port = (own: 0 | 1): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        listeners[1 - own]?.forEach((listener) => {
          listener(copy);
        });
      });
    },
    listen: (listener) => listeners[own]?.push(listener),
  });
  return [port(0), port(1)];
}

function connect(handle: (request: Request) => unknown, guard: Guard<Request, string> | null = null) {
  const [near, far] = channel();
  const events: string[] = [];
  const notices: string[] = [];
  const client = new RpcClient<Request, Results, string>(near, (batch) => events.push(...batch));
  const handlers = { double: handle, fail: handle } as Handlers<Request, Results>;
  const onNotice = (notice: string): unknown => notices.push(notice);
  const server = new RpcServer<Request, Results, string, string>(far, handlers, onNotice, guard);
  return { client, server, events, notices, near };
}

describe('rpc', () => {
  it('answers each call with its own result', async () => {
    const { client } = connect((request) => (request.type === 'double' ? request.value * 2 : null));
    const answers = await Promise.all([1, 2, 3].map((value) => client.call({ type: 'double', value })));
    assert.deepEqual(answers, [2, 4, 6]);
  });

  it('carries errors as values, with code and problems', async () => {
    const location = { kind: 'spec', path: ['loss'], on: 'key' } as const;
    const problem = { code: 'NN-X', severity: 'error', message: 'wrong', location } as const;
    const { client } = connect(() => {
      throw new NnError({ code: 'NN-X', message: 'wrong' }, [problem]);
    });
    await assert.rejects(client.call({ type: 'fail' }), (error) => {
      assert(NnError.is(error, 'NN-X'));
      assert.deepEqual(error.problems, [problem]);
      return true;
    });
  });

  it('gives an error without a code NN-INTERNAL', async () => {
    const { client } = connect(() => Promise.reject(new TypeError('oops')));
    await assert.rejects(client.call({ type: 'fail' }), (error) => NnError.is(error, 'NN-INTERNAL'));
  });

  it('rejects pending and later calls when closed', async () => {
    const { client } = connect(() => new Promise(() => undefined));
    const pending = client.call({ type: 'fail' });
    client.close(new NnError({ code: 'NN-GONE', message: 'gone' }));
    await assert.rejects(pending, (error) => NnError.is(error, 'NN-GONE'));
    await assert.rejects(client.call({ type: 'fail' }), (error) => NnError.is(error, 'NN-GONE'));
  });

  it('passes events and notices in order', async () => {
    const { client, server, events, notices } = connect(() => null);
    server.send(['a', 'b'], []);
    server.send(['c'], []);
    client.notify('x', []);
    await client.call({ type: 'fail' });
    assert.deepEqual(events, ['a', 'b', 'c']);
    assert.deepEqual(notices, ['x']);
  });

  it('refuses what does not pass the guard, whatever comes', async () => {
    const refused: unknown[] = [];
    const guard: Guard<Request, string> = {
      request: (request) => {
        const isDouble = typeof request === 'object' && request !== null && 'value' in request;
        return isDouble && typeof request.value === 'number'
          ? { type: 'double', value: request.value }
          : null;
      },
      notice: (notice) => (notice === 'x' ? notice : null),
      refused: (message) => refused.push(message),
    };
    const { client, notices, near } = connect(
      (request) => (request.type === 'double' ? request.value * 2 : null),
      guard,
    );
    const bad = [
      null,
      'call',
      { kind: 'call', id: 'a', request: { value: 1 } },
      { kind: 'call', id: 1 },
      { kind: 'call', id: 1, request: { type: 'fail' } },
      { kind: 'events', events: 7 },
      { kind: 'events', events: ['x', 'y'] },
      { kind: 'result', id: 1, value: 1 },
    ];
    for (const message of bad) near.post(message, []);
    client.notify('x', []);
    assert.equal(await client.call({ type: 'double', value: 4 }), 8);
    assert.deepEqual(refused, bad);
    assert.deepEqual(notices, ['x']);
  });
});
