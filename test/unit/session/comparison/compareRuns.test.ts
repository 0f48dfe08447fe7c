import assert from 'node:assert/strict';
import { readRun } from '../../../../src/runs/reader.ts';
import { compareRuns } from '../../../../src/session/comparison/compareRuns.ts';
import { layerSeries } from '../../../../src/run/series.ts';
import { epochsOf, frameOf, makePlace, makeRun } from '../../runs/support.ts';

const END = { reason: 'completed', epochs: 2, steps: 4, seconds: 0.08 } as const;

describe('kept runs over each other', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  async function recorded(name: string, losses: readonly number[], optimizer = 'adam') {
    const store = await makeRun(place.folder, { name, optimizer });
    await store.appendFrame(
      frameOf(
        1,
        losses.map((loss) => [loss, 0.01]),
      ),
    );
    await store.appendEpochs(epochsOf([1, 0.5], [2, losses.at(-1) ?? 0]), 0.08);
    await store.finish(END);
    await store.close();
    return { name, snapshot: (await readRun(store.folder)).snapshot };
  }

  it('have a line, a label and their results each', async () => {
    const runs = [await recorded('One', [4, 2, 1, 0.5]), await recorded('Two', [3, 9, 2, 0.25], 'sgd')];
    const { comparison: state, runs: drawn } = compareRuns('2 runs', runs).snapshot();
    assert.equal(state.metric, 'accuracy');
    assert.equal(state.recorded, true);
    assert.deepEqual(
      state.runs.map(({ label, optimizer, step, finalLoss, finalMetric, status }) => [
        label,
        optimizer,
        step,
        finalLoss,
        finalMetric,
        status,
      ]),
      [
        ['One', 'adam', 4, 0.6, 0.4, 'completed'],
        ['Two', 'sgd', 4, 0.35, 0.65, 'completed'],
      ],
    );
    const [, second] = drawn;
    const series = ['loss', ...(state.layers ?? []).map((layer) => layerSeries(layer, 'gradientNorm'))];
    const kept = [...new Float64Array(second?.losses.values ?? new ArrayBuffer(0))];
    assert.deepEqual(
      kept.filter((_, at) => at % series.length === 0),
      [3, 9, 2, 0.25],
    );
    assert.deepEqual(state.differences, [{ path: 'optimizer', values: ['adam', 'sgd'] }]);
    assert.equal(second?.epochs.count, 2);
  });

  it('are told apart when they have one name, and there may be many', async () => {
    const runs = [];
    for (let index = 0; index < 14; index++) runs.push(await recorded('Same', [1, 0.5]));
    const { comparison: state, runs: drawn } = compareRuns('14 runs', runs).snapshot();
    assert.equal(state.runs.length, 14);
    assert.equal(drawn.length, 14);
    assert.ok(state.runs.every(({ label }) => label.startsWith('Same · 20260101')));
  });
});
