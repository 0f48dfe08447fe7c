/**
 * NNSpec beside tfjs-wasm and PyTorch on the same work: every round measures each peer at each thread setting in
 * turn, so that what else the machine does falls on all alike. Medians of the rounds, the best setting of each
 * peer; writes bench/results.json and the table in README.md.
 * Usage: npm run bench [-- --rounds 5 --seconds 0.7 --only digits --no-write]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { threadsFor } from '../src/worker/kernels/chooseBackend.ts';
import { median } from './support/median.ts';
import { compiledBuilds } from './support/modules.ts';
import { datasetOf, planOf } from './support/network.ts';
import { measureOwn } from './support/nnspec.ts';
import { startPeers, type Peer } from './peers.ts';
import { goOnInRecentNode } from './support/recentNode.ts';
import { summary, writeReport, type Result } from './support/report.ts';
import { dataOf, WORKS, type WorkData, type WorkFiles } from './support/works.ts';
import { measureMemory, memoryText } from './support/workerMemory.ts';

const FOLDER = fileURLToPath(new URL('../build/bench/', import.meta.url));

function writeData(name: string, { inputs, classes }: WorkData): WorkFiles {
  const file = (part: string, values: Float32Array | Uint32Array): string => {
    const path = `${FOLDER}${name}.${part}`;
    writeFileSync(path, values);
    return path;
  };
  const classesFile = file('classes', classes);
  if (inputs instanceof Float32Array) {
    return { inputsFile: file('inputs', inputs), pointersFile: null, classesFile };
  }
  const pointersFile = file('pointers', inputs.indptr);
  return { inputsFile: file('inputs', inputs.indices), pointersFile, classesFile };
}

/** A contestant: one thread setting of one way to use one peer. */
interface Contestant extends Pick<Peer, 'name' | 'threads' | 'way'> {
  readonly measure: () => Promise<number>;
}

async function measureWork(contestants: readonly Contestant[], rounds: number): Promise<Result['peers']> {
  const found = new Map(contestants.map((contestant) => [contestant, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [{ measure }, rates] of found) rates.push(await measure());
  }
  return [...found].map(([{ name, threads, way }, rates]) => ({
    name,
    threads,
    way,
    stepsPerSecond: median(rates),
    rates,
  }));
}

goOnInRecentNode();
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.7' },
    only: { type: 'string', default: '' },
    'no-write': { type: 'boolean', default: false },
  },
});

mkdirSync(FOLDER, { recursive: true });
const cores = cpus().length;
const settings = Array.from({ length: cores }, (_, index) => index + 1);
const builds = await compiledBuilds();
const { peers, missing } = startPeers(cores);
const results: Result[] = [];
const seconds = Number(values.seconds);
try {
  for (const [index, work] of WORKS.entries()) {
    if (!work.name.includes(values.only)) continue;
    const data = await dataOf(work);
    const files = writeData(String(index), data);
    const contestants = [
      ...settings.map((threads): Contestant => ({
        name: 'NNSpec',
        threads,
        way: 'dense',
        measure: () => measureOwn(builds, threads, work, data, seconds),
      })),
      ...peers
        .filter(({ way }) => way === 'dense' || work.text)
        .map((peer): Contestant => ({
          name: peer.name,
          threads: peer.threads,
          way: peer.way,
          measure: () => peer.measure(work, files, seconds),
        })),
    ];
    const threads = threadsFor(planOf(work, datasetOf(work, data)), 0);
    const result = {
      work,
      data: data.origin,
      threads,
      peers: await measureWork(contestants, Number(values.rounds)),
    };
    results.push(result);
    console.log(`${work.name.padEnd(32)} ${summary(result)}`);
  }
} finally {
  for (const peer of peers) peer.stop();
}
const memory = values.only === '' ? measureMemory() : [];
for (const measured of memory) console.log(`memory of the worker, ${memoryText(measured)}`);
for (const reason of missing) console.log(reason);
if (!values['no-write']) await writeReport(results, memory, missing);
