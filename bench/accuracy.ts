/**
 * Test accuracy of NNSpec and of PyTorch on the same real data, network, optimizer and budget: the examples
 * Fashion-MNIST (784-128-10, 5 epochs, batch 32) and Reuters (10000-256-128-46, dropout .5, 8 epochs, batch 128)
 * under `"semantics": "pytorch"`, five seeds each, PyTorch on one thread. Both get the rows as NNSpec encodes them.
 * Usage: node --import tsx bench/accuracy.ts [--only fashion] [--seeds 5]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { gatherDense } from '../src/data/batches.ts';
import type { Dataset, Split } from '../src/data/types.ts';
import { arenaElements, sparseRoom } from '../src/engine/wasm/arena.ts';
import { createWasmBackend } from '../src/engine/wasm/backend.ts';
import { inOrder } from '../src/engine/evaluation/evaluation.ts';
import { createTrainer } from '../src/engine/trainer.ts';
import { makePlan } from '../src/plan/plan.ts';
import type { ResolvedSpec } from '../src/format/types.ts';
import { median } from './support/median.ts';
import { bestModule, compiledBuilds } from './support/modules.ts';
import { pythonWithTorch } from './peers.ts';
import { goOnInRecentNode } from './support/recentNode.ts';
import { fashion, loadReal, reuters, type RealWork } from './data/realData.ts';

const FOLDER = fileURLToPath(new URL('../build/bench/', import.meta.url));
const PEER = fileURLToPath(new URL('peers/torch_accuracy.py', import.meta.url));
const LIMIT = 8 * 2 ** 30;

interface Work {
  readonly name: string;
  readonly real: () => RealWork;
  readonly epochs: number;
  readonly hidden: readonly number[];
  readonly dropout: number;
}

const WORKS: readonly Work[] = [
  { name: 'fashion 784-128-10', real: fashion, epochs: 5, hidden: [128], dropout: 0 },
  { name: 'reuters 10000-256-128-46', real: reuters, epochs: 8, hidden: [256, 128], dropout: 0.5 },
];

/** Accuracy on the test split after training with `seed`; the splits stay those of the spec's own seed. */
async function ownAccuracy(spec: ResolvedSpec, dataset: Dataset, seed: number): Promise<number> {
  const { plan } = makePlan({ ...spec, seed }, dataset.shape, LIMIT);
  if (!plan) throw new Error(`${spec.name} has no plan.`);
  const builds = await compiledBuilds();
  const backend = createWasmBackend(bestModule(builds), arenaElements(plan), builds.best, {
    room: sparseRoom(plan, [dataset.train.x, dataset.test.x]),
  });
  for (const event of createTrainer({ plan, dataset, backend, now: () => performance.now() }).run()) {
    if (event.kind === 'end') return event.end.test?.['accuracy'] ?? NaN;
  }
  return NaN;
}

function writeSplit(split: Split, name: string): Record<string, string> {
  const file = (part: string, values: Uint32Array | Float32Array): string => {
    const path = `${FOLDER}accuracy.${name}.${part}`;
    writeFileSync(path, values);
    return path;
  };
  const targets = file('targets', split.y.values);
  const { x } = split;
  if (x.kind === 'sparse') {
    const { indptr, indices, values } = x;
    const pointers = file('pointers', indptr);
    return { targets, pointers, indices: file('indices', indices), values: file('values', values) };
  }
  const values = new Float32Array(split.count * x.columns);
  gatherDense(x, inOrder(split.count), 0, split.count, values);
  return { targets, values: file('values', values) };
}

/** Calls `found` with each seed's accuracy as it comes. */
function peerAccuracies(python: string, request: unknown, found: (accuracy: number) => void): Promise<void> {
  const child = spawn(python, [PEER], { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    found((JSON.parse(line) as { readonly accuracy: number }).accuracy);
  });
  child.stdin.end(JSON.stringify(request));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`PyTorch ended with code ${String(code)}.`));
    });
  });
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const listed = (name: string, accuracies: readonly number[]): string =>
  `  ${name.padEnd(8)} median ${percent(median(accuracies))}   ${accuracies.map(percent).join('  ')}`;

goOnInRecentNode();
const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, seeds: { type: 'string', default: '5' } },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const python = pythonWithTorch();
mkdirSync(FOLDER, { recursive: true });
for (const work of WORKS) {
  if (!work.name.includes(values.only)) continue;
  console.log(`${work.name}, ${String(work.epochs)} epochs, test accuracy of ${String(seeds.length)} seeds`);
  const real = work.real();
  if (typeof real === 'string') {
    console.log(`  ${real}`);
    continue;
  }
  const { spec, dataset } = await loadReal(real, [
    { path: 'semantics', value: 'pytorch' },
    { path: 'data.split.validation', value: 0 },
    { path: 'training.epochs', value: work.epochs },
  ]);
  const own: number[] = [];
  for (const seed of seeds) own.push(await ownAccuracy(spec, dataset, seed));
  console.log(listed('NNSpec', own));
  if (python === undefined) {
    console.log(
      '  PyTorch was not measured: no Python with torch was found (NNSPEC_BENCH_PYTHON names one).',
    );
    continue;
  }
  const { shape, train, test } = dataset;
  const peer: number[] = [];
  const request = {
    seeds,
    epochs: work.epochs,
    hidden: work.hidden,
    dropout: work.dropout,
    batchSize: spec.training.batchSize,
    learningRate: spec.optimizer.learningRate,
    features: shape.features,
    classes: train.y.columns,
    sparse: shape.sparse,
    rows: { train: train.count, test: test.count },
    files: { train: writeSplit(train, 'train'), test: writeSplit(test, 'test') },
  };
  await peerAccuracies(python, request, (accuracy) => peer.push(accuracy));
  console.log(listed('PyTorch', peer));
  const difference = 100 * (median(own) - median(peer));
  console.log(`  difference of the medians ${difference >= 0 ? '+' : ''}${difference.toFixed(2)} points`);
}
