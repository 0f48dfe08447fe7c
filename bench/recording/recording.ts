/**
 * What recording costs: steps a second of a session that writes every step into a run folder and streams it to a
 * listener, against the same trainer of the same worker while nobody hears of its steps, on one thread. The two take
 * turns, so that a machine that becomes slower or faster meets both; the median of the turns in which other programs left the
 * processors alone. What the system does later to bring files to the disk meets both, too. A few runs, because where a
 * worker's memory happens to lie has its own effect.
 * Usage: node --import tsx bench/recording/recording.ts [--runs 3 --only digits]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BroadcastChannel } from 'node:worker_threads';

import type * as SessionModule from '../../src/session/session.ts';
import type { SessionOptions } from '../../src/session/types.ts';
import { median } from '../support/median.ts';
import { fashion } from '../data/realData.ts';
import { buildWorker, RUNTIME } from '../support/runtime.ts';
import { BARE_TURNS, type BareTurn, type Rates, Stretch } from '../support/stretch.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const LIMIT = 4 * 2 ** 30;
/** Seconds of turns that count on each side of a run. */
const SECONDS = 8;
/**
 * Seconds of a turn for tiny networks, whose checkpoints cost nothing; for others it has two of those of every 0.8
 * seconds.
 */
const SHORT_TURN = 0.2;
const LONG_TURN = 1.6;
const WARM_UP = 0.06;
/** Processors that other programs may keep busy in a turn that counts: beyond that they take turns with its threads. */
const MOST_OF_OTHERS = 0.15;
const found = fashion();
const WORKS = [
  { name: 'xor', example: 'xor', turn: SHORT_TURN, overrides: [] },
  // A hundred steps an epoch: the xor of bench/support/works.ts.
  {
    name: 'xor, 100 steps an epoch',
    example: 'xor',
    turn: SHORT_TURN,
    overrides: [
      { path: 'data.source', value: { builtin: 'xor', samples: 400 } },
      { path: 'training.batchSize', value: 4 },
    ],
  },
  { name: 'digits', example: 'digits', turn: SHORT_TURN, overrides: [] },
  {
    name: 'nsmc',
    example: 'nsmc',
    turn: LONG_TURN,
    overrides: [{ path: 'training.earlyStopping', value: null }],
  },
  ...(typeof found === 'string' ? [] : [{ name: 'fashion-mnist', turn: LONG_TURN, ...found }]),
];
type Work = (typeof WORKS)[number];

/** A run that trains in turns: recorded, or bare. */
interface Turns {
  recorded(): Promise<Rates>;
  bare(): Promise<Rates>;
  close(): Promise<void>;
}

async function turnsOf({ example, turn, overrides }: Work): Promise<Turns> {
  const path = `${EXAMPLES}${example}.nnspec.json`;
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-recording-'));
  let stretch: Stretch | null = null;
  let stop: () => void = () => undefined;
  const options: SessionOptions = {
    specPath: path,
    specText: readFileSync(path, 'utf8'),
    overrides: [...overrides, { path: 'training.epochs', value: 10_000_000 }],
    runsFolder: folder,
    workerPath: `${RUNTIME}recordingWorker.js`,
    threads: 1,
    memoryLimit: LIMIT,
    allowedRoots: null,
  };
  const { session, problems } = await startSession(options, (event) => {
    if (event.type === 'frame' && stretch?.at(event.frame.firstStep + event.frame.count) === true) stop();
  });
  if (!session) throw new Error(JSON.stringify(problems));
  await session.pause();
  const channel = new BroadcastChannel(BARE_TURNS);
  return {
    recorded: async () => {
      const enough = new Promise<void>((resolve) => {
        stop = resolve;
      });
      const running = new Stretch(turn, WARM_UP);
      stretch = running;
      await session.resume();
      await enough;
      stretch = null;
      await session.pause();
      return running.rates;
    },
    bare: () =>
      new Promise((resolve) => {
        channel.onmessage = (event: unknown) => {
          resolve((event as { readonly data: Rates }).data);
        };
        channel.postMessage({ seconds: turn, warmUp: WARM_UP } satisfies BareTurn);
      }),
    close: async () => {
      channel.close();
      await session.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
});

/** The range that half of the values are in. */
function quarters(list: readonly number[]): string {
  const sorted = [...list].sort((a, b) => a - b);
  return [1, 3].map((part) => (sorted[(part * sorted.length) >> 2] ?? NaN).toFixed(1)).join(' to ');
}

await buildWorker();
const { startSession } = (await import(`${RUNTIME}session.js`)) as typeof SessionModule;
for (const work of WORKS) {
  if (!work.name.includes(values.only)) continue;
  const bare: Rates[] = [];
  const full: Rates[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const turns = await turnsOf(work);
    // The first turn of each is for the compiler.
    await turns.bare();
    await turns.recorded();
    const enough = Math.round(SECONDS / work.turn);
    for (let turn = 0, quiet = 0; quiet < enough && turn < 4 * enough; turn++) {
      // Each comes first in turn, so that a machine that becomes slower or faster favours neither.
      const before = turn % 2 === 0 ? await turns.bare() : null;
      const during = await turns.recorded();
      const other = before ?? (await turns.bare());
      if (Math.max(during.others, other.others) > MOST_OF_OTHERS) continue;
      quiet++;
      bare.push(other);
      full.push(during);
    }
    await turns.close();
  }
  const costsOf = (of: (rates: Rates) => number): number[] =>
    bare.map((rates, turn) => 100 * (1 - of(full[turn] ?? rates) / of(rates)));
  const costs = costsOf((rates) => rates.stepsPerSecond);
  const processor = costsOf((rates) => rates.stepsPerProcessorSecond);
  const middle = (rates: readonly Rates[]): string =>
    median(rates.map(({ stepsPerSecond }) => stepsPerSecond)).toFixed(0);
  console.log(
    `${work.name.padEnd(24)} bare ${middle(bare)} steps/s, recorded ${middle(full)}: recording costs ` +
      `${median(costs).toFixed(1)} % (half of ${costs.length} turns: ${quarters(costs)}), ` +
      `${median(processor).toFixed(1)} % of processor time`,
  );
}
process.exit(0);
