// Damaged data files by the thousand, each loaded as a check loads it: npm run attack:data -- --count 2000 --seed 1
//
//   --count N    damaged files of each format (2000)
//   --seed N     of the damages (1)
//   --only NAME  formats whose name holds it
//
// What is told of each format: outcomes by code, the slowest file, the process's largest memory (Linux). It fails where a
// file takes over ten seconds, ends the process, or has no code of its own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NnError } from '../../src/base/errors.ts';
import { loadSpec } from '../../src/format/load.ts';
import { Patience } from '../../src/session/worker/patience.ts';
import { WorkerClient } from '../../src/session/worker/workerClient.ts';
import type { WorkerEvent } from '../../src/protocol/worker.ts';
import { damaged, generator, samples, type Sample } from '../../test/support/mutations.ts';
import { buildWorker, RUNTIME } from '../support/runtime.ts';

const MEMORY_LIMIT = 2 ** 28;
const LONGEST_MILLISECONDS = 10_000;
const LABELS = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 2, 0, 1, 2);

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});

/** Bytes that the processes started by this one have taken at most; 0 where nobody says. */
function largestChild(): number {
  try {
    const children = readFileSync(`/proc/self/task/${String(process.pid)}/children`, 'utf8')
      .trim()
      .split(' ');
    const peaks = children.map((child) => {
      const status = readFileSync(`/proc/${child}/status`, 'utf8');
      return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1024;
    });
    return Math.max(0, ...peaks);
  } catch {
    return 0;
  }
}

/** Loads one file after the other in one process, and starts another where that one is gone. */
class Reader {
  readonly #folder: string;
  #worker: WorkerClient | null = null;
  #hear: (events: readonly WorkerEvent[]) => void = () => undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The code of what came of it: `read`, a problem's, or that of the process's end. */
  async outcome({ path, data }: Sample): Promise<string> {
    const text = JSON.stringify({
      formatVersion: 1,
      data: { source: path, split: { validation: 0 }, ...data },
      model: { layers: [{ type: 'dense', units: 2 }] },
      loss: 'categoricalCrossentropy',
      optimizer: 'sgd',
    });
    const { spec } = loadSpec(text, join(this.#folder, 'a.nnspec.json'));
    if (!spec) throw new Error(`The spec of ${path} is wrong.`);
    this.#worker ??= new WorkerClient({
      workerPath: `${RUNTIME}worker.js`,
      home: 'process',
      memoryLimit: MEMORY_LIMIT,
      onEvents: (events) => {
        this.#hear(events);
      },
      onDeath: () => undefined,
    });
    const worker = this.#worker;
    const patience = new Patience((reason) => void worker.terminate(reason));
    this.#hear = (events) => {
      patience.hear(events);
    };
    try {
      const request = {
        spec,
        baseDir: this.#folder,
        allowedRoots: null,
        memoryLimit: MEMORY_LIMIT,
        background: false,
      };
      const { problems } = await worker.call({ type: 'prepare', ...request });
      const wrong = problems.find(({ severity }) => severity === 'error');
      // That the network does not fit the damaged data's classes is no matter here.
      return wrong === undefined || wrong.code.startsWith('NN-PLAN-') ? 'read' : wrong.code;
    } catch (error) {
      await this.close();
      return NnError.is(error) ? error.code : 'NN-INTERNAL';
    } finally {
      patience.end();
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}

await buildWorker();
const folder = mkdtempSync(join(tmpdir(), 'nnspec-attack-'));
const reader = new Reader(folder);
const count = Number(values.count);
let failures = 0;
writeFileSync(join(folder, 'labels'), LABELS);
for (const sample of samples().values()) {
  if (!sample.path.includes(values.only)) continue;
  const random = generator(Number(values.seed));
  const codes = new Map<string, number>();
  let slowest = 0;
  let peak = 0;
  for (let number = 0; number < count; number++) {
    const bytes = damaged(sample.bytes, random);
    writeFileSync(join(folder, sample.path), bytes);
    const since = performance.now();
    const code = await reader.outcome(sample);
    const milliseconds = performance.now() - since;
    slowest = Math.max(slowest, milliseconds);
    if (number % 100 === 99) peak = Math.max(peak, largestChild());
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (milliseconds > LONGEST_MILLISECONDS || ['NN-INTERNAL', 'NN-WORKER-CRASHED'].includes(code)) {
      failures++;
      const kept = join(tmpdir(), `nnspec-attack-${values.seed}-${String(number)}-${sample.path}`);
      writeFileSync(kept, bytes);
      process.stdout.write(`  ${code} after ${milliseconds.toFixed(0)} ms: ${kept}\n`);
    }
  }
  const told = [...codes].sort(([, a], [, b]) => b - a).map(([code, times]) => `${code} ${String(times)}`);
  process.stdout.write(
    `${sample.path}: ${String(count)} files, slowest ${slowest.toFixed(0)} ms, ` +
      `${(peak / 2 ** 20).toFixed(0)} MB at most; ${told.join(', ')}\n`,
  );
}
await reader.close();
rmSync(folder, { recursive: true });
process.stdout.write(
  failures === 0 ? 'None hung, crashed or went without a code.\n' : `${String(failures)} failed.\n`,
);
process.exitCode = failures === 0 ? 0 : 1;
