// Runs the mocha suite of test/vscode in a real extension host: a desktop VS Code where one can be had, else VS Code's
// server with its workbench in a headless Chromium.
// @ts-check
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { launchBrowser } from './chromium.mjs';
import { TaskError, root, step } from './task.mjs';
import { ensureHost } from './vscodeHosts.mjs';
import { startServer } from './vscodeServer.mjs';

/** Desktop versions to test on, by the names of the server hosts. */
const DESKTOP_VERSIONS = { min: '1.100.3', latest: 'stable' };
const SUITE_SECONDS = 300;
const bundles = path.join(root, 'out/vscode-test');
const suite = path.join(bundles, 'index.cjs');

/** Bundles test/vscode: the extension host loads CommonJS, each test file as a file of its own. */
export async function bundleSuite() {
  const { build } = await import('esbuild');
  const sources = path.join(root, 'test/vscode');
  const names = (await readdir(sources)).filter(
    (name) => name === 'index.ts' || name.endsWith('.vscode.test.ts'),
  );
  await rm(bundles, { recursive: true, force: true });
  await build({
    entryPoints: names.map((name) => path.join(sources, name)),
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

/**
 * A desktop VS Code.
 * @param {import('./vscodeHosts.mjs').HostName} name
 * @returns {Promise<string | undefined>} its executable; undefined: none here and none to be downloaded
 */
async function findDesktop(name) {
  const wanted = process.env['VSCODE_TEST_HOST'];
  if (wanted === 'server') return undefined;
  const named = process.env['VSCODE_EXECUTABLE'];
  if (named !== undefined) return named;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const blind = process.platform === 'linux' && DISPLAY === undefined && WAYLAND_DISPLAY === undefined;
  if (blind && wanted !== 'desktop') return undefined;
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    const version = DESKTOP_VERSIONS[name];
    return await step(`Getting desktop VS Code (${version})`, () =>
      downloadAndUnzipVSCode({ version, timeout: 15_000 }),
    );
  } catch (error) {
    if (wanted === 'desktop')
      throw new TaskError(`no desktop VS Code: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/**
 * Runs the suite in a desktop VS Code.
 * @param {string} executable
 * @param {string} workspace
 * @param {Record<string, string>} env
 */
async function runOnDesktop(executable, workspace, env) {
  const { runTests } = await import('@vscode/test-electron');
  const data = await mkdtemp(path.join(tmpdir(), 'nnspec-data-'));
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--user-data-dir', data],
      extensionTestsEnv: env,
    });
  } finally {
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Runs the suite in VS Code's server.
 * @param {import('./vscodeHosts.mjs').Host} host
 * @param {string} workspace
 * @param {Record<string, string>} env
 * @param {string} picture where to put a screenshot if it fails
 */
async function runOnServer(host, workspace, env, picture) {
  const server = await startServer(host, { testDriver: true, env });
  const { browser, page } = await launchBrowser();
  try {
    /** @type {Promise<number>} */
    const ended = new Promise((resolve, reject) => {
      const late = () => reject(new TaskError(`the suite did not end within ${SUITE_SECONDS} s`));
      setTimeout(late, SUITE_SECONDS * 1000).unref();
      void page.exposeFunction('codeAutomationExit', resolve);
      page.once('close', () => reject(new TaskError('the workbench was closed')));
      page.once('crash', () => reject(new TaskError('the workbench crashed')));
    });
    // The workbench's console: mostly about files that this build of it does not have.
    const verbose = process.env['NNSPEC_TEST_VERBOSE'] !== undefined;
    await page.exposeFunction(
      'codeAutomationLog',
      (/** @type {unknown} */ _type, /** @type {unknown[]} */ args) => {
        if (verbose) console.log(...args);
      },
    );
    const remote = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${server.port}${file}`;
    const opened = page.goto(
      server.url(workspace, [
        ['extensionDevelopmentPath', remote(root.replace(/\/$/, ''))],
        ['extensionTestsPath', remote(suite)],
        ['enableProposedApi', ''],
        ['skipWelcome', 'true'],
      ]),
    );
    await Promise.race([opened, ended]);
    const code = await ended;
    if (code !== 0) throw new TaskError(`the extension host ended with exit code ${code}`);
  } catch (error) {
    await mkdir(path.dirname(picture), { recursive: true });
    await page.screenshot({ path: picture }).catch(() => undefined);
    await writeFile(`${picture}.log`, server.log());
    throw error;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * Runs the suite once; what came of it is in the results file.
 * @param {import('./vscodeHosts.mjs').HostName} name which VS Code
 * @param {string} results file for the results, see mochaResults.mjs
 * @param {string} [grep] only tests whose title matches
 * @throws {TaskError} if the host did not come up or did not end well, whatever the results file says
 */
export async function runSuite(name, results, grep = '') {
  const workspace = await mkdtemp(path.join(tmpdir(), 'nnspec-workspace-'));
  try {
    await cp(path.join(root, 'examples'), workspace, {
      recursive: true,
      filter: (source) => path.basename(source) !== '.nnspec',
    });
    const env = { NNSPEC_TEST_RESULTS: results, NNSPEC_TEST_GREP: grep };
    const executable = await findDesktop(name);
    if (executable !== undefined) {
      const version = name === 'min' ? DESKTOP_VERSIONS.min : '1.';
      await runOnDesktop(executable, workspace, { ...env, NNSPEC_TEST_VSCODE: version });
    } else {
      const host = await ensureHost(name);
      const picture = path.join(root, `artifacts/vscode-${name}.png`);
      await runOnServer(host, workspace, { ...env, NNSPEC_TEST_VSCODE: host.version }, picture);
    }
  } finally {
    await rm(workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}
