/** What the panel draws of a comparison is what its runs have recorded, whenever and however the panel looks. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { PanelFeed } from '../../../src/app/panel/panelFeed.ts';
import { RunManager } from '../../../src/app/runManager.ts';
import { epochFrame } from '../../../src/run/epochs.ts';
import type { PanelMessage } from '../../../src/protocol/panel.ts';
import type { ComparedRun } from '../../../src/run/comparison/state.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { Comparison } from '../../../src/session/comparison/comparison.ts';
import { startRace } from '../../../src/session/comparison/race.ts';
import {
  ComparisonData,
  comparisonLossModel,
  comparisonMetricModel,
} from '../../../webview/models/comparison.ts';
import type { PanelSettings } from '../../../webview/settings.ts';
import type { Theme } from '../../../webview/look/theme.ts';
import { buildRuntime, WORKER_PATH } from '../../support/trainingRuntime.ts';
import { makePlace } from '../runs/support.ts';
import { options } from '../app/fakes.ts';

const THEME = { runs: ['red', 'blue'], foreground: 'black', highContrast: false } as unknown as Theme;
const BY_STEP = { xAxis: 'step', smoothing: 0 } as unknown as PanelSettings;

/** A panel that takes its time: it draws when the test says so. */
class Panel {
  isVisible = true;
  data: ComparisonData | null = null;
  readonly feed: PanelFeed;
  #owed = 0;
  #lost = false;

  constructor(manager: RunManager) {
    const port = {
      visible: () => this.isVisible,
      send: (messages: readonly PanelMessage[]) => {
        // As the messages of a real page are: copied, and gone where it is hidden.
        if (!this.isVisible) return;
        for (const message of structuredClone(messages)) this.#receive(message);
        this.#owed++;
      },
    };
    this.feed = new PanelFeed(
      manager,
      port,
      () => Promise.resolve([]),
      () => Promise.resolve(null),
    );
  }

  #receive(message: PanelMessage): void {
    if (message.type === 'compare') {
      this.data = new ComparisonData(message.comparison, message.runs);
      this.#lost = false;
    } else if (this.data?.receive(message) === 'gap') this.#lost = true;
  }

  async draw(): Promise<void> {
    for (; this.#owed > 0; this.#owed--) this.feed.taken();
    if (this.#lost) await this.feed.ready();
  }

  async show(isVisible: boolean): Promise<void> {
    this.isVisible = isVisible;
    if (!isVisible) this.#owed = 0;
    await this.feed.visibilityChanged();
  }

  /** Draws until nothing is left to come. */
  async finish(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await this.draw();
  }
}

/** The points of each line of the chart of losses, or of the metric. */
function drawn(data: ComparisonData | null, chart: 'loss' | 'metric'): [number, number][][] {
  assert.ok(data);
  const model =
    chart === 'loss'
      ? comparisonLossModel(data, BY_STEP, THEME, (extent) => extent)
      : comparisonMetricModel(data, BY_STEP, THEME);
  return (model?.lines ?? []).map((line) =>
    [...line.values(-Infinity, Infinity).points].map(({ x, y }) => [x, y]),
  );
}

function entry(index: number): ComparedRun {
  return {
    key: `race-${index}`,
    runId: null,
    label: `run ${index}`,
    optimizer: 'sgd',
    learningRate: 0.1,
    rate: 'default',
    seed: 0,
    family: `run ${index}`,
    group: `run ${index}`,
    values: [],
    startLoss: null,
    reached: null,
    status: 'running',
    step: 0,
    totalSteps: 1000,
    epochs: 0,
    finalLoss: null,
    finalMetric: null,
    seconds: 0,
  };
}

type Action =
  { do: 'train'; run: number; steps: number } | { do: 'draw' | 'hide' | 'show' | 'away' | 'back' };
const RUNS = 3;
const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('train' as const),
      run: fc.nat(RUNS - 1),
      steps: fc.integer({ min: 1, max: 9 }),
    }),
  },
  fc.record({ do: fc.constantFrom('draw', 'draw', 'hide', 'show', 'away', 'back') }),
);

describe('a comparison in the panel', () => {
  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });

  it('draws every point that its runs have told, whatever happens between them', async () => {
    const lossOf = (run: number, step: number): number => run + 1 / step;
    await fc.assert(
      fc.asyncProperty(fc.array(action as fc.Arbitrary<Action>, { maxLength: 80 }), async (actions) => {
        const manager = new RunManager(() => Promise.reject(new Error('not in this test')));
        const comparison = new Comparison(
          { id: 'race', name: 'race', specPath: '', metric: 'accuracy' },
          Array.from({ length: RUNS }, (_, index) => ({ compared: entry(index) })),
        );
        const panel = new Panel(manager);
        const told = Array.from({ length: RUNS }, () => ({ steps: 0, epochs: 0, sequence: 0 }));
        manager.show({ kind: 'comparison', comparison });
        await panel.feed.ready();
        for (const next of actions) {
          switch (next.do) {
            case 'train': {
              const run = told[next.run];
              assert.ok(run);
              const first = run.steps + 1;
              run.steps += next.steps;
              const losses = Array.from({ length: next.steps }, (_, at) => lossOf(next.run, first + at));
              comparison.take(next.run, {
                type: 'frame',
                frame: {
                  sequence: run.sequence++,
                  firstStep: first,
                  count: next.steps,
                  values: Float64Array.from(losses.flatMap((loss) => [loss, 0.1])).buffer,
                  epochs: new Float64Array(next.steps).buffer,
                  seconds: Float64Array.from(losses, (_, at) => (first + at) / 100).buffer,
                },
              });
              const record = {
                epoch: ++run.epochs,
                step: run.steps,
                train: { loss: lossOf(next.run, run.steps), accuracy: run.epochs / 100 },
                seconds: 1,
                samplesPerSecond: 1,
              };
              comparison.take(next.run, { type: 'epochs', epochs: epochFrame([record]) });
              break;
            }
            case 'draw':
              await panel.draw();
              break;
            case 'hide':
            case 'show':
              await panel.show(next.do === 'show');
              break;
            case 'away':
              manager.show({ kind: 'nothing' });
              break;
            case 'back':
              manager.show({ kind: 'comparison', comparison });
          }
        }
        comparison.tell();
        manager.show({ kind: 'comparison', comparison });
        await panel.show(true);
        await panel.finish();
        assert.deepEqual(
          drawn(panel.data, 'loss'),
          told.map(({ steps }, run) =>
            Array.from({ length: steps }, (_, at) => [at + 1, Math.fround(lossOf(run, at + 1))]),
          ),
        );
        assert.deepEqual(
          drawn(panel.data, 'metric').map((line) => line.length),
          told.map(({ epochs }) => epochs).filter((epochs) => epochs > 0),
        );
        comparison.dispose();
        panel.feed.dispose();
        manager.dispose();
      }),
      { numRuns: 200 },
    );
  });

  it('goes on drawing after a table without a new snapshot', async () => {
    const manager = new RunManager(() => Promise.reject(new Error('not in this test')));
    const comparison = new Comparison({ id: 'race', name: '', specPath: '', metric: 'loss' }, [
      { compared: entry(0) },
    ]);
    const sent: string[] = [];
    const port = {
      visible: () => true,
      send: (messages: readonly PanelMessage[]) => {
        sent.push(...messages.map(({ type }) => type));
        feed.taken();
      },
    };
    const feed: PanelFeed = new PanelFeed(
      manager,
      port,
      () => Promise.resolve([]),
      () => Promise.resolve(null),
    );
    manager.show({ kind: 'comparison', comparison });
    await feed.ready();
    for (let turn = 0; turn < 3; turn++) comparison.tell();
    assert.deepEqual(sent, ['compare', 'runs', 'runs', 'runs']);
    comparison.dispose();
    manager.dispose();
  });

  it('shows a real race, each point as it is in the run folders', async () => {
    const place = await makePlace();
    try {
      const specText = JSON.stringify({
        formatVersion: 1,
        data: { source: { builtin: 'moons', samples: 200, noise: 0.2 } },
        model: {
          layers: [
            { type: 'dense', units: 8, activation: 'tanh' },
            { type: 'dense', units: 1, activation: 'sigmoid' },
          ],
        },
        loss: 'binaryCrossentropy',
        metrics: ['accuracy'],
        optimizer: { type: 'sgd', learningRate: 0.1 },
        training: { epochs: 60, batchSize: 16 },
      });
      const { race } = startRace({
        ...options,
        specText,
        specPath: join(place.folder, 'moons.nnspec.json'),
        runsFolder: join(place.folder, 'runs'),
        workerPath: WORKER_PATH,
        memoryLimit: 1 << 30,
        optimizers: ['sgd', 'momentum', 'adam', 'rmsprop'],
        seeds: 1,
        learningRates: 'default',
        parallel: 2,
      });
      assert.ok(race);
      const manager = new RunManager(() => Promise.reject(new Error('not in this test')));
      const panel = new Panel(manager);
      manager.beginRace(race);
      await panel.feed.ready();
      const timer = setInterval(() => void panel.draw(), 16);
      const late = new Panel(manager);
      setTimeout(() => void late.feed.ready(), 150);
      const state = await race.done;
      clearInterval(timer);
      for (const viewer of [panel, late]) {
        await viewer.finish();
        const lines = drawn(viewer.data, 'loss');
        const accuracies = drawn(viewer.data, 'metric');
        for (const [index, { runId }] of state.runs.entries()) {
          const { history, journal } = await readRun(join(place.folder, 'runs', runId ?? ''));
          const stored = history.toFrame(0);
          const width = stored.values.byteLength / stored.seconds.byteLength;
          const values = new Float64Array(stored.values);
          const losses = Array.from({ length: stored.count }, (_, row) => [row + 1, values[row * width]]);
          // Event files and the panel's columns have float32.
          assert.deepEqual(
            lines[index]?.map(([step, loss]) => [step, Math.fround(loss)]),
            losses,
          );
          assert.deepEqual(
            accuracies[index],
            journal.epochs.map(({ step, validation }) => [
              step,
              Math.fround(validation?.['accuracy'] ?? NaN),
            ]),
          );
        }
      }
      panel.feed.dispose();
      late.feed.dispose();
      manager.dispose();
    } finally {
      await place.remove();
    }
  });
});
