/** bench/results.json and the table between README.md's bench markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { memoryText, type WorkerMemory } from './workerMemory.ts';
import type { Way } from '../peers.ts';
import type { Work } from './works.ts';

const RESULTS = fileURLToPath(new URL('../results.json', import.meta.url));
const README = fileURLToPath(new URL('../../README.md', import.meta.url));
const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

interface Measurement {
  readonly name: string;
  readonly threads: number;
  readonly way: Way;
  /** Median of `rates`. */
  readonly stepsPerSecond: number;
  readonly rates: readonly number[];
}

export interface Result {
  readonly work: Work;
  /** The origin of the rows. */
  readonly data: string;
  /** Number of threads that NNSpec takes for it by itself. */
  readonly threads: number;
  readonly peers: readonly Measurement[];
}

function machine(): string {
  const list = cpus();
  return `${list[0]?.model ?? 'unknown processor'}, ${String(list.length)} cores, ${type()} ${release()}, Node ${process.version}`;
}

function rounded(rate: number): string {
  return rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toPrecision(3);
}

/** The ratio of speeds, with two digits. */
function timesText(ratio: number): string {
  return ratio >= 10 ? Math.round(ratio).toString() : ratio.toPrecision(2);
}

/** The best thread setting of a peer, used one way. */
function bestOf({ peers }: Result, name: string, way: Way): Measurement | undefined {
  return peers
    .filter((peer) => peer.name === name && peer.way === way)
    .sort((a, b) => b.stepsPerSecond - a.stepsPerSecond)[0];
}

const PEERS = [
  ['PyTorch', 'dense'],
  ['PyTorch', 'embedding bag'],
  ['tfjs-wasm', 'dense'],
] as const;

/** NNSpec with the threads that it takes by itself: all cores, or one for a small network. */
function ownRate({ peers, threads }: Result): number {
  return peers.find((peer) => peer.name === 'NNSpec' && peer.threads === threads)?.stepsPerSecond ?? NaN;
}

/** One line for the terminal, with every thread setting. */
export function summary(result: Result): string {
  const own = result.peers.filter(({ name }) => name === 'NNSpec').map((peer) => peer.stepsPerSecond);
  const cells = PEERS.flatMap(([name, way]) => {
    const best = bestOf(result, name, way);
    if (!best) return [];
    const times = (ownRate(result) / best.stepsPerSecond).toPrecision(3);
    const how = way === 'dense' ? '' : `, ${way}`;
    return [`${name}${how} ${rounded(best.stepsPerSecond)} (${String(best.threads)} thr.; ${times} ×)`];
  });
  return [`NNSpec ${own.map(rounded).join(' / ')}`, ...cells].join(' · ');
}

function tableRow(result: Result): string {
  const { work } = result;
  const cells = PEERS.map(([name, way]) => {
    const best = bestOf(result, name, way);
    if (!best) return way === 'dense' ? 'not measured' : '';
    return `${rounded(best.stepsPerSecond)} (${timesText(ownRate(result) / best.stepsPerSecond)} ×)`;
  });
  const own = rounded(ownRate(result));
  return `| ${[work.name, `${String(work.batchSize)}, ${work.optimizer}`, own, ...cells].join(' | ')} |`;
}

/** Writes both; the README keeps its words around the markers. */
export async function writeReport(
  results: readonly Result[],
  memory: readonly WorkerMemory[],
  missing: readonly string[],
): Promise<void> {
  const when = new Date().toISOString().slice(0, 10);
  writeFileSync(
    RESULTS,
    `${JSON.stringify({ when, machine: machine(), missing, memory, results }, null, 2)}\n`,
  );
  const lines = [
    START,
    '',
    '| work | batch, optimizer | NNSpec, steps/s | PyTorch (NNSpec is … × as fast) | PyTorch, EmbeddingBag | tfjs-wasm |',
    '| --- | --- | --- | --- | --- | --- |',
    ...results.map(tableRow),
    '',
    `${when}, ${machine()}; medians of ${String(results[0]?.peers[0]?.rates.length ?? 0)} rounds. NNSpec with`,
    'the threads that it takes by itself (all cores, one for small networks), each peer with its best number of threads; training steps alone, without the evaluation that NNSpec ends an epoch with. Reuters is the training documents of the example as dense rows; the',
    'EmbeddingBag is another way to write its first layer in PyTorch. The other data are synthetic, of the shape of the network.',
    '',
    ...(memory.length > 0
      ? ['Memory of the worker while it reads the data and trains, above an idle one:', '']
      : []),
    ...memory.map((measured) => `- ${memoryText(measured)}`),
    missing.join(' '),
    '',
    END,
  ];
  const readme = readFileSync(README, 'utf8');
  const from = readme.indexOf(START);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error('README.md has no bench markers.');
  const text = readme.slice(0, from) + lines.join('\n') + readme.slice(to + END.length);
  writeFileSync(README, await format(text, { ...(await resolveConfig(README)), filepath: README }));
}
