/** `--threads` changes how long a run takes, and nothing else. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { buildRuntime, runCli, specFolder } from '../../../support/trainingRuntime.ts';

const SPEC = JSON.stringify({
  formatVersion: 1,
  seed: 4,
  data: { source: { builtin: 'gaussians', samples: 1200, noise: 0.4, classes: 4 } },
  model: {
    layers: [
      { type: 'dense', units: 200, activation: 'relu' },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: 150, activation: 'tanh' },
      { type: 'batchNormalization' },
      { type: 'dense', units: 4, activation: 'softmax' },
    ],
  },
  loss: 'categoricalCrossentropy',
  optimizer: 'adam',
  training: { epochs: 6, batchSize: 64, gradientClipping: { globalNorm: 1 } },
});

interface Start {
  readonly event: string;
  readonly threads: number;
}

describe('nnspec train --threads', function () {
  this.timeout(120_000);
  before(buildRuntime);

  it('ends with the same weights and metrics for 1, 2 and 3 threads', async () => {
    const { folder, spec, remove } = await specFolder(SPEC);
    try {
      const found: { weights: Buffer; metrics: string; threads: number }[] = [];
      for (const threads of ['1', '2', '3']) {
        const out = path.join(folder, `weights-${threads}.safetensors`);
        const run = path.join(folder, `run-${threads}`);
        const args = ['train', spec, '--threads', threads, '--weights-out', out, '--run-dir', run, '--json'];
        const { code, stdout, stderr } = await runCli(args, folder);
        assert.equal(code, 0, stderr);
        const events = stdout.trim().split('\n');
        const start = events.map((line) => JSON.parse(line) as Start).find(({ event }) => event === 'start');
        const metrics = events.filter((line) => line.includes('"event":"step"')).join('\n');
        found.push({ weights: await readFile(out), metrics, threads: start?.threads ?? 0 });
      }
      assert.deepEqual(
        found.map(({ threads }) => threads),
        [1, 2, 3].map((threads) => Math.min(threads, availableParallelism())),
      );
      for (const { weights, metrics } of found) {
        assert.ok(weights.equals(found[0]?.weights ?? Buffer.alloc(0)), 'the weights differ');
        assert.equal(metrics, found[0]?.metrics);
      }
      // Begun with two threads and gone on with three.
      const [run, out] = [path.join(folder, 'run-parts'), path.join(folder, 'parts.safetensors')];
      const begin = ['train', spec, '--run-dir', run, '--threads', '2', '--set', 'training.epochs=2'];
      const rest = ['train', run, '--resume', '--more-epochs', '4', '--threads', '3', '--weights-out', out];
      for (const args of [begin, rest]) {
        const { code, stderr } = await runCli(args, folder);
        assert.equal(code, 0, stderr);
      }
      assert.ok((await readFile(out)).equals(found[0]?.weights ?? Buffer.alloc(0)), 'the parts differ');
    } finally {
      await remove();
    }
  });
});
