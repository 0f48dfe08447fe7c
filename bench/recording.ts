/**
 * What recording costs: steps a second of a session that writes every step into a run folder and streams it to a
 * listener, against the trainer alone in a worker, in turns; the median of the pairs, on one thread.
 * Usage: node --import tsx bench/recording.ts [--rounds 5 --seconds 3 --only digits]
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import { startSession } from '../src/session/session.ts';
import { loadSpec } from '../src/spec/load.ts';
import { fashion } from './realData.ts';
import { buildWorker, RUNTIME } from './runtime.ts';
import { type Rates, Stretch } from './stretch.ts';
import type { Alone } from './trainerWorker.ts';

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));
const LIMIT = 4 * 2 ** 30;
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

async function alone(work: Work, seconds: number): Promise<Rates> {
  const { path, text, all } = textOf(work);
  const { spec, problems } = loadSpec(text, path, all);
  if (!spec) throw new Error(JSON.stringify(problems));
  const data: Alone = { spec, folder: EXAMPLES, kernels: RUNTIME, seconds };
  const worker = new Worker(`${RUNTIME}trainerWorker.js`, { workerData: data });
  const [rates] = (await once(worker, 'message')) as [Rates];
  await worker.terminate();
  return rates;
}

async function recorded(work: Work, seconds: number): Promise<Rates> {
  const { path, text, all } = textOf(work);
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-recording-'));
  let stretch = new Stretch(seconds);
  let stop: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const { session, problems } = await startSession(
    {
      specPath: path,
      specText: text,
      overrides: all,
      runsFolder: folder,
      workerPath: `${RUNTIME}worker.js`,
      threads: 1,
      memoryLimit: LIMIT,
      allowedRoots: null,
    },
    (event) => {
      if (event.type === 'start') stretch = new Stretch(seconds);
      if (event.type !== 'frame') return;
      if (stretch.at(event.frame.firstStep + event.frame.count)) stop();
    },
  );
  if (!session) throw new Error(JSON.stringify(problems));
  await enough;
  await session.stop();
  rmSync(folder, { recursive: true });
  return stretch.rates;
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
});
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;

await buildWorker();
for (const work of WORKS) {
  if (!work.name.includes(values.only)) continue;
  const bare: Rates[] = [];
  const full: Rates[] = [];
  const seconds = Number(values.seconds);
  for (let round = 0; round < Number(values.rounds); round++) {
    // Each comes first in turn, so that a machine that becomes slower or faster favours neither.
    if (round % 2 === 0) bare.push(await alone(work, seconds));
    full.push(await recorded(work, seconds));
    if (round % 2 === 1) bare.push(await alone(work, seconds));
  }
  const costsOf = (of: (rates: Rates) => number): number[] =>
    bare.map((rates, round) => 100 * (1 - of(full[round] ?? rates) / of(rates)));
  const costs = costsOf((rates) => rates.stepsPerSecond);
  const processor = costsOf((rates) => rates.stepsPerProcessorSecond);
  const middle = (rates: readonly Rates[]): string =>
    median(rates.map(({ stepsPerSecond }) => stepsPerSecond)).toFixed(0);
  console.log(
    `${work.name.padEnd(24)} alone ${middle(bare)} steps/s, recorded ${middle(full)}: recording costs ` +
      `${median(costs).toFixed(1)} % (pairs: ${costs.map((cost) => cost.toFixed(1)).join(', ')}), ` +
      `${median(processor).toFixed(1)} % of processor time`,
  );
}
process.exit(0);
