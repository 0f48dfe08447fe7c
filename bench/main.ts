/**
 * NNSpec beside tfjs-wasm and PyTorch on the same work: every round measures each peer at each thread setting in
 * turn, so that what else the machine does falls on all alike. Medians of the rounds, the best setting of each
 * peer; writes bench/results.json and the table in README.md.
 * Usage: npm run bench [-- --rounds 5 --seconds 1 --only digits --no-write]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { createNnspec } from './nnspec.ts';
import { startPeers, type Peer } from './peers.ts';
import { writeReport, type Result } from './report.ts';
import { dataOf, WORKS, type Work, type WorkFiles } from './works.ts';

const FOLDER = fileURLToPath(new URL('../build/bench/', import.meta.url));

function writeData(work: Work, index: number): WorkFiles {
  const { inputs, classes } = dataOf(work);
  const inputsFile = `${FOLDER}${String(index)}.inputs`;
  const classesFile = `${FOLDER}${String(index)}.classes`;
  writeFileSync(inputsFile, inputs);
  writeFileSync(classesFile, classes);
  return { inputsFile, classesFile };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

async function measureWork(
  work: Work,
  files: WorkFiles,
  peers: readonly Peer[],
  rounds: number,
  seconds: number,
): Promise<Result> {
  const found = new Map(peers.map((peer) => [peer, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [peer, rates] of found) rates.push(await peer.measure(work, files, seconds));
  }
  const best: Result['peers'] = {};
  for (const [{ name, threads }, rates] of found) {
    const stepsPerSecond = median(rates);
    const before = best[name];
    if (!before || before.stepsPerSecond < stepsPerSecond) best[name] = { stepsPerSecond, threads, rates };
  }
  return { work, peers: best };
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    'no-write': { type: 'boolean', default: false },
  },
});

mkdirSync(FOLDER, { recursive: true });
const cores = cpus().length;
const nnspec: Peer[] = [];
for (let threads = 1; threads <= cores; threads++) {
  const measure = await createNnspec(threads);
  nnspec.push({
    name: 'NNSpec',
    threads,
    measure: (work, _files, seconds) => measure(work, seconds),
    stop: () => undefined,
  });
}
const { peers, missing } = startPeers(cores);
const results: Result[] = [];
try {
  for (const [index, work] of WORKS.entries()) {
    if (!work.name.includes(values.only)) continue;
    const files = writeData(work, index);
    const all = [...nnspec, ...peers];
    const result = await measureWork(work, files, all, Number(values.rounds), Number(values.seconds));
    results.push(result);
    const rates = Object.entries(result.peers).map(
      ([name, { stepsPerSecond, threads }]) =>
        `${name} ${stepsPerSecond.toFixed(1)} (${String(threads)} thr.)`,
    );
    console.log(`${work.name.padEnd(32)} ${rates.join(' · ')}`);
  }
} finally {
  for (const peer of peers) peer.stop();
}
for (const reason of missing) console.log(reason);
if (!values['no-write']) writeReport(results, missing);
