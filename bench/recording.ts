/**
 * What recording costs: steps a second of a session that writes every step into a run folder and streams it to a
 * listener, against the trainer alone in a worker's place, in turns; the median of the pairs, on one thread.
 * Usage: node --import tsx bench/recording.ts [--rounds 5 --seconds 3 --only digits]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { loadDataset } from '../src/data/load.ts';
import { createTrainer } from '../src/engine/trainer.ts';
import { makePlan } from '../src/plan/plan.ts';
import { startSession } from '../src/session/session.ts';
import { loadSpec } from '../src/spec/load.ts';
import { chooseBackend } from '../src/worker/chooseBackend.ts';
import { fileHost } from '../src/worker/fileHost.ts';
import { fashion } from './realData.ts';
import { buildWorker, RUNTIME } from './runtime.ts';

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));
const LIMIT = 4 * 2 ** 30;
const found = fashion();
const WORKS = [
  { example: 'xor', overrides: [] },
  { example: 'digits', overrides: [] },
  { example: 'nsmc', overrides: [{ path: 'training.earlyStopping', value: null }] },
  ...(typeof found === 'string' ? [] : [found]),
];
type Work = (typeof WORKS)[number];

/** Of a stretch of training, after a fifth of `seconds` to warm up. */
class Stretch {
  readonly #from: number;
  readonly #until: number;
  #first: { readonly time: number; readonly processor: NodeJS.CpuUsage; readonly step: number } | null = null;
  stepsPerSecond = NaN;
  /** Of the process, all its threads together: what else the machine does counts less there. */
  stepsPerProcessorSecond = NaN;

  constructor(seconds: number) {
    this.#from = performance.now() + seconds * 200;
    this.#until = this.#from + seconds * 1000;
  }

  /** Whether it is time to stop. */
  at(step: number): boolean {
    const time = performance.now();
    if (time < this.#from) return false;
    this.#first ??= { time, processor: process.cpuUsage(), step };
    if (time < this.#until) return false;
    const { user, system } = process.cpuUsage(this.#first.processor);
    const steps = step - this.#first.step;
    this.stepsPerSecond = (steps * 1000) / (time - this.#first.time);
    this.stepsPerProcessorSecond = (steps * 1e6) / (user + system);
    return true;
  }
}

function textOf({ example, overrides }: Work): { path: string; text: string; all: Work['overrides'] } {
  const path = `${EXAMPLES}${example}.nnspec.json`;
  const endless = { path: 'training.epochs', value: 10_000_000 };
  return { path, text: readFileSync(path, 'utf8'), all: [...overrides, endless] };
}

async function alone(work: Work, seconds: number): Promise<Stretch> {
  const { path, text, all } = textOf(work);
  const { spec, problems } = loadSpec(text, path, all);
  if (!spec) throw new Error(JSON.stringify(problems));
  const signal = new AbortController().signal;
  const onProgress = (): void => undefined;
  const dataset = await loadDataset(
    spec,
    fileHost({ baseDir: EXAMPLES, allowedRoots: null, memoryLimit: LIMIT, onProgress, signal }),
  );
  const { plan } = makePlan(spec, dataset.shape, LIMIT);
  if (!plan) throw new Error(`${work.example} has no plan.`);
  const inputs = [dataset.train.x, dataset.validation.x, dataset.test.x];
  const { backend } = await chooseBackend(RUNTIME, plan, inputs, 1);
  const stretch = new Stretch(seconds);
  for (const event of createTrainer({ plan, dataset, backend, now: () => performance.now() }).run()) {
    if (event.kind === 'step' && event.step % 16 === 0 && stretch.at(event.step)) break;
  }
  return stretch;
}

async function recorded(work: Work, seconds: number): Promise<Stretch> {
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
  return stretch;
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
  if (!work.example.includes(values.only)) continue;
  const bare: Stretch[] = [];
  const full: Stretch[] = [];
  const seconds = Number(values.seconds);
  for (let round = 0; round < Number(values.rounds); round++) {
    // Each comes first in turn, so that a machine that becomes slower or faster favours neither.
    if (round % 2 === 0) bare.push(await alone(work, seconds));
    full.push(await recorded(work, seconds));
    if (round % 2 === 1) bare.push(await alone(work, seconds));
  }
  const costsOf = (of: (stretch: Stretch) => number): number[] =>
    bare.map((stretch, round) => 100 * (1 - of(full[round] ?? stretch) / of(stretch)));
  const costs = costsOf((stretch) => stretch.stepsPerSecond);
  const processor = costsOf((stretch) => stretch.stepsPerProcessorSecond);
  const rate = (stretches: readonly Stretch[]): string =>
    median(stretches.map(({ stepsPerSecond }) => stepsPerSecond)).toFixed(0);
  console.log(
    `${work.example.padEnd(16)} alone ${rate(bare)} steps/s, recorded ${rate(full)}: recording costs ` +
      `${median(costs).toFixed(1)} % (pairs: ${costs.map((cost) => cost.toFixed(1)).join(', ')}), ` +
      `${median(processor).toFixed(1)} % of processor time`,
  );
}
process.exit(0);
