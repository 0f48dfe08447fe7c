import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricFrame } from '../../../src/protocol/types.ts';
import type { CheckpointPiece } from '../../../src/protocol/worker.ts';
import { History } from '../../../src/runs/history.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { LiveRun } from '../../../src/session/liveRun.ts';
import type { WorkerClient } from '../../../src/session/workerClient.ts';
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

describe('a live run', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  it('is indexed while it goes on, so that a long one opens at once even if it is killed', async () => {
    const store = await makeRun(place.folder);
    const { info } = await readRun(store.folder);
    const stored: string[] = [];
    const worker = {
      storedFrame: () => stored.push('frame'),
      storedCheckpoint: ({ bytes }: CheckpointPiece) =>
        stored.push(`checkpoint of ${String(bytes.byteLength)} bytes`),
      terminate: () => Promise.resolve(),
    } as unknown as WorkerClient;
    const run = new LiveRun({
      run: info,
      controls: [],
      worker,
      store,
      history: new History(2),
      epochs: [],
      interventions: [],
      checkpoints: [],
      probes: [],
      onEvent: () => undefined,
    });
    const checkpoint = {
      type: 'checkpoint',
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
});
