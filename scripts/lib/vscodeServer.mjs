// Starts VS Code's server with settings, extensions and data of its own, and takes all of it away again.
// @ts-check
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { guardPort } from './guardedPort.mjs';
import { TaskError, isThere, killGroup, mustRun } from './task.mjs';

/** Nothing that asks, updates, reports or fills the window. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'git.enabled': false,
};

/**
 * A running server.
 * @typedef {object} Server
 * @property {number} port on 127.0.0.1, open to who knows the token only
 * @property {(folder: string, payload?: [string, string][]) => string} url of the workbench with a folder open, and the token
 * @property {() => string} log what the server has printed
 * @property {() => Promise<number>} killExtensionHosts SIGKILLs them, on Linux, and waits until they are gone; gives how many there were
 * @property {() => Promise<void>} stop ends it and removes its folders
 */

/**
 * Starts a server on 127.0.0.1.
 * @param {import('./vscodeHosts.mjs').Host} host
 * @param {object} [options]
 * @param {string} [options.vsix] an extension to install first
 * @param {boolean} [options.testDriver] lets a page's URL start extension tests; hides notifications
 * @param {Record<string, unknown>} [options.settings] user settings, over the quiet ones
 * @param {Record<string, string>} [options.env] for the server and its extension hosts
 * @param {number} [options.port] 0: any free one
 * @param {boolean} [options.trust] asks whether a folder is to be trusted, as VS Code does; else every one is
 * @returns {Promise<Server>}
 */
export async function startServer(
  host,
  { vsix, testDriver = false, settings = {}, env = {}, port = 0, trust = false } = {},
) {
  const dir = await mkdtemp(path.join(tmpdir(), 'nnspec-vscode-'));
  const at = (/** @type {string[]} */ ...parts) => path.join(dir, ...parts);
  await mkdir(at('data/User'), { recursive: true });
  await mkdir(at('extensions'));
  await mkdir(at('tmp'));
  await writeFile(
    at('data/User/settings.json'),
    JSON.stringify({ ...SETTINGS, 'security.workspace.trust.enabled': trust, ...settings }),
  );
  const token = randomBytes(24).toString('base64url');
  // In a file, since every user of the machine can read arguments.
  await writeFile(at('token'), token, { mode: 0o600 });
  const socket = at('tmp', 'server.sock');
  const main = path.join(host.vscode, 'out/server-main.js');
  const folders = [
    ...['--server-data-dir', dir, '--user-data-dir', at('data'), '--extensions-dir', at('extensions')],
    '--accept-server-license-terms',
  ];
  // Sockets that a killed server leaves go with its folder. No gallery: nothing is to be fetched from one.
  const serverEnv = { EXTENSIONS_GALLERY: '{}', TMPDIR: at('tmp'), XDG_RUNTIME_DIR: at('tmp'), ...env };
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  // A server must not outlive the script that started it, however that ends.
  const onExit = () => child && killGroup(child);
  const cleanUp = async () => {
    process.off('exit', onExit);
    if (child) killGroup(child);
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    if (vsix !== undefined) {
      await mustRun(host.node, [main, '--install-extension', vsix, ...folders], {
        env: serverEnv,
        timeout: 120,
      });
    }
    const server = spawn(
      host.node,
      [
        ...[main, '--socket-path', socket, '--connection-token-file', at('token')],
        ...['--disable-telemetry', ...(trust ? [] : ['--disable-workspace-trust'])],
        ...(testDriver ? ['--enable-smoke-test-driver'] : []),
        ...folders,
      ],
      { env: { ...process.env, ...serverEnv }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
    child = server;
    process.once('exit', onExit);
    const gone = new Promise((resolve) => server.once('exit', resolve));
    let log = '';
    await new Promise((resolve, reject) => {
      const take = (/** @type {Buffer} */ chunk) => {
        log += chunk.toString();
        if (log.includes('Extension host agent listening on')) resolve(undefined);
      };
      server.stdout.on('data', take);
      server.stderr.on('data', take);
      void gone.then((code) =>
        reject(new TaskError(`VS Code's server ended with exit code ${code}\n${log}`)),
      );
      setTimeout(
        () => reject(new TaskError(`VS Code's server did not start within 60 s\n${log}`)),
        60_000,
      ).unref();
    });
    const guard = await guardPort({ socket, token, port });
    return {
      port: guard.port,
      log: () => log,
      url: (folder, payload) => {
        const query = new URLSearchParams({ folder, tkn: token });
        if (payload) query.set('payload', JSON.stringify(payload));
        return `http://127.0.0.1:${guard.port}/?${query.toString()}`;
      },
      killExtensionHosts: async () => {
        const hosts = await extensionHostsOf(server.pid ?? 0);
        for (const pid of hosts) process.kill(pid, 'SIGKILL');
        // A process ends a moment after it was killed.
        while (hosts.some(isThere)) await new Promise((resolve) => setTimeout(resolve, 5));
        return hosts.length;
      },
      stop: async () => {
        guard.close();
        killGroup(server, 'SIGTERM');
        await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 4000))]);
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/**
 * The extension hosts in the process group of a server.
 * @param {number} group
 */
async function extensionHostsOf(group) {
  const found = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const read = (/** @type {string} */ file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '');
    if (!(await read('cmdline')).includes('--type=extensionHost')) continue;
    const stat = await read('stat');
    // After the name in parentheses: state, parent, process group.
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group) found.push(Number(name));
  }
  return found;
}
