import assert from 'node:assert/strict';
import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { History } from '../../../../src/runs/events/history.ts';
import { writeIndex } from '../../../../src/runs/events/historyIndex.ts';
import { eventFiles } from '../../../../src/runs/events/eventNames.ts';
import { listRuns } from '../../../../src/runs/list.ts';
import { readRun } from '../../../../src/runs/reader.ts';
import { frameOf, makePlace, makeRun } from '../support.ts';

const rowsFrom = (first: number, count: number): number[][] =>
  Array.from({ length: count }, (_, index) => [Math.sin(first + index), 1 / (first + index)]);

describe('the index of a long run', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  let folder = '';
  beforeEach(async () => {
    place = await makePlace();
    const store = await makeRun(place.folder);
    await store.appendFrame(frameOf(1, rowsFrom(1, 500)));
    await store.close();
    ({ folder } = store);
  });
  afterEach(() => place.remove());

  const events = async (): Promise<string> => (await eventFiles(folder))[0] ?? '';
  const shown = async () => (await readRun(folder)).snapshot.steps;
  /** Writes the index; `loss`: another value for the first step, which shows whether it was used. */
  async function index(loss?: number): Promise<void> {
    const { history, info } = await readRun(folder);
    const name = await events();
    const { size } = await stat(join(folder, name));
    const rows = history.toRows();
    if (loss !== undefined) rows.values[0] = loss;
    await writeIndex(folder, info.series, History.fromRows(info.series.length, rows), {
      place: [{ name, bytes: size }],
      damage: undefined,
    });
  }
  const firstLoss = async (): Promise<number | undefined> => new Float64Array((await shown()).values)[0];

  it('gives what the event files give', async () => {
    const before = await shown();
    await index();
    assert.deepEqual(await shown(), before);
    await index(42);
    assert.equal(await firstLoss(), 42);
  });

  it('is gone on from where the events have gone on', async () => {
    await index(42);
    const path = join(folder, await events());
    const whole = await readFile(path);
    await truncate(path, whole.length);
    // The last record once more: a step that is known already, and is passed over.
    await appendFile(path, whole.subarray(whole.length - 40));
    const frame = await shown();
    assert.equal(frame.count, 500);
    assert.equal(new Float64Array(frame.values)[0], 42);
  });

  it('is passed over when the events are not those it was made from', async () => {
    const path = join(folder, await events());
    const whole = await readFile(path);
    for (const damage of [
      () => truncate(path, whole.length - 1),
      () => writeFile(path, Buffer.concat([whole.subarray(0, whole.length - 8), Buffer.alloc(8)])),
    ]) {
      await writeFile(path, whole);
      await index(42);
      await damage();
      assert.notEqual(await firstLoss(), 42);
      assert.equal((await shown()).count, 499);
    }
  });

  it('is passed over when it is torn or is something else', async () => {
    await index();
    const bytes = await readFile(join(folder, 'history.index'));
    const before = await shown();
    for (const broken of [
      Buffer.alloc(0),
      bytes.subarray(0, 3),
      bytes.subarray(0, 100),
      bytes.subarray(0, bytes.length - 1),
      Buffer.concat([bytes, Buffer.alloc(1)]),
      Buffer.concat([Buffer.from([255, 255, 255, 255]), bytes]),
      Buffer.from('\u0004\0\0\0null'),
    ]) {
      await writeFile(join(folder, 'history.index'), broken);
      assert.deepEqual(await shown(), before);
    }
  });

  it('is passed over when a single bit of it is another', async () => {
    const before = await shown();
    await index(42);
    const path = join(folder, 'history.index');
    const bytes = await readFile(path);
    for (let at = 0; at < bytes.length; at += 97) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(path, flipped);
      assert.deepEqual(await shown(), before, `byte ${at}`);
    }
  });

  it('keeps what is known of damage, for the list', async () => {
    const path = join(folder, await events());
    const bytes = await readFile(path);
    for (const part of [0.3, 0.7]) {
      const at = Math.round(bytes.length * part);
      bytes[at] = (bytes[at] ?? 0) ^ 16;
    }
    await writeFile(path, bytes);
    assert.equal((await listRuns(place.folder))[0]?.damage, undefined, 'nobody has looked');
    const { damage, snapshot } = await readRun(folder);
    assert.deepEqual([damage?.places, damage?.steps, snapshot.steps.count], [2, 2, 498]);
    assert.deepEqual(snapshot.damage, damage);
    assert.deepEqual((await listRuns(place.folder))[0]?.damage, damage);
    assert.deepEqual((await readRun(folder)).damage, damage, 'from the index');
  });
});
