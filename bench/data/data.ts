/**
 * How fast files are read in the worker, and how much memory it takes at most while it reads them and trains on them:
 * MB/s of the file and of the processor's time (other work on the machine does not count there), the peak of the
 * process's memory above an idle worker, and that over what the plan says is held: data, parameters with gradients and
 * optimizer, activations. Each file in a process of its own.
 * Usage: node --import tsx bench/data/data.ts [--only csv] [--rounds 3] [--json]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import type { WorkerEvent } from '../../src/protocol/worker.ts';
import { WorkerClient } from '../../src/session/worker/workerClient.ts';
import { loadSpec } from '../../src/format/load.ts';
import { DATA_FILES, sizeOf } from './dataFiles.ts';
import { median } from '../support/median.ts';
import { fashion, reuters, type RealWork } from './realData.ts';
import { buildWorker, RUNTIME } from '../support/runtime.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const SELF = fileURLToPath(import.meta.url);
const LIMIT = 4 * 2 ** 30;

interface Case {
  readonly name: string;
  /** Spec, its folder, and the files it reads; a string says what is missing. */
  readonly make: () =>
    { readonly text: string; readonly folder: string; readonly files: readonly string[] } | string;
}

/** A small network on all columns of a file. */
function tableCase(name: string, file: string, data: Readonly<Record<string, unknown>>): Case {
  return {
    name,
    make: () => {
      const path = DATA_FILES[file]?.() ?? null;
      if (path === null) return `${file} could not be made (Parquet needs a Python with pyarrow).`;
      const text = JSON.stringify({
        formatVersion: 1,
        data: { source: path, split: { validation: 0.1 }, ...data },
        model: {
          layers: [
            { type: 'dense', units: 32, activation: 'relu' },
            { type: 'dense', units: name.includes('pixels') ? 10 : 3, activation: 'softmax' },
          ],
        },
        loss: 'categoricalCrossentropy',
        optimizer: { type: 'adam' },
        training: { epochs: 1, batchSize: 256 },
      });
      return { text, folder: EXAMPLES, files: [path] };
    },
  };
}

function exampleCase(name: string, real: () => RealWork): Case {
  return {
    name,
    make: () => {
      const found = real();
      if (typeof found === 'string') return found;
      const path = `${EXAMPLES}${found.example}.nnspec.json`;
      const { parsed, spec, problems } = loadSpec(readFileSync(path, 'utf8'), path, [
        ...found.overrides,
        { path: 'training.epochs', value: 1 },
      ]);
      if (!spec) throw new Error(JSON.stringify(problems));
      const value = structuredClone(parsed.value) as {
        data: { source: unknown; test?: { source: unknown } };
        training: { epochs: number };
      };
      for (const override of found.overrides) {
        if (override.path === 'data.source') value.data.source = override.value;
        else if (value.data.test) value.data.test.source = override.value;
      }
      value.training.epochs = 1;
      const sources = [spec.data.source, spec.data.test];
      const files = sources.flatMap((source) =>
        source?.kind === 'file'
          ? [source.path]
          : source?.kind === 'idx'
            ? [source.images, source.labels]
            : [],
      );
      return { text: JSON.stringify(value), folder: EXAMPLES, files };
    },
  };
}

const target = { target: 'y' };
const standard = [{ columns: '*', as: 'number', normalize: 'standard' }];
const pixels = [{ columns: '*', as: 'number', normalize: { scale: 1 / 255 } }];
const CASES: readonly Case[] = [
  tableCase('csv, 4 decimals', 'numbers.csv', target),
  tableCase('csv, 16 to 19 digits', 'doubles.csv', target),
  tableCase('csv, 4 decimals, standardized', 'numbers.csv', { ...target, features: standard }),
  tableCase('csv, 16 to 19 digits, standardized', 'doubles.csv', { ...target, features: standard }),
  tableCase('csv, pixels', 'pixels.csv', { target: 'label', features: pixels }),
  tableCase('csv.gz, 4 decimals', 'numbers.csv.gz', target),
  tableCase('jsonl', 'numbers.jsonl', target),
  tableCase('json', 'numbers.json', target),
  tableCase('npy', 'numbers.npy', { target: 19 }),
  tableCase('npz', 'numbers.npz', { features: ['x'], target: 'y' }),
  tableCase('parquet', 'numbers.parquet', target),
  exampleCase('idx.gz: fashion-mnist', fashion),
  exampleCase('jsonl: reuters, word vocabulary', reuters),
  exampleCase('tsv: nsmc, character n-grams', () => ({ example: 'nsmc', overrides: [] })),
];

interface Measured {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly loadPeak: number;
  readonly peak: number;
  readonly held: number;
  readonly problem?: string;
}

/** A line of /proc/self/status, in bytes. */
function memoryOf(key: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
  } catch {
    return key === 'VmRSS' ? process.memoryUsage.rss() : process.resourceUsage().maxRSS * 1024;
  }
}

const IDLE = JSON.stringify({
  formatVersion: 1,
  data: { source: { builtin: 'moons', samples: 2000 } },
  model: { layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] },
  loss: 'binaryCrossentropy',
  optimizer: { type: 'adam' },
  training: { epochs: 1 },
});

/** Runs in a process of its own: loads and trains once in a worker. */
async function measure(text: string, folder: string): Promise<Measured> {
  let ended: (event: WorkerEvent) => void = () => undefined;
  const client = (): WorkerClient =>
    new WorkerClient({
      home: 'thread',
      workerPath: `${RUNTIME}worker.js`,
      memoryLimit: LIMIT,
      onEvents: (events) => {
        for (const event of events) {
          if (event.type === 'end') ended(event);
          if (event.type === 'frame') worker.storedFrame(event.frame);
          if (event.type === 'piece') worker.storedCheckpoint(event);
        }
      },
      onDeath: (reason) => {
        throw reason;
      },
    });
  const prepare = (specText: string): ReturnType<WorkerClient['call']> => {
    const { spec, problems } = loadSpec(specText, 'bench.nnspec.json');
    if (!spec) throw new Error(JSON.stringify(problems));
    return worker.call({ type: 'prepare', spec, baseDir: folder, allowedRoots: null, memoryLimit: LIMIT });
  };
  const worker = client();
  await prepare(IDLE);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const idle = memoryOf('VmRSS');
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere than on Linux the peak is that of the whole process.
  }
  const start = performance.now();
  const before = process.cpuUsage();
  const { plan, problems } = (await prepare(text)) as Awaited<ReturnType<typeof worker.call<'prepare'>>>;
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  if (!plan)
    return {
      seconds,
      processorSeconds: 0,
      loadPeak: 0,
      peak: 0,
      held: 1,
      problem: problems[0]?.message ?? '',
    };
  const loadPeak = memoryOf('VmHWM') - idle;
  const end = new Promise<WorkerEvent>((resolve) => {
    ended = resolve;
  });
  await worker.call({
    type: 'train',
    threads: 1,
    wide: false,
    resume: null,
    changes: [],
    stopAfter: null,
    startPaused: false,
    stepsPerSecond: null,
  });
  await end;
  const peak = memoryOf('VmHWM') - idle;
  await worker.terminate();
  return { seconds, processorSeconds: (user + system) / 1e6, loadPeak, peak, held: plan.memory.total };
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    child: { type: 'boolean', default: false },
  },
});

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0).padStart(5);

if (values.child) {
  const { text, folder } = JSON.parse(readFileSync(0, 'utf8')) as { text: string; folder: string };
  console.log(JSON.stringify(await measure(text, folder)));
  process.exit(0);
}
await buildWorker();
const tell = (line: string): void => {
  if (!values.json) console.log(line);
};
tell(
  'file                               MB   MB/s   MB/s of processor   peak MB: load, all   held MB   ratio',
);
for (const { name, make } of CASES) {
  if (!name.includes(values.only)) continue;
  const made = make();
  if (typeof made === 'string') {
    tell(`${name.padEnd(32)} not measured: ${made}`);
    continue;
  }
  const rounds: Measured[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', SELF, '--child'], {
      input: JSON.stringify(made),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`${name} failed`);
    rounds.push(JSON.parse(stdout) as Measured);
  }
  const medianOf = (of: (measured: Measured) => number): number => median(rounds.map(of));
  const problem = rounds.find((round) => round.problem !== undefined)?.problem;
  if (problem !== undefined) throw new Error(`${name}: ${problem}`);
  const bytes = made.files.reduce(
    (sum, file) => sum + sizeOf(file.startsWith('/') ? file : EXAMPLES + file),
    0,
  );
  const [peak, held] = [medianOf((round) => round.peak), medianOf((round) => round.held)];
  if (values.json) console.log(JSON.stringify({ name, peakBytes: peak, heldBytes: held }));
  tell(
    `${name.padEnd(32)} ${megabytes(bytes)}  ${megabytes(bytes / medianOf((round) => round.seconds))}` +
      `              ${megabytes(bytes / medianOf((round) => round.processorSeconds))}` +
      `          ${megabytes(medianOf((round) => round.loadPeak))} ${megabytes(peak)}     ${megabytes(held)}    ${(peak / held).toFixed(2)}`,
  );
}
