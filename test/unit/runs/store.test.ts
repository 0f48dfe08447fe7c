/** The run folder whatever happens to it: torn tails, leftovers, another version, another process. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MetricFrame } from '../../../src/run/frames.ts';
import type { RunInfo } from '../../../src/run/run.ts';
import type { CheckpointPiece } from '../../../src/run/checkpoints.ts';
import { versionRecord } from '../../../src/runs/events/eventRecords.ts';
import { eventFiles } from '../../../src/runs/events/eventNames.ts';
import { listRuns } from '../../../src/runs/list.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { readRunFile } from '../../../src/runs/folder/runFile.ts';
import { RunStore, type NewRun } from '../../../src/runs/store.ts';
import { sizeOf } from '../../../src/kinds/shape.ts';
import { dense, planOf } from '../../support/plans.ts';

const { plan } = planOf({
  x: [[1, 2]],
  y: [[1]],
  layers: [dense('dense1', 1)],
  loss: { type: 'meanSquaredError' },
});
const info: Omit<RunInfo, 'id'> = {
  name: 'a/b: c',
  startedAt: '2026-01-02T03:04:05.000Z',
  specPath: '/a.nnspec.json',
  plan,
  series: ['loss', 'learningRate'],
  backend: 'reference',
  threads: 1,
};
const next: NewRun = { info, specText: '{}', overrides: [], encoder: null, keep: 2 };

function frame(firstStep: number, count: number): MetricFrame {
  const column = (value: (row: number) => number): ArrayBuffer =>
    Float64Array.from({ length: count }, (_, row) => value(row)).buffer;
  return {
    sequence: 0,
    firstStep,
    count,
    values: Float64Array.from({ length: count * 2 }, (_, at) => firstStep + at).buffer,
    epochs: column(() => 1),
    seconds: column((row) => firstStep + row),
  };
}

describe('the run store', () => {
  let runs: string;
  beforeEach(async () => {
    runs = await mkdtemp(join(tmpdir(), 'nnspec-store-'));
  });
  afterEach(() => rm(runs, { recursive: true, force: true }));

  it('makes a folder whole or not at all, each with a name of its own', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => RunStore.create({ runsFolder: runs }, next)));
    await Promise.all(stores.map((store) => store.close()));
    const names = (await readdir(runs)).sort();
    assert.deepEqual(names, [
      '.gitignore',
      '20260102-030405-a-b-c',
      '20260102-030405-a-b-c-2',
      '20260102-030405-a-b-c-3',
    ]);
    for (const store of stores) assert.equal((await readRunFile(store.folder)).id, store.id);
    // A process that died while it made a run has left this.
    await mkdir(join(runs, '.new-0123'));
    assert.equal((await listRuns(runs)).length, 3);
  });

  it('takes an empty folder, and refuses one that holds something', async () => {
    const folder = join(runs, 'mine');
    await mkdir(folder);
    await (await RunStore.create({ folder }, next)).close();
    assert.equal((await readRunFile(folder)).id, 'mine');
    await assert.rejects(RunStore.create({ folder }, next), { code: 'NN-RUN-EXISTS' });
    await writeFile(join(runs, 'file'), '');
    await assert.rejects(RunStore.create({ folder: join(runs, 'file', 'run') }, next), {
      code: 'NN-RUN-FOLDER',
    });
  });

  it('cuts torn tails and removes leftovers when it goes on', async () => {
    const store = await RunStore.create({ runsFolder: runs }, next);
    const { folder } = store;
    await store.appendFrame(frame(1, 5));
    await store.appendIntervention({ step: 3, epoch: 1, path: 'optimizer.learningRate', from: 1, to: 2 });
    await store.close();
    const [events = ''] = await eventFiles(folder);
    const whole = (await stat(join(folder, events))).size;
    await appendFile(join(folder, events), versionRecord(1).subarray(0, 23));
    await appendFile(join(folder, 'journal.ndjson'), '{"event":"interv');
    await writeFile(join(folder, 'checkpoints', 'last.safetensors.12ab34cd.tmp'), 'half');
    await writeFile(join(folder, 'run.json.12ab34cd.tmp'), 'half');
    assert.equal((await readRun(folder)).snapshot.steps.count, 5, 'it opens as it is');

    const facts = { backend: 'reference', threads: 1, keep: 2 };
    const again = await RunStore.reopen(folder, { step: 4, epochs: 0, interventions: 1 }, facts);
    await again.appendFrame(frame(5, 2));
    await again.close();
    assert.equal((await stat(join(folder, events))).size, whole);
    assert.deepEqual((await readdir(join(folder, 'checkpoints'))).length, 0);
    assert(!(await readdir(folder)).some((name) => name.endsWith('.tmp')));
    const run = await readRun(folder);
    assert.equal(run.snapshot.steps.count, 6);
    assert.equal(run.journal.interventions.length, 1);
    const text = await readFile(join(folder, 'journal.ndjson'), 'utf8');
    assert(text.split('\n').every((line) => line === '' || line.startsWith('{"time"')));
  });

  it('takes a checkpoint in pieces, and shows it under its names when it is whole', async () => {
    const store = await RunStore.create({ runsFolder: runs }, next);
    const folder = join(store.folder, 'checkpoints');
    const piece = (text: string, more: Partial<CheckpointPiece> = {}): CheckpointPiece => ({
      kinds: ['last'],
      step: 1,
      epoch: 1,
      bytes: new TextEncoder().encode(text).buffer,
      whole: true,
      ...more,
    });
    const read = (name: string): Promise<string> => readFile(join(folder, `${name}.safetensors`), 'utf8');
    await store.writeCheckpoint(piece('older'));
    const kinds = ['last', 'best', 'epoch'] as const;
    await store.writeCheckpoint(piece('one, ', { kinds, whole: false }));
    await store.writeCheckpoint(piece('two, ', { kinds, whole: false }));
    assert.equal(await read('last'), 'older');
    await store.writeCheckpoint(piece('three', { kinds }));
    const names = ['last', 'best', 'epoch-1'];
    for (const name of names) assert.equal(await read(name), 'one, two, three');
    await store.writeCheckpoint(piece('newer'));
    assert.deepEqual([await read('last'), await read('best')], ['newer', 'one, two, three']);
    // Stopped in the midst of one.
    await store.writeCheckpoint(piece('half of', { kinds: ['last', 'best'], whole: false }));
    await store.close();
    assert.deepEqual([await read('last'), await read('best')], ['newer', 'one, two, three']);
    assert.deepEqual((await readdir(folder)).sort(), names.map((name) => `${name}.safetensors`).sort());
    const { checkpoints } = (await readRun(store.folder)).journal;
    assert.deepEqual(
      checkpoints.map(({ kind }) => kind),
      ['best', 'epoch'],
    );
  });

  it('keeps what comes after damage when it goes on, whatever the clock says', async () => {
    const store = await RunStore.create({ runsFolder: runs }, next);
    const { folder } = store;
    await store.appendFrame(frame(1, 50));
    await store.close();
    const [events = ''] = await eventFiles(folder);
    const bytes = await readFile(join(folder, events));
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(join(folder, events), bytes);
    const facts = { backend: 'reference', threads: 1, keep: 2 };
    const now = Date.now;
    try {
      for (const [day, step] of [-1, 1, -2].entries()) {
        Date.now = () => now() + step * 86_400_000;
        const first = 51 + day * 10;
        const lineage = { step: first - 1, epochs: 0, interventions: 0 };
        const again = await RunStore.reopen(folder, lineage, facts);
        await again.appendFrame(frame(first, 10));
        await again.close();
      }
    } finally {
      Date.now = now;
    }
    assert.equal((await stat(join(folder, events))).size, bytes.length);
    const names = await eventFiles(folder);
    assert.deepEqual(names.toSorted(), names);
    const { snapshot, damage } = await readRun(folder);
    assert.deepEqual([snapshot.steps.count, damage?.places, damage?.steps], [79, 1, 1]);
  });

  it('opens a folder that was cut at any byte', async () => {
    const store = await RunStore.create({ runsFolder: runs }, next);
    await store.appendFrame(frame(1, 3));
    await store.close();
    const { folder } = store;
    const [events = ''] = await eventFiles(folder);
    const bytes = await readFile(join(folder, events));
    let steps = 0;
    for (let length = bytes.length % 17; length <= bytes.length; length += 17) {
      await writeFile(join(folder, events), bytes.subarray(0, length));
      const { count } = (await readRun(folder)).snapshot.steps;
      assert(count >= steps);
      steps = count;
    }
    assert.equal(steps, 3);
  });

  it('plans the layers of a run again whose version knew no shapes', async () => {
    const store = await RunStore.create({ runsFolder: runs }, next);
    await store.close();
    const path = join(store.folder, 'run.json');
    const before = await readRun(store.folder);
    assert.deepEqual(before.file.plan.layers, plan.layers);
    const layers = plan.layers.map(({ input, output, parameters, ...layer }) => ({
      ...layer,
      inputs: sizeOf(input),
      outputs: sizeOf(output),
      parameters: parameters.map((parameter) => ({ ...parameter, fans: undefined })),
    }));
    const older = { ...before.file, plan: { ...before.file.plan, layers } };
    await writeFile(path, JSON.stringify(older));
    assert.deepEqual((await readRun(store.folder)).file.plan.layers, plan.layers);
    const broken = { ...older, plan: { ...older.plan, layers: [{ ...layers[0], outputs: 'many' }] } };
    await writeFile(path, JSON.stringify(broken));
    await assert.rejects(readRun(store.folder), /outputs is not a whole number/u);
  });

  it('brings a run of version 1 up to date, and refuses one of a newer version with a reason', async () => {
    const store = await RunStore.create({ runsFolder: runs }, next);
    await store.appendFrame(frame(1, 2));
    await store.close();
    const path = join(store.folder, 'run.json');
    const { clock, parent, ...rest } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    assert.deepEqual([clock, parent], [info.startedAt, null]);
    await writeFile(path, JSON.stringify({ ...rest, formatVersion: 1 }));
    const run = await readRun(store.folder);
    assert.deepEqual([run.file.formatVersion, run.file.clock, run.file.parent], [2, info.startedAt, null]);
    assert.deepEqual([...new Float64Array(run.snapshot.steps.seconds)], [1, 2]);
    const again = await RunStore.reopen(
      store.folder,
      { step: 2, epochs: 0, interventions: 0 },
      { backend: 'reference', threads: 1, keep: 2 },
    );
    await again.close();
    const written = JSON.parse(await readFile(path, 'utf8')) as { formatVersion: number };
    assert.equal(written.formatVersion, 2);
    await writeFile(path, JSON.stringify({ ...rest, formatVersion: 3 }));
    await assert.rejects(readRun(store.folder), { code: 'NN-RUN-VERSION' });
    for (const broken of ['{', '{}', '[]', 'null', JSON.stringify({ ...rest, formatVersion: 'x' })]) {
      await writeFile(path, broken);
      await assert.rejects(readRun(store.folder), { code: 'NN-RUN-BROKEN' });
    }
  });
});
