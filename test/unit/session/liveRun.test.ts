import assert from 'node:assert/strict';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricFrame } from '../../../src/run/frames.ts';
import type { CheckpointPiece } from '../../../src/run/checkpoints.ts';
import { firstFacts } from '../../../src/run/events/record.ts';
import { History } from '../../../src/runs/events/history.ts';
import { readRun } from '../../../src/runs/reader.ts';
import type { RunStore } from '../../../src/runs/store.ts';
import { LiveRun, type LiveRunOptions } from '../../../src/session/liveRun.ts';
import type { WorkerClient } from '../../../src/session/worker/workerClient.ts';
import { makePlace, makeRun } from '../runs/support.ts';

function frame(sequence: number, firstStep: number, count: number): MetricFrame {
  return {
    sequence,
    firstStep,
    count,
    values: Float64Array.from({ length: count * 2 }, (_, index) => 1 / (firstStep + index)).buffer,
    epochs: new Float64Array(count).fill(1).buffer,
    seconds: Float64Array.from({ length: count }, (_, row) => (firstStep + row) / 1000).buffer,
  };
}

/** A run that has just begun, in a folder of two series. */
async function newRun(
  store: RunStore,
  worker: WorkerClient,
  onEvent: LiveRunOptions['onEvent'],
): Promise<LiveRun> {
  const { info } = await readRun(store.folder);
  const past = {
    run: info,
    facts: firstFacts([]),
    history: new History(2),
    damage: undefined,
    epochs: [],
    tensorSnapshots: [],
  };
  return new LiveRun({ past, worker, store, onEvent });
}

describe('a live run', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  it('is indexed while it goes on, so that a long one opens at once even if it is killed', async () => {
    const store = await makeRun(place.folder);
    const stored: string[] = [];
    const worker = {
      storedFrame: () => stored.push('frame'),
      storedCheckpoint: ({ bytes }: CheckpointPiece) =>
        stored.push(`checkpoint of ${String(bytes.byteLength)} bytes`),
      terminate: () => Promise.resolve(),
    } as unknown as WorkerClient;
    const run = await newRun(store, worker, () => undefined);
    const checkpoint = {
      type: 'piece',
      kinds: ['last'],
      step: 1,
      epoch: 1,
      bytes: new ArrayBuffer(8),
      whole: true,
    } as const;
    const stepsOfFrame = 100_000;
    run.begin([]);
    for (let index = 0; index < 6; index++) {
      run.handle([{ type: 'frame', frame: frame(index, 1 + index * stepsOfFrame, stepsOfFrame) }]);
    }
    run.handle([checkpoint]);
    while (!stored.includes('checkpoint of 8 bytes')) await new Promise((resolve) => setTimeout(resolve, 10));
    const index = join(store.folder, 'history.index');
    assert.ok((await stat(index)).size > 1_000_000);
    // Steps after the index are read from the events.
    run.handle([{ type: 'frame', frame: frame(6, 1 + 6 * stepsOfFrame, 10) }]);
    while (stored.filter((what) => what === 'frame').length < 7)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const { history } = await readRun(store.folder);
    assert.equal(history.lastStep, 6 * stepsOfFrame + 10);
    run.dispose();
    await run.done;
  });

  it('gives a frame back when it is stored and every listener has read it, however long one takes', async () => {
    const store = await makeRun(place.folder);
    const lastLoss = ({ frame: { values, count } }: { readonly frame: MetricFrame }): number | undefined =>
      new Float64Array(values)[(count - 1) * 2];
    let back = 0;
    const seen: unknown[] = [];
    const worker = {
      // As a real one: the arrays are the worker's again.
      storedFrame: ({ values, epochs, seconds }: MetricFrame) => {
        structuredClone(null, { transfer: [values, epochs, seconds] });
        back++;
      },
      terminate: () => Promise.resolve(),
    } as unknown as WorkerClient;
    const run = await newRun(store, worker, async (event) => {
      if (event.type !== 'frame') return;
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push(lastLoss(event));
    });
    run.onEvent((event) => {
      if (event.type === 'frame') seen.push(lastLoss(event));
    });
    run.begin([]);
    // Longer than what is in it, as a worker's are.
    const long = { ...frame(0, 1, 10), count: 5 };
    run.handle([
      { type: 'frame', frame: long },
      { type: 'frame', frame: frame(1, 6, 4) },
    ]);
    while (back < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(seen, [1 / 9, 1 / 9, 1 / 12, 1 / 12]);
    assert.equal(new Float64Array(run.snapshot().steps.seconds).at(-1), 0.009);
    run.dispose();
    await run.done;
    assert.equal((await readRun(store.folder)).history.lastStep, 9);
  });

  it('ends with what to do when the disk fills, and keeps what was written before', async () => {
    const store = await makeRun(place.folder);
    let stored = 0;
    const worker = {
      storedFrame: () => stored++,
      terminate: () => Promise.resolve(),
    } as unknown as WorkerClient;
    const run = await newRun(store, worker, () => undefined);
    run.begin([]);
    run.handle([{ type: 'frame', frame: frame(0, 1, 10) }]);
    while (stored < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    const restore = await fillDisk(store.folder);
    try {
      run.handle([{ type: 'frame', frame: frame(1, 11, 10) }]);
      const { reason, code, message, steps } = await run.done;
      assert.deepEqual({ reason, code, steps }, { reason: 'failed', code: 'NN-DISK-FULL', steps: 10 });
      assert.match(message ?? '', /Free some space/);
      assert.ok(message?.startsWith(store.folder), message);
    } finally {
      restore();
    }
    const { history } = await readRun(store.folder);
    assert.equal(history.lastStep, 10);
  });
});

/** Every write to an open file fails as on a full disk, until the function returned is called. */
async function fillDisk(folder: string): Promise<() => void> {
  const file = await open(join(folder, 'run.json'));
  const prototype = Object.getPrototypeOf(file) as Record<string, unknown>;
  await file.close();
  const names = ['write', 'writev', 'writeFile', 'appendFile'];
  const before = names.map((name) => prototype[name]);
  const full = (): Promise<never> =>
    Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
  for (const name of names) prototype[name] = full;
  return () => {
    names.forEach((name, index) => (prototype[name] = before[index]));
  };
}
