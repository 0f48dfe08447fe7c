/** The worker, the command line and the kernels as they ship, built once into build/ for the tests that run them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { buildKernels } from '../../scripts/kernels.mjs';

const OUT = resolve(import.meta.dirname, '../../build/training-runtime');
let built: Promise<void> | null = null;

export const WORKER_PATH = join(OUT, 'worker.js');
const CLI_PATH = join(OUT, 'cli.js');

/** Set once built, so that the processes of a parallel run neither build again nor replace what another one runs. */
const BUILT = 'NNSPEC_TEST_RUNTIME';

/** Call in `before` with a generous timeout. */
export function buildRuntime(): Promise<void> {
  built ??= process.env[BUILT] === OUT ? Promise.resolve() : buildAll();
  return built;
}

async function buildAll(): Promise<void> {
  await build({
    absWorkingDir: resolve(import.meta.dirname, '../..'),
    entryPoints: {
      worker: 'src/worker/main.ts',
      helper: 'src/worker/kernels/helper.ts',
      guard: 'src/worker/guard.ts',
      cli: 'src/cli/main.ts',
    },
    outdir: OUT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  await buildKernels({ outDir: OUT, quiet: true });
  process.env[BUILT] = OUT;
}

/** A small network that learns in a moment: 75 training samples, 5 steps an epoch, a dropout layer. */
export const SMALL_SPEC = JSON.stringify({
  formatVersion: 1,
  name: 'small',
  seed: 3,
  data: { source: { builtin: 'moons', samples: 100, noise: 0.1 }, split: { validation: 0.25 } },
  model: {
    layers: [
      { type: 'dense', units: 8, activation: 'tanh' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  },
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 4, batchSize: 16 },
});

/** A folder of its own for one test, holding `spec.nnspec.json`; `remove` deletes it. */
export async function specFolder(
  text: string = SMALL_SPEC,
): Promise<{ folder: string; spec: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-test-'));
  const spec = join(folder, 'spec.nnspec.json');
  await writeFile(spec, text);
  return { folder, spec, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `nnspec`; `result` settles when it has ended. */
export function startCli(
  args: readonly string[],
  cwd: string,
): { child: ChildProcess; result: Promise<CliResult> } {
  const child = spawn(process.execPath, [CLI_PATH, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const result = new Promise<CliResult>((settle, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      settle({ code, signal, stdout, stderr });
    });
  });
  return { child, result };
}

export function runCli(args: readonly string[], cwd: string): Promise<CliResult> {
  return startCli(args, cwd).result;
}

type Line = Readonly<Record<string, unknown>> & { readonly event: string };

/** The lines that a command has written with --json. */
export function jsonLines(text: string): Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}
