/** Races of real runs: fair, the same in any order, and able to go on. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { sameStart } from '../../../../src/run/comparison/leaderboard.ts';
import type { ComparedRun } from '../../../../src/run/comparison/state.ts';
import { readRun } from '../../../../src/runs/reader.ts';
import { startRace } from '../../../../src/session/comparison/race.ts';
import type { EarlierRun, RaceOptions } from '../../../../src/session/comparison/raceOptions.ts';
import { buildRuntime, WORKER_PATH } from '../../../support/trainingRuntime.ts';
import { options } from '../../app/fakes.ts';
import { makePlace } from '../../runs/support.ts';

const SPEC = {
  formatVersion: 1,
  name: 'moons',
  data: { source: { builtin: 'moons', samples: 200, noise: 0.2 } },
  model: {
    layers: [
      { type: 'dense', units: 8, activation: 'tanh' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  },
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  optimizer: { type: 'sgd', learningRate: 0.1 },
  training: { epochs: 10, batchSize: 16 },
};

describe('a race', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;

  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  const raceOptions = (change: Partial<RaceOptions> = {}): RaceOptions => ({
    ...options,
    specText: JSON.stringify(SPEC),
    specPath: join(place.folder, 'moons.nnspec.json'),
    runsFolder: join(place.folder, 'runs'),
    workerPath: WORKER_PATH,
    memoryLimit: 1 << 30,
    optimizers: ['sgd', 'adam'],
    seeds: 1,
    learningRates: 'default',
    parallel: 2,
    ...change,
  });
  async function raced(change: Partial<RaceOptions> = {}): Promise<readonly ComparedRun[]> {
    const { race, problems } = startRace(raceOptions(change));
    assert.ok(race, JSON.stringify(problems));
    const { runs } = await race.done;
    race.dispose();
    return runs;
  }
  const results = (runs: readonly ComparedRun[]) =>
    runs.map(({ label, status, finalLoss, finalMetric, startLoss, step, cut }) =>
      cut === undefined
        ? { label, status, finalLoss, finalMetric, startLoss, step }
        : { label, status, finalLoss, finalMetric, startLoss, cut },
    );

  it('gives the same results one at a time and several at once, rates that are searched among them', async () => {
    const choice = { learningRates: 'tune', seeds: 2, runsFolder: null } as const;
    const [alone, together] = [
      await raced({ ...choice, parallel: 1 }),
      await raced({ ...choice, parallel: 4 }),
    ];
    assert.equal(alone.length, 20);
    assert.deepEqual(results(alone), results(together));
    assert.deepEqual(sameStart(alone), { compared: 18, differ: 0 });
  });

  it('ends a run whose loss rises above where it began, and says so', async () => {
    const runs = await raced({ optimizers: ['sgd'], learningRates: [0.1, 1e6], runsFolder: null });
    assert.deepEqual(
      runs.map(({ cut, status }) => cut ?? status),
      ['completed', 'hopeless'],
    );
    assert.ok((runs[1]?.step ?? 0) <= 100);
  });

  it('gives each run the same number of steps, also with another size of batch', async () => {
    const runs = await raced({
      optimizers: [],
      vary: [{ path: 'training.batchSize', values: [10, 20, 40] }],
      budget: { unit: 'steps', amount: 32 },
      runsFolder: null,
    });
    assert.deepEqual(
      runs.map(({ step }) => step),
      [32, 32, 32],
    );
  });

  it('ends a run when its time is over', async () => {
    const text = { ...SPEC, training: { ...SPEC.training, epochs: 1_000_000 } };
    const runs = await raced({
      ...{ specText: JSON.stringify(text), budget: { unit: 'seconds', amount: 0.2 }, runsFolder: null },
    });
    for (const { cut, status, finalLoss, seconds } of runs) {
      assert.deepEqual([cut, status], ['budget', 'completed']);
      assert.ok(finalLoss !== null && seconds >= 0.2);
    }
  });

  it('notes the step and the time at which a target is first reached', async () => {
    const target = { metric: 'accuracy', value: 0.5 };
    const [sgd] = await raced({ optimizers: ['sgd'], target });
    assert.ok(sgd?.reached);
    const { journal } = await readRun(join(place.folder, 'runs', sgd.runId ?? ''));
    const first = journal.epochs.find(({ validation }) => (validation?.['accuracy'] ?? 0) >= 0.5);
    assert.equal(sgd.reached.step, first?.step);
  });

  it('begins nothing while it is paused', async () => {
    const { race } = startRace(raceOptions({ parallel: 1, runsFolder: null }));
    assert.ok(race);
    race.pause();
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.ok(race.comparison.state.runs.every(({ status }) => status === 'queued' || status === 'paused'));
    assert.equal(race.comparison.state.paused, true);
    race.resume();
    const { runs } = await race.done;
    assert.deepEqual([...new Set(runs.map(({ status }) => status))], ['completed']);
    race.dispose();
  });

  it('goes on where an earlier window left it, with the results of one that was never left', async () => {
    // Long enough to be cut off on the way.
    const specText = JSON.stringify({ ...SPEC, training: { ...SPEC.training, epochs: 300 } });
    const whole = await raced({ specText, seeds: 2, runsFolder: null });
    const { race } = startRace(raceOptions({ specText, seeds: 2, parallel: 1 }));
    assert.ok(race);
    // One run has ended and another is under way.
    await new Promise<void>((resolve) => {
      race.comparison.onMessage.on(() => {
        const [first, second] = race.comparison.state.runs;
        if (first?.status === 'completed' && (second?.epochs ?? 0) > 1) resolve();
      });
    });
    race.suspend();
    const left = await race.done;
    const earlier = await runsOf(place, left.runs);
    assert.ok(earlier.size >= 2);
    const next = startRace(
      raceOptions({ specText, seeds: 2, waiting: true, earlier: { id: left.id, runs: earlier } }),
    ).race;
    assert.ok(next);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // The run that was cut off waits beside those that have not begun.
    assert.deepEqual(
      next.comparison.state.runs.map(({ status }) => status),
      ['completed', 'queued', 'queued', 'queued'],
    );
    next.resume();
    const { runs: again } = await next.done;
    next.dispose();
    assert.equal(again[0]?.runId, left.runs[0]?.runId);
    assert.equal(again[1]?.runId, left.runs[1]?.runId);
    assert.deepEqual(results(again), results(whole));
  });

  it('shows what an earlier window has made before it goes on, if it begins paused', async () => {
    const whole = await raced({ seeds: 1, parallel: 1 });
    const [first] = whole;
    assert.ok(first);
    const earlier = await runsOf(place, [first]);
    const { race } = startRace(
      raceOptions({ seeds: 1, parallel: 1, waiting: true, earlier: { id: 'left', runs: earlier } }),
    );
    assert.ok(race);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { paused, runs } = race.comparison.state;
    assert.equal(paused, true);
    assert.deepEqual(
      runs.map(({ status }) => status),
      whole.map((_, index) => (index === 0 ? 'completed' : 'queued')),
    );
    assert.equal(runs[0]?.finalLoss, first.finalLoss);
    assert.ok((race.comparison.snapshot().runs[0]?.losses.count ?? 0) > 0);
    race.resume();
    assert.deepEqual(results((await race.done).runs), results(whole));
    race.dispose();
  });
});

async function runsOf(
  place: { readonly folder: string },
  runs: readonly ComparedRun[],
): Promise<Map<string, EarlierRun>> {
  const found = new Map<string, EarlierRun>();
  for (const { runId } of runs) {
    if (runId === null) continue;
    const folder = join(place.folder, 'runs', runId);
    const { snapshot } = await readRun(folder);
    found.set(snapshot.run.plan.spec.name, { folder, snapshot, resumable: snapshot.status !== 'completed' });
  }
  return found;
}
