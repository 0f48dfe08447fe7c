/**
 * What recording costs: steps a second of a session that writes every step into a run folder and streams it to a
 * listener, against the trainer alone in a worker, on one thread. Both are there all the time and train in turns of two
 * seconds, so that a machine that becomes slower or faster meets both; the median of the turns in which other programs left
 * the processors alone. A few pairs of them, because where a worker's memory happens to lie has its own effect.
 * Usage: node --import tsx bench/recording.ts [--pairs 3 --turns 5 --only digits]
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import type * as SessionModule from '../src/session/session.ts';
import type { SessionOptions } from '../src/session/types.ts';
import { loadSpec } from '../src/spec/load.ts';
import { fashion } from './realData.ts';
import { buildWorker, RUNTIME } from './runtime.ts';
import { type Rates, Stretch } from './stretch.ts';
import type { Alone, Turn } from './trainerWorker.ts';

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));
const LIMIT = 4 * 2 ** 30;
/** Two of the checkpoints that a session writes every 0.8 seconds are within a turn, and none before it. */
const SECONDS = 1.6;
const WARM_UP = 0.2;
/** Processors that other programs may keep busy in a turn that counts: beyond that they take turns with its threads. */
const MOST_OF_OTHERS = 0.15;
const found = fashion();
const WORKS = [
  { name: 'xor', example: 'xor', overrides: [] },
  // A hundred steps an epoch: the xor of bench/works.ts.
  {
    name: 'xor, 100 steps an epoch',
    example: 'xor',
    overrides: [
      { path: 'data.source', value: { builtin: 'xor', samples: 400 } },
      { path: 'training.batchSize', value: 4 },
    ],
  },
  { name: 'digits', example: 'digits', overrides: [] },
  { name: 'nsmc', example: 'nsmc', overrides: [{ path: 'training.earlyStopping', value: null }] },
  ...(typeof found === 'string' ? [] : [{ name: 'fashion-mnist', ...found }]),
];
type Work = (typeof WORKS)[number];

function textOf({ example, overrides }: Work): { path: string; text: string; all: Work['overrides'] } {
  const path = `${EXAMPLES}${example}.nnspec.json`;
  const endless = { path: 'training.epochs', value: 10_000_000 };
  return { path, text: readFileSync(path, 'utf8'), all: [...overrides, endless] };
}

/** Trains for one stretch, when the other does not. */
interface Side {
  turn(): Promise<Rates>;
  close(): Promise<void>;
}

function alone(work: Work): Side {
  const { path, text, all } = textOf(work);
  const { spec, problems } = loadSpec(text, path, all);
  if (!spec) throw new Error(JSON.stringify(problems));
  const data: Alone = { spec, folder: EXAMPLES, kernels: RUNTIME };
  const worker = new Worker(`${RUNTIME}trainerWorker.js`, { workerData: data });
  return {
    turn: async () => {
      worker.postMessage({ seconds: SECONDS, warmUp: WARM_UP } satisfies Turn);
      const [rates] = (await once(worker, 'message')) as [Rates];
      return rates;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

async function recorded(work: Work): Promise<Side> {
  const { path, text, all } = textOf(work);
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-recording-'));
  let stretch: Stretch | null = null;
  let stop: () => void = () => undefined;
  const options: SessionOptions = {
    specPath: path,
    specText: text,
    overrides: all,
    runsFolder: folder,
    workerPath: `${RUNTIME}worker.js`,
    threads: 1,
    memoryLimit: LIMIT,
    allowedRoots: null,
  };
  const { session, problems } = await startSession(options, (event) => {
    if (event.type === 'frame' && stretch?.at(event.frame.firstStep + event.frame.count) === true) stop();
  });
  if (!session) throw new Error(JSON.stringify(problems));
  await session.pause();
  return {
    turn: async () => {
      const enough = new Promise<void>((resolve) => {
        stop = resolve;
      });
      const running = new Stretch(SECONDS, WARM_UP);
      stretch = running;
      await session.resume();
      await enough;
      stretch = null;
      await session.pause();
      return running.rates;
    },
    close: async () => {
      await session.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '3' },
    turns: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
});
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;

await buildWorker();
const { startSession } = (await import(`${RUNTIME}session.js`)) as typeof SessionModule;
for (const work of WORKS) {
  if (!work.name.includes(values.only)) continue;
  const bare: Rates[] = [];
  const full: Rates[] = [];
  for (let pair = 0; pair < Number(values.pairs); pair++) {
    const without = alone(work);
    const recording = await recorded(work);
    // The first turn of each is for the compiler.
    await without.turn();
    await recording.turn();
    for (let turn = 0, quiet = 0; quiet < Number(values.turns) && turn < 4 * Number(values.turns); turn++) {
      // Each comes first in turn, so that a machine that becomes slower or faster favours neither.
      const before = turn % 2 === 0 ? await without.turn() : null;
      const during = await recording.turn();
      const other = before ?? (await without.turn());
      if (Math.max(during.others, other.others) > MOST_OF_OTHERS) continue;
      quiet++;
      bare.push(other);
      full.push(during);
    }
    await without.close();
    await recording.close();
  }
  const costsOf = (of: (rates: Rates) => number): number[] =>
    bare.map((rates, turn) => 100 * (1 - of(full[turn] ?? rates) / of(rates)));
  const costs = costsOf((rates) => rates.stepsPerSecond);
  const processor = costsOf((rates) => rates.stepsPerProcessorSecond);
  const middle = (rates: readonly Rates[]): string =>
    median(rates.map(({ stepsPerSecond }) => stepsPerSecond)).toFixed(0);
  console.log(
    `${work.name.padEnd(24)} alone ${middle(bare)} steps/s, recorded ${middle(full)}: recording costs ` +
      `${median(costs).toFixed(1)} % (turns: ${costs.map((cost) => cost.toFixed(1)).join(', ')}), ` +
      `${median(processor).toFixed(1)} % of processor time`,
  );
}
process.exit(0);
