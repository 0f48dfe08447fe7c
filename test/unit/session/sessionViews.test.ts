/** Races, predictions and snapshots of tensors: through the real worker and the run folder. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readRun } from '../../../src/runs/reader.ts';
import { openPredictionWorker } from '../../../src/session/predictionWorker.ts';
import { startRace } from '../../../src/session/comparison/race.ts';
import type { RunEvent } from '../../../src/run/events/event.ts';
import { heard, useSessions } from '../../support/sessions.ts';

const LONG = { path: 'training.epochs', value: 1_000_000 };

describe('a look into a session', () => {
  const sessions = useSessions();

  it('races optimizers from the same start', async () => {
    const optimizers = ['sgd', 'adam'];
    const { race } = startRace({
      ...sessions.options(),
      optimizers,
      seeds: 1,
      learningRates: 'default',
      parallel: 2,
    });
    assert(race);
    const tables: unknown[] = [];
    race.comparison.onMessage.on((message) => {
      if (message.type === 'runs') tables.push(message.runs);
    });
    const state = await race.done;
    assert.deepEqual(
      state.runs.map(({ status, step, optimizer }) => [status, step, optimizer]),
      optimizers.map((name) => ['completed', 20, name]),
    );
    assert.deepEqual(tables.at(-1), state.runs);
    const runs = await Promise.all(
      state.runs.map(({ runId }) => readRun(join(sessions.folder, 'runs', runId ?? ''))),
    );
    const first = runs.map(({ snapshot }) => new Float64Array(snapshot.steps.values)[0]);
    assert.equal(first[0], first[1], 'the first loss is that of the same weights, batch and mask');
  });

  it('tells what the network predicts while it trains, and afterwards from its checkpoint', async () => {
    const session = await sessions.start({ overrides: [LONG] });
    await heard(session, 'epochs');
    const live = await session.predictions();
    assert.equal(live.split, 'validation');
    assert.equal(live.used, 25);
    assert.ok(live.step >= 5);
    assert.equal(live.boundary?.columns, 64);
    assert.ok(live.worst.every(({ view }) => view.kind === 'table' && view.cells.length === 2));
    await session.stop();
    await assert.rejects(session.predictions());

    assert(session.folder);
    const stored = await openPredictionWorker(session.folder, sessions.options());
    try {
      const recorded = await stored.predictions();
      assert.equal(recorded.used, 25);
      assert.ok(recorded.step > 0);
      assert.deepEqual(await stored.predictions().then(({ step }) => step), recorded.step);
    } finally {
      stored.dispose();
    }
  });

  it('looks into the network at the ends of epochs, and finds that again in the run folder', async () => {
    const events: RunEvent[] = [];
    const session = await sessions.start({}, events);
    await session.done;
    const probes = events.flatMap((event) => (event.type === 'probe' ? [event.record] : []));
    assert.ok(probes.length >= 1);
    assert.equal(probes[0]?.step, 5);
    assert.equal(probes[0].activations.length, 1);
    assert.equal(probes[0].weights.length, 2);
    assert.deepEqual(session.snapshot().tensorSnapshots, probes);
    assert(session.folder);
    const { snapshot } = await readRun(session.folder);
    assert.deepEqual(
      snapshot.tensorSnapshots.map(({ step }) => step),
      probes.map(({ step }) => step),
    );
    assert.deepEqual(snapshot.tensorSnapshots[0]?.weights[0]?.counts, probes[0].weights[0]?.counts);
  });
});
