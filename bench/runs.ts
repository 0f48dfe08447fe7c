/**
 * How long long runs take to open (from their folder to what the panel is sent), and how much memory: a run of many steps, and
 * runs of which every step is an epoch. Each is written as a run that trains writes it.
 * Usage: npm run bench:runs [-- --steps 1000000 --series 12 --rounds 5 --epochs 5000000,10000000]
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { epochFrame } from '../src/run/epochs.ts';
import { eventFiles } from '../src/runs/events/eventNames.ts';
import { indexRun } from '../src/runs/events/historyIndex.ts';
import { JOURNAL_FILE } from '../src/runs/journal/journal.ts';
import { readRun } from '../src/runs/reader.ts';
import type { RunStore } from '../src/runs/store.ts';
import { frameOf, makeRun } from '../test/unit/runs/support.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    series: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '5000000,10000000' },
    /** Opens this run once and prints what that took: in a process of its own. */
    open: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const INDEX = 'history.index';
const NAMES = ['gradientNorm', 'gradientMean', 'weightNorm', 'updateNorm'];
/** Steps or epochs that are written at once. */
const AT_ONCE = 10_000;
const MEBIBYTE = 2 ** 20;
const series = Array.from({ length: Number(values.series) }, (_, index) =>
  index < 2
    ? (['loss', 'learningRate'][index] ?? '')
    : `dense${1 + ((index - 2) >> 2)}/${NAMES[(index - 2) % 4] ?? ''}`,
);

interface Opened {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peak: number;
  readonly epochs: number;
}

/** Makes a run and resolves with its folder. */
async function written(folder: string, write: (store: RunStore) => Promise<void>): Promise<string> {
  const store = await makeRun(folder, { series });
  await write(store);
  await store.close();
  return store.folder;
}

/** Visits the first number of each part that is written at once, and how many are in it. */
async function inParts(count: number, write: (first: number, here: number) => Promise<void>): Promise<void> {
  for (let first = 1; first <= count; first += AT_ONCE)
    await write(first, Math.min(AT_ONCE, count - first + 1));
}

const rows = <Row>(count: number, row: (index: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) => row(index));

async function writeSteps(store: RunStore, steps: number): Promise<void> {
  await inParts(steps, async (first, here) => {
    const row = (step: number): number[] => series.map((_, at) => Math.sin(step * (at + 1)) + 1 / step);
    await store.appendFrame(
      frameOf(
        first,
        rows(here, (index) => row(first + index)),
      ),
    );
    await store.appendEpochs(
      epochFrame([recordOf(Math.ceil(first / AT_ONCE), first + here - 1)]),
      first / 100,
    );
  });
}

async function writeEpochs(store: RunStore, epochs: number): Promise<void> {
  await inParts(epochs, async (first, here) => {
    await store.appendEpochs(
      epochFrame(rows(here, (index) => recordOf(first + index, first + index))),
      first / 1e5,
    );
  });
}

function recordOf(epoch: number, step: number): Parameters<typeof epochFrame>[0][number] {
  const metrics = { loss: 0.1 + Math.sin(epoch) ** 2 / epoch, accuracy: (epoch % 5) / 4 };
  return {
    epoch,
    step,
    train: metrics,
    trainEvaluated: metrics,
    seconds: 4e-6,
    samplesPerSecond: 1e6 + Math.cos(epoch),
  };
}

async function bytesOf(folder: string, names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Milliseconds of each round, sorted. */
async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b);
}

function tell(what: string, times: readonly number[]): void {
  const middle = times[times.length >> 1] ?? NaN;
  console.log(
    `${what.padEnd(44)} ${middle.toFixed(0)} ms (median of ${times.length}; best ${(times[0] ?? NaN).toFixed(0)})`,
  );
}

async function openOnce(folder: string): Promise<Opened> {
  const from = performance.now();
  const before = process.cpuUsage();
  const { journal } = await readRun(folder);
  const { user, system } = process.cpuUsage(before);
  const { maxRSS } = process.resourceUsage();
  return {
    seconds: (performance.now() - from) / 1000,
    processorSeconds: (user + system) / 1e6,
    peak: maxRSS / 1024,
    epochs: journal.epochCount,
  };
}

/** Opens the run in a process of its own. */
function openApart(folder: string): Opened {
  const script = fileURLToPath(import.meta.url);
  const command = ['--import', 'tsx', script, '--open', folder];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })) as Opened;
}

async function benchSteps(place: string, steps: number): Promise<void> {
  const folder = await written(place, (store) => writeSteps(store, steps));
  const events = await eventFiles(folder);
  const bytes = await bytesOf(folder, events);
  console.log(
    `${steps.toLocaleString('en')} steps × ${series.length} series, ${(bytes / MEBIBYTE).toFixed(0)} MiB of events`,
  );
  tell(
    'reading the bytes alone',
    await timed(() => Promise.all(events.map((name) => readFile(join(folder, name))))),
  );
  tell(
    'opening without an index (first, after a kill)',
    await timed(async () => {
      await rm(join(folder, INDEX), { force: true });
      await readRun(folder);
    }),
  );
  const { history } = await readRun(folder);
  await indexRun(folder, series, history, undefined);
  globalThis.gc?.();
  const before = process.memoryUsage();
  tell('opening', await timed(() => readRun(folder)));
  const run = await readRun(folder);
  globalThis.gc?.();
  const after = process.memoryUsage();
  const held = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  console.log(
    `an open run holds ${(held / MEBIBYTE).toFixed(0)} MiB; the panel is sent ${run.snapshot.steps.count} rows`,
  );
}

async function benchEpochs(place: string, epochs: number): Promise<void> {
  const folder = await written(place, (store) => writeEpochs(store, epochs));
  const bytes = await bytesOf(folder, [JOURNAL_FILE]);
  const idle = openApart(await written(place, (store) => writeEpochs(store, 1)));
  const opened = openApart(folder);
  if (opened.epochs !== epochs) throw new Error(`${opened.epochs} epochs were read of ${epochs}.`);
  console.log(
    `${epochs.toLocaleString('en')} epochs, ${(bytes / MEBIBYTE).toFixed(0)} MiB of journal: opened in ${opened.seconds.toFixed(1)} s, ` +
      `${opened.processorSeconds.toFixed(1)} s of processor time, peak ${opened.peak.toFixed(0)} MiB ` +
      `(${idle.peak.toFixed(0)} MiB with one epoch)`,
  );
}

if (values.open === undefined) {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-bench-'));
  try {
    await benchSteps(folder, Number(values.steps));
    for (const epochs of values.epochs.split(',').map(Number))
      if (epochs > 0) await benchEpochs(folder, epochs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
} else console.log(JSON.stringify(await openOnce(values.open)));
