// A port on 127.0.0.1 before a server that listens on a socket of its own: lets through only who knows the token and has
// come to this very address.
// @ts-check
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, request as forward } from 'node:http';
import { connect } from 'node:net';

/** Of VS Code's server: in the address at first, in a cookie from then on. */
const TOKEN_QUERY = 'tkn';
const TOKEN_COOKIE = 'vscode-tkn';

/** @param {string} text */
const digest = (text) => createHash('sha256').update(text).digest();

/**
 * Why a request is refused, or null. A page elsewhere can neither know the token nor, by having its name point here (DNS
 * rebinding), come with another `Host`; and what it asks for has its `Origin`.
 * @param {import('node:http').IncomingMessage} request
 * @param {{ token: string, port: number }} expected
 */
function refusal({ headers, url = '/' }, { token, port }) {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin, cookie = '' } = headers;
  if (!hosts.includes(host)) return 'Host is not this server';
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))
    return 'Origin is not this server';
  const query = new URL(url, 'http://localhost').searchParams.get(TOKEN_QUERY);
  const inCookie = cookie
    .split(/;\s*/)
    .find((entry) => entry.startsWith(`${TOKEN_COOKIE}=`))
    ?.slice(TOKEN_COOKIE.length + 1);
  const known = [query, inCookie].some(
    (given) => given != null && timingSafeEqual(digest(given), digest(token)),
  );
  return known ? null : 'the token is missing or wrong';
}

/**
 * Opens the port.
 * @param {{ socket: string, token: string, port?: number }} options `socket`: path of the server's; `port` 0: any free one
 * @returns {Promise<{ port: number, close: () => void }>}
 */
export async function guardPort({ socket, token, port = 0 }) {
  let chosen = port;
  const server = createServer((request, response) => {
    const reason = refusal(request, { token, port: chosen });
    if (reason !== null) {
      response
        .writeHead(403, { 'content-type': 'text/plain', connection: 'close' })
        .end(`Forbidden: ${reason}.\n`);
      return;
    }
    const { method, headers, url } = request;
    const onward = forward({ socketPath: socket, method, headers, path: url, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('upgrade', (request, client, head) => {
    const reason = refusal(request, { token, port: chosen });
    if (reason !== null) {
      client.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const onward = connect(socket, () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let at = 0; at < request.rawHeaders.length; at += 2)
        lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(client);
      client.pipe(onward);
    });
    const end = () => {
      onward.destroy();
      client.destroy();
    };
    for (const side of [onward, client]) side.on('error', end).on('close', end);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  chosen = typeof address === 'object' && address !== null ? address.port : port;
  return {
    port: chosen,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
