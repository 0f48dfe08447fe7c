// Real VS Codes for the tests, kept in .vscode-host/ (ignored by git).
//
// The npm package code-server holds VS Code's own server and web workbench; a Node from npm runs it. So a real workbench,
// extension host and webviews are there wherever the npm registry is. Two of them: the oldest VS Code that
// package.json's `engines` allows, and a recent one.
// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { ensurePrograms, findProgram } from './system.mjs';
import { TaskError, isThere, mustRun, root, step } from './task.mjs';

/** @typedef {'min' | 'latest'} HostName */

/**
 * `native`: the modules that must be compiled. `recipe` counts changes to how a host is made.
 * @type {Record<HostName, { codeServer: string, node: string, native: readonly string[], ripgrep: boolean, recipe: number }>}
 */
const HOSTS = {
  min: {
    codeServer: '4.100.3',
    node: '20.20.2',
    native: ['@vscode/spdlog', 'native-watchdog', 'node-pty'],
    ripgrep: true,
    recipe: 1,
  },
  latest: {
    codeServer: '4.139.1',
    node: '24.21.0',
    native: ['@vscode/spdlog', '@vscode/native-watchdog'],
    ripgrep: false,
    recipe: 1,
  },
};

/** The names of the hosts, oldest VS Code first. */
export const HOST_NAMES = /** @type {const} */ (['min', 'latest']);

/**
 * An installed host.
 * @typedef {{ name: string, node: string, vscode: string, version: string }} Host
 *   `node`: its Node; `vscode`: the folder of VS Code's server; `version`: VS Code's
 */

const folder = path.join(root, '.vscode-host');
const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

/** @param {string} dir of a host @param {HostName} name @returns {Promise<Host>} */
async function describe(dir, name) {
  const vscode = path.join(dir, 'node_modules/code-server/lib/vscode');
  const { version } = JSON.parse(await readFile(path.join(vscode, 'package.json'), 'utf8'));
  return { name, node: path.join(dir, 'node_modules', nodePackage(), 'bin/node'), vscode, version };
}

function nodePackage() {
  return `node-${process.platform}-${process.arch}`;
}

/**
 * Installs a host into an empty folder.
 * @param {string} dir
 * @param {HostName} name
 */
async function install(dir, name) {
  const { codeServer, node, native, ripgrep } = HOSTS[name];
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'package.json'), '{ "private": true }\n');
  const packages = [`code-server@${codeServer}`, `${nodePackage()}@${node}`];
  // No scripts: code-server's own would want another Node and a shell. What they do is done below.
  await mustRun('npm', ['install', ...quiet, '--ignore-scripts', ...packages], { cwd: dir });
  const { vscode } = await describe(dir, name);
  await mustRun('npm', ['install', ...quiet, '--omit=dev', '--ignore-scripts'], { cwd: vscode });
  const nodeFolder = path.join(dir, 'node_modules', nodePackage());
  await mustRun('npm', ['rebuild', ...quiet, ...native], {
    cwd: vscode,
    env: {
      PATH: [path.join(nodeFolder, 'bin'), process.env['PATH']].join(path.delimiter),
      npm_config_nodedir: nodeFolder, // Its headers, so that nothing is fetched from nodejs.org.
      npm_config_yes: 'true',
    },
  });
  const rg = ripgrep ? await findProgram('rg') : undefined;
  if (rg !== undefined) {
    // Its own would be downloaded from GitHub.
    await mkdir(path.join(vscode, 'node_modules/@vscode/ripgrep/bin'), { recursive: true });
    await symlink(rg, path.join(vscode, 'node_modules/@vscode/ripgrep/bin/rg'));
  }
}

/**
 * Waits until no other process sets the same host up, and keeps others out until `release` is called.
 * @param {string} lock a folder
 * @returns {Promise<() => Promise<void>>}
 */
async function acquire(lock) {
  for (;;) {
    try {
      await mkdir(lock);
      await writeFile(path.join(lock, 'pid'), String(process.pid));
      return () => rm(lock, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    const owner = Number(await readFile(path.join(lock, 'pid'), 'utf8').catch(() => '0'));
    if (owner > 0 && !isThere(owner)) await rm(lock, { recursive: true, force: true });
  }
}

/**
 * Sees to it that a host is installed.
 * @param {HostName} name
 * @returns {Promise<Host>}
 * @throws {TaskError} if it cannot be
 */
export async function ensureHost(name) {
  const host = HOSTS[name];
  if (process.platform !== 'linux') {
    throw new TaskError(
      "VS Code's server is set up on Linux only. Elsewhere use a desktop VS Code: install one, or set VSCODE_EXECUTABLE.",
    );
  }
  const dir = path.join(folder, name);
  const stamp = path.join(dir, '.done');
  const want = JSON.stringify(host);
  const done = async () => existsSync(stamp) && (await readFile(stamp, 'utf8')) === want;
  if (!(await done())) {
    await mkdir(folder, { recursive: true });
    const release = await acquire(`${dir}.lock`);
    try {
      if (!(await done())) {
        const programs = {
          'g++': 'g++',
          make: 'make',
          python3: 'python3',
          ...(host.ripgrep ? { rg: 'ripgrep' } : {}),
        };
        await ensurePrograms(programs, `Setting up VS Code's server (${name})`);
        await step(`Setting up VS Code's server, ${name} (code-server ${host.codeServer})`, async () => {
          await rm(`${dir}.partial`, { recursive: true, force: true });
          await install(`${dir}.partial`, name);
          await rm(dir, { recursive: true, force: true });
          await rename(`${dir}.partial`, dir);
          await writeFile(stamp, want);
        });
      }
    } finally {
      await release();
    }
  }
  return describe(dir, name);
}
