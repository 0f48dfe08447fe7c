/** The peers as child processes, one for each thread setting: a work goes in as a line of JSON, its speed comes out. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { Work, WorkFiles } from './support/works.ts';

const FOLDER = fileURLToPath(new URL('peers/', import.meta.url));
const PYTHONS = [process.env['NNSPEC_BENCH_PYTHON'], '/usr/bin/python3', 'python3', 'python'];

/** The ways to use a peer; each is measured and the best taken. */
export type Way = 'dense' | 'embedding bag';

export interface Peer {
  readonly name: string;
  readonly threads: number;
  readonly way: Way;
  /** Steps a second. */
  measure(work: Work, files: WorkFiles, seconds: number): Promise<number>;
  stop(): void;
}

interface Setting {
  readonly name: string;
  readonly threads: number;
  readonly ways: readonly Way[];
}

/** One process for all the ways. */
function startPeer({ name, threads, ways }: Setting, command: string, args: readonly string[]): Peer[] {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let waiting: { resolve: (rate: number) => void; reject: (error: Error) => void } | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as { readonly stepsPerSecond: number };
    waiting?.resolve(answer.stepsPerSecond);
    waiting = undefined;
  });
  child.on('exit', (code) => {
    waiting?.reject(new Error(`${name} ended with code ${String(code)}.`));
    waiting = undefined;
  });
  return ways.map((way) => ({
    name,
    threads,
    way,
    measure: (work, files, seconds) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        child.stdin.write(`${JSON.stringify({ ...work, ...files, way, seconds, threads })}\n`);
      }),
    stop() {
      child.stdin.end();
    },
  }));
}

/** A Python that has PyTorch, if there is one. */
export function pythonWithTorch(): string | undefined {
  return PYTHONS.find(
    (python) => python !== undefined && spawnSync(python, ['-c', 'import torch']).status === 0,
  );
}

/** Installs what the bench needs from npm, once; false if that fails. */
export function installPeers(): boolean {
  if (existsSync(`${FOLDER}node_modules/@tensorflow/tfjs-core`)) return true;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/** Starts what there is, at 1 … `cores` threads each, and says what there is not. */
export function startPeers(cores: number): {
  readonly peers: readonly Peer[];
  readonly missing: readonly string[];
} {
  const settings = Array.from({ length: cores }, (_, index) => index + 1);
  const peers: Peer[] = [];
  const missing: string[] = [];
  if (installPeers()) {
    const script = `${FOLDER}tfjsPeer.mjs`;
    for (const threads of settings) {
      const setting: Setting = { name: 'tfjs-wasm', threads, ways: ['dense'] };
      peers.push(...startPeer(setting, process.execPath, [script, String(threads)]));
    }
  } else missing.push('tfjs-wasm was not measured: its packages could not be installed.');
  const python = pythonWithTorch();
  if (python) {
    for (const threads of settings) {
      const setting: Setting = { name: 'PyTorch', threads, ways: ['dense', 'embedding bag'] };
      peers.push(...startPeer(setting, python, [`${FOLDER}torch_peer.py`]));
    }
  } else
    missing.push('PyTorch was not measured: no Python with torch was found (NNSPEC_BENCH_PYTHON names one).');
  return { peers, missing };
}
