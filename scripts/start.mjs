// npm start: a VS Code with this extension and the examples in it. The user's own `code` if there is one, else VS Code's
// server, in the browser.
//
//   npm start -- --no-open       only serves, prints the URL, and ends with Ctrl-C
//   npm start -- --port 8080     serves on that port
// @ts-check
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findProgram } from './lib/system.mjs';
import { TaskError, root, run, script, step } from './lib/task.mjs';

const examples = path.join(root, 'examples');

/** The oldest minor version of VS Code 1 that package.json's `engines` allows. */
const OLDEST_MINOR = 100;

/** @returns {Promise<string | undefined>} the user's `code`, if it is there and not too old */
async function ownCode() {
  const code = await findProgram('code', 'code.cmd', 'code-insiders', 'codium');
  if (code === undefined) return undefined;
  const { output } = await run(code, ['--version'], { timeout: 20 });
  const version = /^(\d+)\.(\d+)\./m.exec(output);
  if (!version) return undefined;
  const recent = Number(version[1]) > 1 || Number(version[2]) >= OLDEST_MINOR;
  if (!recent) console.log(`${code} is VS Code ${version[0]}…, older than 1.${OLDEST_MINOR}: not used.`);
  return recent ? code : undefined;
}

/** @param {string} url */
async function openInBrowser(url) {
  const { platform } = process;
  const opener = platform === 'darwin' ? 'open' : platform === 'win32' ? 'explorer' : 'xdg-open';
  if ((await findProgram(opener)) !== undefined) await run(opener, [url]).catch(() => undefined);
}

/**
 * Serves VS Code until interrupted.
 * @param {{ open: boolean, port: number }} options
 */
async function serve({ open, port }) {
  const { ensureHost } = await import('./lib/vscodeHosts.mjs');
  const { startServer } = await import('./lib/vscodeServer.mjs');
  const { packageExtension } = await import('./lib/vsix.mjs');
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  const { file } = await step('Packaging the extension', packageExtension);
  const host = await ensureHost('latest');
  const server = await step(`Starting VS Code ${host.version}`, () =>
    startServer(host, { vsix: file, port, trust: true }),
  );
  try {
    const url = server.url(examples);
    console.log(`\nVS Code with NNSpec and its examples is at\n\n  ${url}\n`);
    console.log(
      'The address is the key to it: only who has all of it gets in. VS Code asks whether you trust the folder.',
    );
    console.log('Right-click digits.nnspec.json → Train model. Ctrl-C here ends it.');
    if (open) await openInBrowser(url);
    await interrupted;
    console.log('\nEnding.');
  } finally {
    await server.stop();
  }
}

await script(async () => {
  const { values } = parseArgs({
    options: { 'no-open': { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TaskError(`--port ${values.port} is no port.`);
  await ensureDependencies();
  const code = values['no-open'] ? undefined : await ownCode();
  if (code !== undefined) {
    const { build } = await import('../esbuild.mjs');
    await step('Building', () => build());
    const args = ['--new-window', `--extensionDevelopmentPath=${root}`, examples];
    if ((await run(code, args, { show: true })).code === 0) {
      console.log('VS Code is open: right-click digits.nnspec.json → Train model.');
      return 0;
    }
    console.log(`${code} did not start; serving VS Code in the browser instead.`);
  }
  await serve({ open: !values['no-open'], port });
  return 0;
});
