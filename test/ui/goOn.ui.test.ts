/** Runs that go on: with data that has changed since, and for more epochs than their schedule was made for. */
import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type RunSummary, listRuns } from '../../src/runs/list.ts';
import { readRun, type RecordedRun } from '../../src/runs/reader.ts';
import { readRunFile } from '../../src/runs/folder/runFile.ts';
import { Panel } from './support/panel.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const ROWS = Array.from({ length: 60 }, (_, row) => `${row % 7},${row % 2 === 0 ? 'even' : 'odd'}`);
/** The same values and classes as before, in a wider range: encoders fitted anew would differ. */
const MORE = '900,odd\n1000,even\n';

const grown = {
  formatVersion: 1,
  name: 'Grown',
  data: {
    source: 'grown.csv',
    target: 'kind',
    features: [{ columns: '*', as: 'number', normalize: 'standard' }],
  },
  model: { layers: [{ type: 'dense', units: 2, activation: 'softmax' }] },
  loss: 'categoricalCrossentropy',
  optimizer: 'sgd',
  training: { epochs: 1_000_000, batchSize: 20 },
};
const cosine = (name: string, alpha: number): unknown => ({
  formatVersion: 1,
  name,
  data: { source: { builtin: 'moons', samples: 200 }, split: { validation: 0 } },
  model: { layers: [{ type: 'dense', units: 2, activation: 'softmax' }] },
  loss: 'categoricalCrossentropy',
  optimizer: { type: 'sgd', learningRate: 0.5 },
  training: { epochs: 2, batchSize: 20, learningRateSchedule: { type: 'cosine', alpha } },
});

describe('a run that goes on in the workbench', () => {
  let workbench: Workbench;
  let panel: Panel;

  before(async () => {
    workbench = await openWorkbench({
      width: 1400,
      // All rows of the Explorer are in view.
      height: 1000,
      files: {
        'grown.csv': `size,kind\n${ROWS.join('\n')}\n`,
        'grown.nnspec.json': JSON.stringify(grown),
        'to-zero.nnspec.json': JSON.stringify(cosine('To zero', 0)),
        'to-tenth.nnspec.json': JSON.stringify(cosine('To a tenth', 0.1)),
      },
    });
    panel = new Panel(workbench);
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.isFailed() === true)
      await workbench.picture(`failed ${this.currentTest.title.slice(0, 40)}`.replaceAll(/\W+/g, '-'));
  });

  /** All runs of this name, the newest first. */
  const runsOf = async (name: string): Promise<RunSummary[]> => {
    const runs = await listRuns(path.join(workbench.folder, '.nnspec/runs'));
    return runs.filter((run) => run.name === name);
  };
  const until = async <T>(read: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const value = await read();
      if (value !== undefined) return value;
      await workbench.page.waitForTimeout(50);
    }
  };
  /** Trains from the Explorer's menu, which is shown first. */
  const train = async (name: string): Promise<void> => {
    await workbench.page.keyboard.press('Control+Shift+E');
    await workbench.pickFromMenu(workbench.file(`${name}.nnspec.json`), 'Train model');
  };
  const stop = async (): Promise<void> => {
    await panel.status('running');
    await panel.button('Stop').click();
    await panel.status('stopped');
  };

  describe('with changed data', () => {
    const message = (): Locator =>
      workbench.page.locator('.notifications-toasts .notification-list-item', { hasText: 'grown.csv' });
    const answer = (name: string): Promise<void> =>
      message().getByRole('button', { name, exact: true }).click();
    let folder = '';
    let text = '';

    /** Resumes by the button of the panel, and is told that the data is another. */
    const refused = async (): Promise<void> => {
      await panel.button('Resume').click();
      await message().waitFor();
      assert.match(await message().innerText(), /changed/);
      assert.equal(await readFile(path.join(folder, 'run.json'), 'utf8'), text, 'the run was touched');
    };

    before(async () => {
      await train('grown');
      await stop();
      const [run] = await until(async () => {
        const runs = await runsOf('Grown');
        return runs[0]?.resumable === true ? runs : undefined;
      });
      folder = run?.folder ?? '';
      text = await readFile(path.join(folder, 'run.json'), 'utf8');
      await appendFile(path.join(workbench.folder, 'grown.csv'), MORE);
    });

    it('is refused, and trains anew in a folder of its own', async () => {
      await refused();
      await answer('Train Anew');
      const other = await until(async () => (await runsOf('Grown')).find((run) => run.folder !== folder));
      await stop();
      const old = await readRunFile(folder);
      const anew = await readRunFile(other.folder);
      assert.notDeepEqual(anew.encoder, old.encoder);
      assert.notDeepEqual(anew.data, old.data);
      assert.equal(await readFile(path.join(folder, 'run.json'), 'utf8'), text, 'the old run was touched');
    });

    it('is refused, and goes on with the encoders that it began with', async () => {
      const before = await readRun(folder);
      const row = workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: 'Grown' }).last();
      await row.click();
      await panel.find(`h1[title*="${path.basename(folder)}"]`).waitFor();
      await refused();
      await answer('Go On with the Changed Data');
      await stop();
      const now = await readRun(folder);
      assert.ok(now.history.lastStep > before.history.lastStep, 'it did not go on');
      assert.deepEqual(now.file.encoder, before.file.encoder);
      assert.equal((await runsOf('Grown')).length, 2);
    });
  });

  describe('for more epochs of a cosine schedule', () => {
    const items = (): Locator => workbench.page.locator('.quick-input-list .monaco-list-row');
    const RESTART = 'A new half cosine over the added epochs';
    const STRETCH = 'One half cosine over the whole run';
    const KEEP = 'The rate that the half cosine ends with';

    /** Asks for two more epochs of the shown run, which brings the question. */
    const twoMore = async (): Promise<void> => {
      await workbench.run('NNSpec: Train for More Epochs…');
      const title = workbench.page.locator('.quick-input-title', { hasText: 'how many more epochs' });
      await title.waitFor();
      await workbench.page.locator('.quick-input-widget input').first().fill('2');
      await workbench.page.keyboard.press('Enter');
      await items().filter({ hasText: RESTART }).waitFor();
    };
    const hasEpochs = async (name: string, epochs: number): Promise<RecordedRun> => {
      const run = await until(async () => {
        const [summary] = await runsOf(name);
        return summary?.status === 'completed' && summary.lastEpoch?.epoch === epochs ? summary : undefined;
      });
      const total = `Epoch ${String(epochs)} of ${String(epochs)} `;
      await panel.find('.place').filter({ hasText: total }).waitFor();
      return readRun(run.folder);
    };
    /** The rate of each recorded step. */
    const ratesOf = ({ snapshot: { steps, run } }: RecordedRun): number[] => {
      const at = run.series.indexOf('learningRate');
      const all = new Float64Array(steps.values);
      return Array.from({ length: steps.count }, (_, step) => all[step * run.series.length + at] ?? NaN);
    };
    const half = (share: number, alpha: number): number =>
      0.5 * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * share)) + alpha);
    const assertRates = (run: RecordedRun, from: number, rate: (step: number) => number): void => {
      const rates = ratesOf(run);
      assert.equal(rates.length, run.history.lastStep);
      for (let at = from; at < rates.length; at++) {
        const right = rate(at);
        assert.ok(Math.abs((rates[at] ?? NaN) - right) < 1e-6, `step ${at + 1}: ${rates[at]}, not ${right}`);
      }
    };

    it('asks, does nothing without an answer, and begins a new half cosine', async () => {
      await train('to-zero');
      await hasEpochs('To zero', 2);
      await twoMore();
      assert.equal(await items().filter({ hasText: STRETCH }).count(), 1);
      assert.equal(await items().filter({ hasText: KEEP }).count(), 0, 'nothing is learned at rate 0');
      await workbench.page.keyboard.press('Escape');
      await items().first().waitFor({ state: 'hidden' });
      const before = await hasEpochs('To zero', 2);
      assert.deepEqual(before.journal.interventions, []);
      await twoMore();
      await items().filter({ hasText: RESTART }).click();
      const run = await hasEpochs('To zero', 4);
      assert.deepEqual(
        run.journal.interventions.map(({ to, schedule }) => [to, schedule]),
        [[4, 'restart']],
      );
      const end = before.history.lastStep;
      assert.equal(run.history.lastStep, 2 * end);
      assertRates(run, end, (at) => half((at - end) / end, 0));
    });

    it('stays at the rate that it has come to, or stretches its half cosine', async () => {
      await train('to-tenth');
      const end = (await hasEpochs('To a tenth', 2)).history.lastStep;
      await twoMore();
      await items().filter({ hasText: KEEP }).click();
      assertRates(await hasEpochs('To a tenth', 4), end, () => 0.05);
      await twoMore();
      await items().filter({ hasText: STRETCH }).click();
      const run = await hasEpochs('To a tenth', 6);
      assert.deepEqual(
        run.journal.interventions.map(({ to, schedule }) => [to, schedule]),
        [
          [4, 'keep'],
          [6, 'stretch'],
        ],
      );
      assertRates(run, 2 * end, (at) => half(at / (3 * end), 0.1));
    });
  });
});
