/**
 * How long a long run takes to open (its folder to what the panel is sent), and how much memory.
 * Usage: npm run bench:runs [-- --steps 1000000 --series 12 --rounds 5]
 */
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { indexRun } from '../src/runs/historyIndex.ts';
import { readRun } from '../src/runs/reader.ts';
import { StepLayout } from '../src/runs/stepLayout.ts';
import { versionRecord } from '../src/runs/eventRecords.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    series: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '5' },
  },
});
const steps = Number(values.steps);
const count = Number(values.series);
const rounds = Number(values.rounds);
const EVENTS = 'events.out.tfevents.1767225600.bench.1.0';
const INDEX = 'history.index';
const NAMES = ['gradientNorm', 'gradientMean', 'weightNorm', 'updateNorm'];
const series = Array.from({ length: count }, (_, index) =>
  index < 2
    ? (['loss', 'learningRate'][index] ?? '')
    : `dense${1 + ((index - 2) >> 2)}/${NAMES[(index - 2) % 4] ?? ''}`,
);

async function writeRun(folder: string): Promise<void> {
  const layout = new StepLayout(series);
  const file = await open(join(folder, EVENTS), 'w');
  await file.appendFile(versionRecord(1_767_225_600));
  const rows = 10_000;
  const out = Buffer.alloc(rows * layout.recordBytes);
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  layout.fill(out, rows);
  const row = new Float64Array(count);
  for (let first = 1; first <= steps; first += rows) {
    const here = Math.min(rows, steps - first + 1);
    for (let index = 0; index < here; index++) {
      const step = first + index;
      for (let column = 0; column < count; column++) row[column] = Math.sin(step * (column + 1)) + 1 / step;
      layout.write(view, index * layout.recordBytes, 1_767_225_600 + step / 100, step, row, 0);
    }
    await file.appendFile(out.subarray(0, here * layout.recordBytes));
  }
  await file.close();
  const run = {
    formatVersion: 1,
    id: 'bench',
    name: 'bench',
    status: 'completed',
    startedAt: '2026-01-01T00:00:00.000Z',
    clock: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    specPath: '/bench.nnspec.json',
    owner: { pid: 1, started: null },
    series,
    spec: {},
    plan: { layers: [] },
    end: null,
  };
  await writeFile(join(folder, 'run.json'), JSON.stringify(run));
  const epochs = Array.from({ length: 1000 }, (_, index) =>
    JSON.stringify({
      time: '2026-01-01T00:00:00.000Z',
      event: 'epoch',
      record: {
        epoch: index + 1,
        step: ((index + 1) * steps) / 1000,
        train: { loss: 0.5, accuracy: 0.5 },
        validation: { loss: 0.5, accuracy: 0.5 },
        seconds: 1,
        samplesPerSecond: 1,
      },
    }),
  );
  await writeFile(join(folder, 'journal.ndjson'), `${epochs.join('\n')}\n`);
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

const folder = await mkdtemp(join(tmpdir(), 'nnspec-bench-'));
try {
  await writeRun(folder);
  const bytes = (await stat(join(folder, EVENTS))).size;
  console.log(
    `${steps.toLocaleString('en')} steps × ${count} series, ${(bytes / 2 ** 20).toFixed(0)} MiB of events`,
  );
  tell('reading the bytes alone', await timed(() => readFile(join(folder, EVENTS))));
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
    `an open run holds ${(held / 2 ** 20).toFixed(0)} MiB; the panel is sent ${run.snapshot.steps.count} rows`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
