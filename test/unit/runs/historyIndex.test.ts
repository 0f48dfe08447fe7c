import assert from 'node:assert/strict';
import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeIndex } from '../../../src/runs/historyIndex.ts';
import { eventFiles } from '../../../src/runs/lineage.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { frameOf, makePlace, makeRun } from './support.ts';

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
  async function index(): Promise<void> {
    const { history, info } = await readRun(folder);
    const name = await events();
    const { size } = await stat(join(folder, name));
    await writeIndex(folder, info.series, history, [{ name, bytes: size }]);
  }
  /** Another value for the first step, in the index only: what is read shows whether it was used. */
  async function mark(): Promise<void> {
    const bytes = await readFile(join(folder, 'history.index'));
    bytes.writeFloatLE(42, bytes.length - 500 * 2 * 4);
    await writeFile(join(folder, 'history.index'), bytes);
  }
  const firstLoss = async (): Promise<number | undefined> => new Float64Array((await shown()).values)[0];

  it('gives what the event files give', async () => {
    const before = await shown();
    await index();
    assert.deepEqual(await shown(), before);
    await mark();
    assert.equal(await firstLoss(), 42);
  });

  it('is gone on from where the events have gone on', async () => {
    await index();
    const path = join(folder, await events());
    const whole = await readFile(path);
    await truncate(path, whole.length);
    // The last record once more: a step that is known already, and is passed over.
    await appendFile(path, whole.subarray(whole.length - 40));
    await mark();
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
      await index();
      await mark();
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
});
