/** Going on with a run whose data has changed since: refused, or with the encoders and the split that it began with. */
import assert from 'node:assert/strict';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildRuntime, runCli, specFolder } from '../../support/trainingRuntime.ts';

const SPEC = {
  formatVersion: 1,
  data: {
    source: 'c.csv',
    target: 'y',
    features: [{ column: 'x', as: 'number', normalize: 'standard' }],
    split: { validation: 0.25 },
  },
  model: {
    layers: [
      { type: 'dense', units: 4, activation: 'tanh' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  },
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  optimizer: { type: 'adam', learningRate: 0.05 },
  training: { epochs: 8, batchSize: 8 },
};
const value = (row: number): number => ((row * 37) % 40) / 10 - 2;
const csv = (rows: number, low = 'cat', high = 'dog', more = ''): string =>
  `x,y\n${Array.from({ length: rows }, (_, row) => `${String(value(row))},${value(row) > 0 ? high : low}\n`).join('')}${more}`;

describe('changed data', () => {
  let place: Awaited<ReturnType<typeof specFolder>>;
  const cli = (...args: string[]) => runCli(args, place.folder);
  const resume = (...args: string[]) => cli('train', 'run', '--resume', '--more-epochs', '2', ...args);
  const write = (text: string): Promise<void> => writeFile(join(place.folder, 'c.csv'), text);
  const record = async (run = 'run') =>
    JSON.parse(await readFile(join(place.folder, run, 'run.json'), 'utf8')) as {
      encoder: { target: { classes: string[] }; features: unknown };
      data: { sources: { rows: number; files: { hash: string }[] }[] };
      plan: { data: { samples: { train: number; validation: number } } };
      lastEpoch: { validation: { accuracy: number } };
    };
  const refused = async (says: RegExp, ...args: string[]): Promise<void> => {
    const { code, stderr } = await (args.length > 0 ? cli(...args) : resume());
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^c\.csv:1:1: error NN-RUN-DATA-CHANGED c\.csv has changed since this run began: /);
    assert.match(stderr, says);
    assert.match(stderr, /Train anew.*--accept-changed-data/);
  };

  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });
  beforeEach(async function () {
    this.timeout(30_000);
    place = await specFolder(JSON.stringify(SPEC));
    await write(csv(80));
    const { code, stderr } = await cli('train', 'spec.nnspec.json', '--run-dir', 'run');
    assert.equal(code, 0, stderr);
  });
  afterEach(() => place.remove());

  it('of renamed classes is refused on every way on, and consent does not make it encodable', async () => {
    await write(csv(80, 'dog', 'zebra'));
    const says = /in “y” “zebra” new, “cat” gone/;
    await refused(says);
    await refused(says, 'train', 'run', '--branch', 'last', '--run-dir', 'branch');
    await refused(says, 'train', '--replay', 'run', '--run-dir', 'replay');
    const { code, stderr } = await resume('--accept-changed-data');
    assert.equal(code, 1);
    assert.match(stderr, /^c\.csv:\d+:\d+: error NN-DATA-UNSEEN-CLASS .*zebra/m);
    assert.deepEqual((await record()).encoder.target.classes, ['cat', 'dog']);
    assert.equal((await cli('train', 'spec.nnspec.json', '--accept-changed-data')).code, 2);
  }).timeout(40_000);

  it('says rows, ranges and columns that differ', async () => {
    await write(csv(79));
    await refused(/: 79 rows instead of 80\. /);
    await write(csv(80, 'cat', 'dog', '7.5,dog\n'));
    await refused(/: 81 rows instead of 80; “x” from -2 to 7\.5 instead of -2 to 1\.9\. /);
    await write(csv(80).replace('x,y', 'z,y'));
    await refused(/cannot be read as it was \(c\.csv has no column “x”/);
    await write(csv(80).replace(/^-1\.9,/m, 'one,'));
    await refused(/“x” not all numbers any more/);
  }).timeout(40_000);

  it('with consent goes on with the encoders and the split that it began with', async () => {
    const before = await record();
    await write(csv(80, 'cat', 'dog', '7.5,dog\n-3,cat\n'));
    const { code, stderr } = await resume('--accept-changed-data');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /warning NN-RUN-DATA-CHANGED .*82 rows instead of 80/);
    const after = await record();
    assert.deepEqual(after.encoder, before.encoder);
    assert.equal(after.data.sources[0]?.rows, 82);
    assert.deepEqual(after.plan.data.samples, { ...before.plan.data.samples, train: 62 });
    const journal = await readFile(join(place.folder, 'run/journal.ndjson'), 'utf8');
    assert.match(journal, /"event":"data","changes":\["c\.csv has changed/);
    const again = await resume();
    assert.equal(again.code, 0, again.stderr);
    assert.equal(again.stderr, '', 'the accepted data is that of the run now');
    const predicted = await cli('predict', 'run', '--input', 'c.csv', '--json');
    const said = predicted.stdout.match(/"class":"(cat|dog)"/g) ?? [];
    assert.equal(said.length, 82);
  }).timeout(40_000);

  it('is not what only packs or touches the file, and a run of an earlier version goes on with a warning', async () => {
    await write(csv(80));
    const same = await resume();
    assert.deepEqual([same.code, same.stderr], [0, '']);
    await writeFile(join(place.folder, 'c.csv'), gzipSync(csv(80)));
    const packed = await resume();
    assert.deepEqual([packed.code, packed.stderr], [0, '']);
    const path = join(place.folder, 'run/run.json');
    const { data, ...old } = JSON.parse(await readFile(path, 'utf8')) as { data: unknown };
    assert(data);
    await writeFile(path, JSON.stringify(old));
    await rm(join(place.folder, 'run/split.bin'));
    const { code, stderr } = await resume();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /warning NN-RUN-DATA-UNKNOWN/);
  }).timeout(40_000);

  it('says that the spec has moved where its data is not found', async () => {
    const moved = join(place.folder, 'moved');
    await rename(join(place.folder, 'spec.nnspec.json'), moved);
    await rm(join(place.folder, 'c.csv'));
    const { code, stderr } = await resume();
    assert.equal(code, 1);
    assert.match(stderr, /NN-DATA-NOT-FOUND .*spec\.nnspec\.json, which is no longer there/);
  });

  it('keeps the bits of a run whose data is the same', async () => {
    const whole = await cli('train', 'spec.nnspec.json', '--run-dir', 'whole', '--set', 'training.epochs=10');
    assert.equal(whole.code, 0, whole.stderr);
    assert.equal((await resume()).code, 0);
    const bytes = async (run: string): Promise<Buffer> => {
      const file = await readFile(join(place.folder, run, 'checkpoints/last.safetensors'));
      return file.subarray(8 + Number(file.readBigUInt64LE()));
    };
    assert.ok((await bytes('run')).equals(await bytes('whole')));
  }).timeout(40_000);
});
