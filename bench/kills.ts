/**
 * npm run kills [-- --count 20] [--hosts 5]: kills `nnspec train` with SIGKILL at random moments, again and again on the same run
 * folders, and prints what was lost: every folder must open, no step that is older than a second may be missing, and
 * the runs, resumed after every kill, must end with the weights and optimizer state of a run that was never killed.
 * Then the same with the process in which VS Code runs the extension.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { decodeSafetensors } from '../src/engine/checkpoint.ts';
import { eventFiles } from '../src/runs/eventNames.ts';
import { readRun } from '../src/runs/reader.ts';
import { killHosts } from './killsHost.ts';

const CLI = join(import.meta.dirname, '../dist/cli.js');
/** Kills of one run, which is then trained to its end. */
const KILLS_OF_A_RUN = 5;
/** Milliseconds from the start of a process to its kill. */
const EARLIEST = 150;
const LATEST = 3000;

/** So many that the run is still going when its host has been killed often. */
const EPOCHS_OF_HOSTS = 60_000;

const SPEC = {
  formatVersion: 1,
  name: 'kills',
  data: { source: { builtin: 'moons', samples: 400, noise: 0.1 }, split: { validation: 0.25 } },
  model: {
    layers: [
      { type: 'dense', units: 32, activation: 'tanh' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  },
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 10_000, batchSize: 16 },
};

interface Process {
  readonly kill: () => void;
  readonly ended: Promise<unknown>;
  /** When each step was told on stdout. */
  readonly told: { readonly at: number; readonly step: number }[];
}

function train(folder: string, args: readonly string[]): Process {
  const command = [CLI, 'train', ...args, '--json', '--every', '20'];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const told: { at: number; step: number }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const step = /^\{"event":"step","step":(\d+)/.exec(line)?.[1];
    if (step !== undefined) told.push({ at: Date.now(), step: Number(step) });
  });
  return {
    kill: () => child.kill('SIGKILL'),
    ended: once(child, 'close'),
    told,
  };
}

interface Kill {
  readonly opened: boolean;
  /** Milliseconds from the newest record to the kill; null if nothing had been written by this process. */
  readonly age: number | null;
  /** Steps that had been told a second before and are not in the folder. */
  readonly missing: number;
}

async function inspect(run: string, started: number, killed: number, told: Process['told']): Promise<Kill> {
  if ((await stat(run).catch(() => null)) === null) return { opened: true, age: null, missing: 0 };
  const { history } = await readRun(run);
  const last = (await eventFiles(run)).at(-1);
  const written = last === undefined ? 0 : (await stat(join(run, last))).mtimeMs;
  const old = told.filter(({ at }) => at <= killed - 1000).at(-1)?.step ?? 0;
  return {
    opened: true,
    age: written < started ? null : Math.max(0, killed - written),
    missing: Math.max(0, old - history.lastStep),
  };
}

async function killOnce(folder: string, name: string): Promise<Kill> {
  const run = join(folder, name);
  const begun = (await stat(join(run, 'checkpoints/last.safetensors')).catch(() => null)) !== null;
  // A run that was killed before its first checkpoint has nothing to go on from.
  if (!begun) await rm(run, { recursive: true, force: true });
  const started = Date.now();
  const child = train(folder, begun ? ['--resume', name] : ['spec.nnspec.json', '--run-dir', name]);
  await Promise.race([setTimeout(EARLIEST + Math.random() * (LATEST - EARLIEST)), child.ended]);
  const killed = Date.now();
  child.kill();
  await child.ended;
  try {
    return await inspect(run, started, killed, child.told);
  } catch (error) {
    console.error(error);
    return { opened: false, age: null, missing: 0 };
  }
}

function tensorsIn(bytes: Buffer): string {
  const tensors = decodeSafetensors(bytes).tensors.map((tensor) => [
    tensor.name,
    Buffer.from(tensor.values.buffer, tensor.values.byteOffset, tensor.values.byteLength).toString('base64'),
  ]);
  return JSON.stringify(tensors);
}

async function tensorsOf(folder: string, name: string): Promise<string> {
  return tensorsIn(await readFile(join(folder, name, 'checkpoints/last.safetensors')));
}

/** Milliseconds, ascending. */
function agesText(ages: readonly number[]): string {
  const median = ages[Math.floor(ages.length / 2)] ?? 0;
  return `newest record at the kill: median ${median.toFixed(0)} ms, oldest ${(ages.at(-1) ?? 0).toFixed(0)} ms old`;
}

const { values } = parseArgs({
  options: { count: { type: 'string', default: '20' }, hosts: { type: 'string', default: '5' } },
});
const count = Number(values.count);
const folder = await mkdtemp(join(tmpdir(), 'nnspec-kills-'));
try {
  await writeFile(join(folder, 'spec.nnspec.json'), JSON.stringify(SPEC));
  await train(folder, ['spec.nnspec.json', '--run-dir', 'whole']).ended;
  const expected = await tensorsOf(folder, 'whole');
  const kills: Kill[] = [];
  let equal = 0;
  let runs = 0;
  while (kills.length < count) {
    const name = `run${++runs}`;
    for (let kill = 0; kill < KILLS_OF_A_RUN && kills.length < count; kill++) {
      kills.push(await killOnce(folder, name));
    }
    const begun = (await stat(join(folder, name, 'checkpoints/last.safetensors')).catch(() => null)) !== null;
    if (!begun) await rm(join(folder, name), { recursive: true, force: true });
    await train(folder, begun ? ['--resume', name] : ['spec.nnspec.json', '--run-dir', name]).ended;
    if ((await tensorsOf(folder, name)) === expected) equal++;
  }
  const ages = kills
    .map(({ age }) => age)
    .filter((age) => age !== null)
    .sort((a, b) => a - b);
  const opened = kills.filter((kill) => kill.opened).length;
  const missing = kills.reduce((sum, kill) => sum + kill.missing, 0);
  console.log(`${count} kills of ${runs} runs: ${opened} folders open`);
  console.log(`${agesText(ages)} (${ages.length} kills while training)`);
  console.log(`steps told more than a second before and missing: ${missing}`);
  console.log(
    `${equal} of ${runs} resumed runs end with the weights and optimizer state of an uninterrupted one`,
  );
  let right = opened === count && missing === 0 && equal === runs;
  const hosts = Number(values.hosts);
  if (hosts > 0) {
    const long = { ...SPEC, training: { ...SPEC.training, epochs: EPOCHS_OF_HOSTS } };
    await writeFile(join(folder, 'long.nnspec.json'), JSON.stringify(long));
    await train(folder, ['long.nnspec.json', '--run-dir', 'long']).ended;
    const killed = await killHosts(hosts, JSON.stringify(long));
    const same = tensorsIn(killed.weights) === (await tensorsOf(folder, 'long'));
    console.log(`${hosts} kills of the extension host in one run: the folder opens ${killed.opened} times`);
    console.log(agesText(killed.ages));
    console.log(
      `resumed each time, it ends with ${same ? 'the' : 'OTHER'} weights and optimizer state${same ? ' of an uninterrupted one' : ''}`,
    );
    right &&= killed.opened === hosts && same && (killed.ages.at(-1) ?? 0) < 1000;
  }
  process.exitCode = right ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
