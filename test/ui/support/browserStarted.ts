/** Waits for a browser to have wholly started, which a user's has long before. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/**
 * A browser puts off what it does at low priority until a first page has been idle for a second: one that shows a
 * training run never is. Checking a service worker for an update is such work, and every webview of VS Code but the first
 * waits for it. So this page, which does nothing else, waits until one was checked.
 */
export async function browserStarted(page: Page): Promise<void> {
  const server = createServer(({ url }, response) => {
    const type = url === '/worker.js' ? 'text/javascript' : 'text/html';
    response.setHeader('Content-Type', type).end();
  }).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${String(port)}/`);
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.register('/worker.js');
      await navigator.serviceWorker.ready;
      await registration.update();
      await registration.unregister();
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
