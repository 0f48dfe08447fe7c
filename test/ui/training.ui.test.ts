/** The packaged extension in the real workbench, used as a user uses it: menus, palette, panel, keyboard. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunSummary, listRuns } from '../../src/runs/list.ts';
import { readRun } from '../../src/runs/reader.ts';
import { slackOf, slowness } from '../support/machine.ts';
import { Panel } from './support/panel.ts';
import { lastWritten } from './support/runs.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const digits = fileURLToPath(new URL('../../examples/digits.nnspec.json', import.meta.url));

/** Milliseconds from the click on Train model to a line in the chart. */
const MOVING_WITHIN = 2000;
/** The same for the first run of a window on a busy machine. */
const FIRST_WITHIN = 5000;
/** Milliseconds from a step to its drawing, at the median. */
const EYE_WITHIN = 150;
/** Drawings in three seconds. */
const DRAWINGS = 20;

describe('training in the workbench', () => {
  let workbench: Workbench;
  let panel: Panel;

  /** The example, going on for as long as a test needs it. */
  const endless = async (): Promise<string> =>
    (await readFile(digits, 'utf8'))
      .replace(/"epochs": \d+/, '"epochs": 100000')
      .replace('"name": "Digits"', '"name": "Endless"');

  /** The newest run of this name; there is one a moment after the start. */
  const runOf = async (name: string): Promise<RunSummary> => {
    for (;;) {
      const runs = await listRuns(path.join(workbench.folder, '.nnspec/runs'));
      const found = runs.find((run) => run.name === name);
      if (found !== undefined) return found;
      await workbench.page.waitForTimeout(50);
    }
  };
  const train = (name: string): Promise<number> =>
    workbench.pickFromMenu(workbench.file(`${name}.nnspec.json`), 'Train model');
  /** The Explorer, which takes the place of the panel in the side bar. */
  const showFiles = async (): Promise<void> => {
    await workbench.page.keyboard.press('Control+Shift+E');
    await workbench.file('digits.nnspec.json').waitFor();
  };
  const showPanel = async (): Promise<void> => {
    const icon = workbench.page.locator('.activitybar .action-label[aria-label*="NNSpec"]');
    await icon.click();
    // Where it was shown already, or came back a moment before, the click has hidden it.
    await workbench.page.waitForTimeout(500);
    if (!(await workbench.page.locator('.part.sidebar').isVisible())) await icon.click();
    await panel.find('.place').waitFor();
  };
  /** Mean training loss of the 300 steps before a step and of the 300 from it on, as recorded. */
  const lossesAround = async (folder: string, step: number): Promise<{ before: number; after: number }> => {
    const { snapshot } = await readRun(folder);
    const { values, firstStep } = snapshot.steps;
    const width = snapshot.run.series.length;
    const all = new Float64Array(values);
    const mean = (from: number, to: number): number => {
      let sum = 0;
      for (let at = from; at < to; at++) sum += all[(at - firstStep) * width] ?? NaN;
      return sum / (to - from);
    };
    return { before: mean(Math.max(firstStep, step - 300), step), after: mean(step, step + 300) };
  };

  before(async () => {
    workbench = await openWorkbench({ width: 1400, files: { 'endless.nnspec.json': await endless() } });
    panel = new Panel(workbench);
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.isFailed() === true) {
      await workbench.picture(`failed ${this.currentTest.title.slice(0, 40)}`.replaceAll(/\W+/g, '-'));
    }
  });

  it('draws lines within two seconds of the click, and has learned within a minute', async () => {
    // A window that has just come up is still starting its extensions: the lens above the spec says that ours is there.
    await workbench.file('digits.nnspec.json').click();
    await workbench.page.locator('.codelens-decoration', { hasText: 'Train model' }).waitFor();
    const clicked = await train('digits');
    const first = (await panel.ink('loss', 'training', 20)).at - clicked;
    const early = await panel.step();
    await panel.status('completed', 60_000);
    assert.ok((await panel.step()) > early);
    await panel.tab('Accuracy').click();
    await panel.ink('metric', 'validation', 20);
    await panel.tab('Loss').click();
    const accuracy = await panel.stat('Validation accuracy');
    assert.ok(accuracy >= 0.95, `validation accuracy ${String(accuracy)}`);
    // The first click waits for what VS Code itself loads for its first webview: other work on the machine may come between.
    const times = [first];
    let slow = slowness();
    while (Math.min(...times) >= MOVING_WITHIN * slackOf(slow) && times.length < 3) {
      await showFiles();
      const again = await train('digits');
      times.push((await panel.ink('loss', 'training', 20)).at - again);
      // On a slow machine it may have ended before its line is seen.
      const stopped = await panel
        .button('Stop')
        .click({ timeout: 5000 })
        .then(() => true)
        .catch(() => false);
      await panel.status(stopped ? 'stopped' : 'completed');
      slow = Math.max(slow, slowness());
    }
    console.log(
      `      ${times.join(', ')} ms from the click to the first line, machine ${slow.toFixed(1)} × as slow as usual`,
    );
    assert.ok(
      Math.min(...times) < MOVING_WITHIN * slackOf(slow),
      `the first line took ${times.join(', ')} ms`,
    );
    assert.ok(first < FIRST_WITHIN * slackOf(slow), `the very first line took ${String(first)} ms`);
  });

  it('takes a dropout layer away while it runs: a mark, a line in the journal, another loss', async () => {
    await showFiles();
    await train('endless');
    await panel.status('running');
    const { folder } = await runOf('Endless');
    await panel.ink('loss', 'training', 20);
    const before = await panel.step();
    await panel.button('Dropout per layer').click();
    const toggle = panel.section('controls').getByRole('switch', { name: 'Dropout dropout1 on' });
    await toggle.scrollIntoViewIfNeeded();
    await toggle.uncheck();
    await panel.find('.changes li').first().waitFor();
    const [change] = (await readRun(folder)).journal.interventions;
    assert.match(change?.path ?? '', /^model\.layers\..+\.rate$/);
    assert.ok((change?.step ?? 0) > before, `step ${String(change?.step)} is not after ${String(before)}`);
    await panel.section('loss').scrollIntoViewIfNeeded();
    await panel.ink('loss', 'mark', 5);
    await panel.untilStep((change?.step ?? 0) + 400);
    // Without dropout the training loss is lower than with it: nothing is left out any more.
    const losses = await lossesAround(folder, change?.step ?? 0);
    assert.ok(losses.after < losses.before, JSON.stringify(losses));
  });

  it('goes on while the panel is hidden, and shows all of it afterwards', async () => {
    const before = await panel.step();
    await showFiles();
    await workbench.page.waitForTimeout(1500);
    await showPanel();
    await panel.status('running');
    await panel.ink('loss', 'training', 20);
    assert.ok((await panel.step()) > before + 100, 'the run did not go on');
    assert.equal(await panel.find('.changes li').count(), 1);
  });

  it('brings steps to the eye within 150 ms, twenty times a second', async () => {
    await showFiles();
    await showPanel();
    await panel.ink('loss', 'training', 20);
    const page = panel.find('body');
    const seen: { median: number; drawings: number; slow: number }[] = [];
    const isGood = ({ median, drawings, slow }: (typeof seen)[number]): boolean =>
      median < EYE_WITHIN * slackOf(slow) && drawings >= DRAWINGS / slackOf(slow);
    // Whatever else the machine does for a moment makes it slower, never faster: one good look of a few is enough.
    while (!seen.some(isGood) && seen.length < 4) {
      const before = slowness();
      await page.evaluate(() => {
        performance.clearMeasures();
      });
      await workbench.page.waitForTimeout(3000);
      const delays = await page.evaluate(() =>
        performance.getEntriesByName('nnspec: step to eye').map(({ duration }) => duration),
      );
      delays.sort((a, b) => a - b);
      const median = delays[delays.length >> 1] ?? NaN;
      seen.push({ median, drawings: delays.length, slow: Math.max(before, slowness()) });
      console.log(
        `      ${median.toFixed(0)} ms from a step to the eye, ${String(delays.at(-1)?.toFixed(0))} at worst, ` +
          `machine ${(seen.at(-1)?.slow ?? NaN).toFixed(1)} × as slow as usual`,
      );
    }
    assert.ok(seen.some(isGood), JSON.stringify(seen));
  });

  it('shows the run in an editor tab as well as in the side bar', async () => {
    const before = await panel.step();
    await workbench.run('NNSpec: Open Training as an Editor Tab');
    await showFiles();
    await panel.status('running');
    await panel.ink('loss', 'training', 20);
    assert.ok((await panel.step()) > before);
    assert.equal(await panel.find('.changes li').count(), 1);
    await workbench.run('View: Close All Editors');
  });

  it('goes on when its panel is moved to the other side bar and back', async () => {
    const pick = async (item: string): Promise<void> => {
      await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: item }).first().click();
    };
    await showPanel();
    const before = await panel.step();
    await workbench.run('View: Move View');
    await pick('Training');
    await pick('New Secondary Side Bar Entry');
    await workbench.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await workbench.page.waitForTimeout(500);
    await workbench.run('NNSpec: Show Training');
    await panel.status('running');
    await panel.ink('loss', 'training', 20);
    assert.ok((await panel.step()) > before);
    assert.equal(await panel.find('.changes li').count(), 1);
    await workbench.run('View: Reset View Locations');
    await showFiles();
  });

  it('goes on through a change of theme, and beside a second run', async () => {
    await showPanel();
    const step = await panel.step();
    await workbench.setTheme('light');
    await panel.ink('loss', 'training', 20);
    assert.ok((await panel.step()) > step);
    await showFiles();
    await train('iris');
    await panel.status('completed');
    assert.equal((await runOf('Endless')).status, 'running');
    await workbench.setTheme('dark');
  });

  it('shows the last run again after the window is loaded anew, and it can be resumed', async () => {
    await workbench.page.reload();
    await workbench.page.locator('.activitybar .action-label[aria-label*="NNSpec"]').waitFor();
    await showPanel();
    await panel.ink('loss', 'training', 20);
    // The extension's process ends a moment after its window.
    while (!(await runOf('Endless')).resumable) await workbench.page.waitForTimeout(100);
    await workbench.run('NNSpec: Refresh Runs');
    // The menu of a row is that of its last reading, so the row must say first that the run was cut off.
    const rows = workbench.page.locator('.pane-body .monaco-list-row');
    const row = rows.and(workbench.page.getByLabel(/^Endless, interrupted/)).first();
    await workbench.pickFromMenu(row, 'Resume Run');
    await panel.status('running');
    await panel.ink('loss', 'training', 20);
  });

  it('has lost less than a second when the extension host is killed, and goes on from there', async () => {
    const step = await panel.step();
    const killed = Date.now();
    await workbench.killExtensionHost();
    const { folder } = await runOf('Endless');
    const { snapshot, history, file } = await readRun(folder);
    assert.ok(history.lastStep >= step, `${String(history.lastStep)} is before ${String(step)}`);
    assert.equal(snapshot.status, 'interrupted');
    const written = await lastWritten(folder);
    assert.ok(killed - written < 1000, `${String(killed - written)} ms are missing`);
    assert.equal(file.status, 'running', 'nothing was written after the kill');
    // The workbench starts another one by itself; the panel then shows the run as it was cut off.
    await panel.status('interrupted', 60_000);
    await panel.ink('loss', 'training', 20);
    await panel.button('Resume').click();
    await panel.status('running');
    await panel.button('Stop').click();
    await panel.status('stopped');
  });
});
