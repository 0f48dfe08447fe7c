/** Who may talk to the VS Code that `npm start` serves: only who knows its token, from its own address. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type OutgoingHttpHeaders, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardPort } from '../../../scripts/lib/guardedPort.mjs';

const TOKEN = 'the-token';
const COOKIE = { cookie: `other=1; vscode-tkn=${TOKEN}` };

describe('the port of the served VS Code', () => {
  let folder: string;
  let behind: Server;
  let guard: Awaited<ReturnType<typeof guardPort>>;
  let reached: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nnspec-port-'));
    const socket = join(folder, 's');
    behind = createServer((incoming, response) => {
      reached.push(incoming.url ?? '');
      incoming.pipe(response);
    });
    behind.on('upgrade', (incoming, client) => {
      reached.push(incoming.url ?? '');
      client.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      client.pipe(client);
    });
    await new Promise<void>((resolve) => behind.listen(socket, resolve));
    guard = await guardPort({ socket, token: TOKEN });
  });
  beforeEach(() => {
    reached = [];
  });
  after(async () => {
    guard.close();
    behind.closeAllConnections();
    behind.close();
    await rm(folder, { recursive: true });
  });

  function post(path: string, headers: OutgoingHttpHeaders = {}): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const asking = request(
        { host: '127.0.0.1', port: guard.port, path, headers, method: 'POST' },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => (text += piece));
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, text });
          });
        },
      );
      asking.on('error', reject);
      asking.end('hello');
    });
  }

  /** What comes back for an upgrade and a word sent after it. */
  function upgrade(path: string, headers: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(guard.port, '127.0.0.1');
      let text = '';
      socket.on('data', (piece: Buffer) => {
        text += piece.toString();
        if (text.includes('101 ') && !text.includes('word')) socket.write('word');
        else socket.end();
      });
      socket.on('close', () => {
        resolve(text);
      });
      socket.on('error', reject);
      const lines = [`GET ${path} HTTP/1.1`, 'Connection: Upgrade', 'Upgrade: websocket', ...headers, '', ''];
      socket.write(lines.join('\r\n'));
    });
  }

  it('lets through who knows the token, by address or cookie', async () => {
    assert.deepEqual(await post(`/?folder=%2Fa&tkn=${TOKEN}`), { status: 200, text: 'hello' });
    const own = { host: `localhost:${String(guard.port)}`, origin: `http://127.0.0.1:${String(guard.port)}` };
    assert.deepEqual(await post('/static/x.js', { ...COOKIE, ...own }), { status: 200, text: 'hello' });
    assert.deepEqual(reached, [`/?folder=%2Fa&tkn=${TOKEN}`, '/static/x.js']);
  });

  it('refuses who does not, and every page from elsewhere', async () => {
    const port = String(guard.port);
    for (const [path, headers] of [
      ['/', {}],
      ['/version', {}],
      ['/?tkn=wrong', {}],
      ['/', { cookie: 'vscode-tkn=wrong' }],
      ['/', { cookie: `xvscode-tkn=${TOKEN}` }],
      // DNS rebinding: the page's own name points here.
      ['/', { ...COOKIE, host: `evil.example:${port}` }],
      ['/', { ...COOKIE, host: '127.0.0.1' }],
      ['/', { ...COOKIE, origin: 'https://evil.example' }],
      ['/', { ...COOKIE, origin: 'null' }],
      ['/', { ...COOKIE, origin: `http://127.0.0.1:${port}.evil.example` }],
      [`//evil.example/?tkn=${TOKEN}`, { host: 'evil.example' }],
    ] as const) {
      assert.equal((await post(path, headers)).status, 403, JSON.stringify([path, headers]));
    }
    assert.deepEqual(reached, []);
  });

  it('asks the same of web sockets', async () => {
    const host = `Host: 127.0.0.1:${String(guard.port)}`;
    const cookie = `Cookie: ${COOKIE.cookie}`;
    assert.match(await upgrade('/socket', [host, cookie]), /^HTTP\/1\.1 101 [\s\S]*word$/);
    for (const headers of [
      [host],
      ['Host: evil.example', cookie],
      [host, cookie, 'Origin: http://evil.example'],
    ])
      assert.match(await upgrade('/socket', headers), /^HTTP\/1\.1 403 /);
    assert.deepEqual(reached, ['/socket']);
  });
});
