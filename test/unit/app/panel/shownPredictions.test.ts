import assert from 'node:assert/strict';
import { NnError } from '../../../../src/base/errors.ts';
import { ShownPredictions } from '../../../../src/app/panel/shownPredictions.ts';
import { RunManager } from '../../../../src/app/runManager.ts';
import type { Shown } from '../../../../src/app/panel/shown.ts';
import type { WantedWeights } from '../../../../src/protocol/panel.ts';
import type { Predictions } from '../../../../src/run/predictions.ts';
import type { RunEnd } from '../../../../src/run/run.ts';
import type { PredictionWorker } from '../../../../src/session/predictionWorker.ts';
import type { Session } from '../../../../src/session/types.ts';

const ANSWER = { step: 7 } as Predictions;
const record = (folder: string): Shown => ({
  kind: 'record',
  folder,
  snapshot: { run: { id: folder } } as unknown as Extract<Shown, { kind: 'record' }>['snapshot'],
});

function setUp(open?: (folder: string, weights: WantedWeights) => Promise<PredictionWorker>) {
  const log: string[] = [];
  const manager = new RunManager(() => Promise.reject(new Error('not in this test')));
  const shownPredictions = new ShownPredictions(
    manager,
    open ??
      ((folder, weights) => {
        log.push(`open ${folder}${weights === null ? '' : ` ${weights}`}`);
        return Promise.resolve({
          predictions: () => Promise.resolve(ANSWER),
          dispose: () => log.push(`close ${folder}`),
        });
      }),
  );
  return { manager, shownPredictions, log };
}

describe('predictions of runs that have ended', () => {
  it('come from one worker for each run, which is let go for the next', async () => {
    const { shownPredictions, log } = setUp();
    assert.deepEqual(await shownPredictions.ask(record('a'), null), {
      runId: 'a',
      predictions: ANSWER,
    });
    await shownPredictions.ask(record('a'), null);
    await shownPredictions.ask(record('b'), null);
    shownPredictions.dispose();
    await Promise.resolve();
    assert.deepEqual(log, ['open a', 'open b', 'close a', 'close b']);
  });

  it('are of the weights that are wanted', async () => {
    const { shownPredictions, log } = setUp();
    for (const weights of [null, 'last', 'last', 'best'] as const)
      await shownPredictions.ask(record('a'), weights);
    shownPredictions.dispose();
    await Promise.resolve();
    assert.deepEqual(
      log.filter((line) => line.startsWith('open')),
      ['open a', 'open a last', 'open a best'],
    );
  });

  it('are of the weights that a run has after it went on', async () => {
    const { manager, shownPredictions, log } = setUp();
    await shownPredictions.ask(record('a'), null);
    for (const folder of ['b', 'a'])
      manager.onEnd.emit({ session: { folder } as Session, end: {} as RunEnd });
    await shownPredictions.ask(record('a'), null);
    shownPredictions.dispose();
    await Promise.resolve();
    assert.deepEqual(log, ['open a', 'open a', 'close a', 'close a']);
  });

  it('say why there are none, and are tried anew', async () => {
    let times = 0;
    const { shownPredictions } = setUp(() => {
      times += 1;
      return Promise.reject(new NnError({ code: 'NN-RUN-NO-CHECKPOINT', message: 'no weights' }));
    });
    const answer = await shownPredictions.ask(record('a'), null);
    assert.deepEqual(answer, { runId: 'a', predictions: null, message: 'no weights' });
    await shownPredictions.ask(record('a'), null);
    assert.equal(times, 2);
    shownPredictions.dispose();
  });

  it('are not asked for where no run is shown', async () => {
    assert.equal(await setUp().shownPredictions.ask({ kind: 'nothing' }, null), null);
  });
});
