/** Which weights: the test at the end, `predict`, `export` and what they say are of the same epoch. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '../../../src/engine/checkpoint.ts';
import type { RunWeights } from '../../../src/run/run.ts';
import { buildRuntime, runCli, specFolder } from '../../support/trainingRuntime.ts';

/** Labels of noise, which a network learns by heart and validation does not follow. */
function rows(count: number, from: number): string {
  const value = (row: number, column: number): number =>
    ((((row + from) * 7919 + column * 104_729) * 31) % 1009) / 500 - 1;
  const lines = Array.from({ length: count }, (_, row) => {
    const cells = Array.from({ length: 4 }, (_, column) => value(row, column));
    const label = (cells[0] ?? 0) + 1.5 * value(row, 9) > 0 ? 1 : 0;
    return `${[...cells, label].join(',')}\n`;
  });
  return `a,b,c,d,y\n${lines.join('')}`;
}
const spec = (training: object): string =>
  JSON.stringify({
    formatVersion: 1,
    seed: 2,
    data: { source: 'tr.csv', target: 'y', split: { validation: 0.4 }, test: { source: 'te.csv' } },
    model: {
      layers: [
        { type: 'dense', units: 24, activation: 'relu' },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
    },
    loss: 'binaryCrossentropy',
    metrics: ['accuracy'],
    optimizer: { type: 'adam', learningRate: 0.03 },
    training: { epochs: 25, batchSize: 8, ...training },
  });

interface End {
  readonly event: 'end';
  readonly epochs: number;
  readonly steps: number;
  readonly test: { readonly accuracy: number; readonly loss: number };
  readonly weights: RunWeights;
}
interface Epoch {
  readonly event: 'epoch';
  readonly epoch: number;
  readonly step: number;
  readonly validation: Readonly<Record<string, number>>;
}
interface Said {
  readonly event: string;
  /** Of the first line only. */
  readonly weights?: RunWeights;
  readonly class: string;
  readonly probabilities: unknown;
}

describe('which weights', () => {
  let place: Awaited<ReturnType<typeof specFolder>>;
  const cli = (...args: string[]) => runCli(args, place.folder);
  const lines = <T>(stdout: string): T[] =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as T);

  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });
  beforeEach(async () => {
    place = await specFolder();
    await writeFile(join(place.folder, 'tr.csv'), rows(60, 0));
    await writeFile(join(place.folder, 'te.csv'), rows(40, 500));
  });
  afterEach(() => place.remove());

  async function train(training: object, folder = 'run'): Promise<{ end: End; epochs: Epoch[] }> {
    await writeFile(join(place.folder, 'spec.nnspec.json'), spec(training));
    const { code, stdout, stderr } = await cli(
      'train',
      'spec.nnspec.json',
      '--run-dir',
      folder,
      '--json',
      '--every',
      '9999',
    );
    assert.equal(code, 0, stderr);
    const all = lines<End | Epoch>(stdout);
    const end = all.find((line): line is End => line.event === 'end');
    assert(end);
    return { end, epochs: all.filter((line): line is Epoch => line.event === 'epoch') };
  }

  /** What `predict` says of the test rows: which weights, and how often it is right. */
  async function predict(...args: string[]): Promise<{ weights: RunWeights; accuracy: number }> {
    const { code, stdout, stderr } = await cli('predict', 'run', '--input', 'te.csv', '--json', ...args);
    assert.deepEqual([code, stderr], [0, '']);
    const said = lines<Said>(stdout);
    const weights = said[0]?.weights;
    assert(weights);
    assert.ok(said.slice(1).every((line) => line.weights === undefined));
    const labels = rows(40, 500)
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').at(-1));
    const hits = said.filter((line, row) => line.class === labels[row]).length;
    return { weights, accuracy: hits / 40 };
  }
  const best = (epochs: readonly Epoch[], name: string, sign: number): Epoch => {
    const value = ({ validation }: Epoch): number => sign * (validation[name] ?? NaN);
    return epochs.reduce((most, epoch) => (value(epoch) > value(most) ? epoch : most));
  };

  it('are the best ones by validation loss: test, predict and export agree, and say so', async () => {
    const { end, epochs } = await train({});
    const { epoch, step } = best(epochs, 'loss', -1);
    assert.ok(epoch < end.epochs, 'the last epoch must not be the best for this test');
    const wanted: RunWeights = { kind: 'best', epoch, step, monitor: 'validation.loss' };
    assert.deepEqual(end.weights, wanted);
    const said = await predict();
    assert.deepEqual(said.weights, wanted);
    assert.ok(Math.abs(said.accuracy - end.test.accuracy) < 1e-9);
    const last = await predict('--last');
    assert.deepEqual(last.weights, { kind: 'last', epoch: end.epochs, step: end.steps, monitor: null });
    const table = await cli('predict', 'run', '--input', 'te.csv');
    assert.equal(table.stderr, `weights: epoch ${String(epoch)}, the best by validation.loss\n`);
    const exported = await cli('export', 'run', '--to', 'safetensors', '--out', 'out.safetensors');
    assert.equal(exported.stderr, table.stderr);
    const file = decodeSafetensors(await readFile(join(place.folder, 'out.safetensors')));
    const kept = decodeSafetensors(await readFile(join(place.folder, 'run/checkpoints/best.safetensors')));
    assert.deepEqual(file.tensors, kept.tensors.slice(0, file.tensors.length));
    const record = JSON.parse(await readFile(join(place.folder, 'run/run.json'), 'utf8')) as { end: End };
    assert.deepEqual([record.end.weights, record.end.test], [wanted, end.test]);
    assert.match(
      await readFile(join(place.folder, 'run/journal.ndjson'), 'utf8'),
      /"event":"end".*"weights":\{"kind":"best"/,
    );
  }).timeout(40_000);

  it('are those that early stopping puts back, by its monitor, which is also that of the best', async () => {
    const { end, epochs } = await train({ earlyStopping: { monitor: 'validation.accuracy', patience: 6 } });
    const { epoch, step } = best(epochs, 'accuracy', 1);
    assert.deepEqual(end.weights, { kind: 'restored', epoch, step, monitor: 'validation.accuracy' });
    for (const args of [[], ['--last'], ['--best']]) {
      const said = await predict(...args);
      assert.equal(said.weights.epoch, epoch, args.join());
      assert.ok(Math.abs(said.accuracy - end.test.accuracy) < 1e-9, args.join());
    }
    assert.equal((await cli('predict', 'run', '--input', 'te.csv', '--best', '--last')).code, 2);
  }).timeout(40_000);

  it('of two monitors are those put back, and a warning says that the best ones are others', async () => {
    const training = {
      earlyStopping: { monitor: 'validation.accuracy', patience: 6 },
      checkpoint: { best: 'validation.loss' },
    };
    const { end } = await train(training);
    const { stderr } = await cli('check', 'spec.nnspec.json');
    assert.match(stderr, /warning NN-SPEC-MONITORS .*validation\.accuracy.*validation\.loss/);
    assert.equal(end.weights.kind, 'restored');
    assert.equal((await predict()).weights.kind, 'restored');
    assert.equal((await predict('--best')).weights.monitor, 'validation.loss');
  }).timeout(40_000);

  it('are told to a person at the end', async () => {
    await writeFile(join(place.folder, 'spec.nnspec.json'), spec({ epochs: 6 }));
    const { stdout } = await cli('train', 'spec.nnspec.json', '--run-dir', 'run');
    assert.match(stdout, /\nweights of the run: epoch \d+, the best by validation\.loss\ntest: loss /);
  });
});
