import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunLister, listRuns } from '../../../src/runs/list.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { RunStore } from '../../../src/runs/store.ts';
import { isTrashed, restoreRun, trashRun } from '../../../src/runs/folder/trash.ts';
import { changeUserData, readUserData } from '../../../src/runs/folder/userData.ts';
import { epochsOf, frameOf, makePlace, makeRun } from './support.ts';

const END = { reason: 'completed', epochs: 2, steps: 8, seconds: 0.08 } as const;

describe('the list of runs', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  it('tells name, spec, results and status, newest first', async () => {
    const old = await makeRun(place.folder, { name: 'Old', startedAt: '2026-01-01T00:00:00.000Z' });
    await old.appendEpochs(epochsOf([1, 0.5], [2, 0.25]), 0.08);
    await old.finish(END);
    await old.close();
    const next = await makeRun(place.folder, { name: 'New', startedAt: '2026-01-02T00:00:00.000Z' });
    await next.close();
    const runs = await listRuns(place.folder);
    assert.deepEqual(
      runs.map(({ name, status, metric }) => [name, status, metric]),
      [
        ['New', 'running', 'accuracy'],
        ['Old', 'completed', 'accuracy'],
      ],
    );
    assert.equal(runs[1]?.lastEpoch?.validation?.['loss'], 0.35);
    assert.equal(runs[1].values.get('optimizer.learningRate'), 0.01);
  });

  it('tells the last epoch of a run that is going on, and not one that a restart made void', async () => {
    const store = await makeRun(place.folder);
    await store.appendEpochs(epochsOf([1, 0.5], [2, 0.25]), 0.08);
    const last = async (): Promise<number | undefined> => (await listRuns(place.folder))[0]?.lastEpoch?.epoch;
    assert.equal(await last(), 2);
    await store.close();
    const again = await RunStore.reopen(
      store.folder,
      { step: 4, epochs: 1, interventions: 0 },
      { backend: 'reference', threads: 1, keep: 1 },
    );
    assert.equal(await last(), 1);
    await again.close();
  });

  it('counts the epochs that were asked for since', async () => {
    const store = await makeRun(place.folder);
    const total = async (): Promise<number | undefined> => (await listRuns(place.folder))[0]?.epochs;
    const planned = (await total()) ?? 0;
    const to = planned + 7000;
    await store.appendIntervention({ step: 3, epoch: 1, path: 'training.epochs', from: planned, to });
    assert.equal(await total(), to);
    await store.close();
    const facts = { backend: 'reference', threads: 1, keep: 1, epochs: to };
    const again = await RunStore.reopen(store.folder, { step: 4, epochs: 1, interventions: 1 }, facts);
    await again.finish(END);
    await again.close();
    assert.equal(await total(), to);
  });

  it('sees what has changed, though it reads nothing twice', async () => {
    const lister = new RunLister();
    const store = await makeRun(place.folder);
    const first = (await lister.list(place.folder)).runs[0];
    assert.equal((await lister.list(place.folder)).runs[0]?.values, first?.values);
    await store.finish(END);
    await store.close();
    assert.equal((await lister.list(place.folder)).runs[0]?.status, 'completed');
    await trashRun(store.folder);
    assert.deepEqual(await lister.list(place.folder), { runs: [], broken: [] });
  });

  it('keeps what the user says in a file of its own', async () => {
    const store = await makeRun(place.folder, { name: 'Moons' });
    const before = await readFile(join(store.folder, 'run.json'), 'utf8');
    await Promise.all([
      changeUserData(store.folder, { name: '  Best so far ' }),
      changeUserData(store.folder, { starred: true }),
      changeUserData(store.folder, { note: 'two\nlines' }),
    ]);
    await store.close();
    const [run] = await listRuns(place.folder);
    assert.deepEqual(
      [run?.name, run?.specName, run?.starred, run?.note],
      ['Best so far', 'Moons', true, 'two\nlines'],
    );
    assert.equal(await readFile(join(store.folder, 'run.json'), 'utf8'), before);
    await changeUserData(store.folder, { name: '' });
    assert.equal((await listRuns(place.folder))[0]?.name, 'Moons');
    assert.equal((await readdir(store.folder)).filter((name) => name.endsWith('.tmp')).length, 0);
  });

  it('takes broken user data for none', async () => {
    const store = await makeRun(place.folder);
    await store.close();
    for (const text of ['', '{', '[]', '7', '{"name":3,"note":[],"starred":"yes"}']) {
      await writeFile(join(store.folder, 'user.json'), text);
      assert.deepEqual(await readUserData(store.folder), { name: null, note: '', starred: false }, text);
    }
  });

  it('leaves out what is not a run, and what is in the trash', async () => {
    await mkdir(join(place.folder, 'notes'));
    const store = await makeRun(place.folder);
    await store.appendFrame(frameOf(1, [[0.5, 0.01]]));
    await store.close();
    const trashed = await trashRun(store.folder);
    assert.deepEqual(await listRuns(place.folder), []);
    assert.equal(await isTrashed(trashed), true);
    await restoreRun(trashed);
    assert.equal((await readRun(store.folder)).history.lastStep, 1);
    assert.equal(await isTrashed(trashed), false);
  });

  it('does not bring a run back over another folder, and keeps both in the trash', async () => {
    const store = await makeRun(place.folder);
    await store.close();
    const first = await trashRun(store.folder);
    await mkdir(store.folder);
    await assert.rejects(restoreRun(first), { code: 'NN-RUN-EXISTS' });
    const second = await trashRun(store.folder);
    assert.notEqual(second.trashed, first.trashed);
    assert.deepEqual(await Promise.all([first, second].map(isTrashed)), [true, false]);
  });
});
