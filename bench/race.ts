/**
 * Ten optimizers with three seeds each on the example of digits: `nnspec compare` beside the same protocol in PyTorch, whole programs from
 * their start to their end, in turns. PyTorch trains one after the other with its best number of threads. Prints the medians and their ratio.
 * Usage: npm run build && npm run bench:race [-- --rounds 3 --epochs 20]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { pythonWithTorch } from './peers.ts';
import { median } from './support/median.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OPTIMIZERS = [
  ...['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam', 'adamw', 'nadam', 'adamax', 'adadelta', 'radam'],
];
const SEEDS = 3;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, epochs: { type: 'string', default: '20' } },
});
const epochs = Number(values.epochs);

/** Seconds that a program takes. */
function secondsOf(command: string, args: readonly string[], input = ''): number {
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-race-'));
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, { cwd: folder, input, encoding: 'utf8' });
  const seconds = (performance.now() - started) / 1000;
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(stderr);
  return seconds;
}

function ownSeconds(): number {
  return secondsOf(process.execPath, [
    ...[join(ROOT, 'dist', 'cli.js'), 'compare', join(ROOT, 'examples', 'digits.nnspec.json'), '--json'],
    ...['--optimizers', OPTIMIZERS.join(','), '--seeds', String(SEEDS), '--epochs', String(epochs)],
    ...['--set', 'semantics=pytorch', '--set', 'optimizer={"type":"sgd"}'],
  ]);
}

function torchSeconds(python: string, threads: number): number {
  const file = join(ROOT, 'examples', 'data', 'digits.csv');
  const network = { features: 64, hidden: [256, 128], classes: 10, dropout: 0.3, l2: 1e-4, batchSize: 32 };
  const work = { ...network, file, epochs, threads, seeds: SEEDS, optimizers: OPTIMIZERS };
  return secondsOf(python, [join(ROOT, 'bench', 'peers', 'torch_race.py')], JSON.stringify(work));
}

const python = pythonWithTorch();
if (python === undefined) throw new Error('No Python with torch was found (NNSPEC_BENCH_PYTHON names one).');
const threads = Array.from({ length: cpus().length }, (_, index) => index + 1);
const own: number[] = [];
const peers = threads.map((): number[] => []);
for (let round = 0; round < Number(values.rounds); round++) {
  own.push(ownSeconds());
  for (const [index, count] of threads.entries()) peers[index]?.push(torchSeconds(python, count));
}
const best = Math.min(...peers.map(median));
const text = (seconds: readonly number[]): string => seconds.map((one) => one.toFixed(1)).join(', ');
console.log(`NNSpec: ${median(own).toFixed(1)} s (${text(own)})`);
for (const [index, seconds] of peers.entries())
  console.log(`PyTorch, ${String(index + 1)} threads: ${median(seconds).toFixed(1)} s (${text(seconds)})`);
console.log(`NNSpec is ${(best / median(own)).toFixed(1)} × as fast.`);
