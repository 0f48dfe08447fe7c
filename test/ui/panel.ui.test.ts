/** The panel alone in an ordinary browser, under the content security policy it has in VS Code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { servePanel } from '../../webview/dev/serve.mjs';
import { launchBrowser } from '../../scripts/lib/chromium.mjs';

interface Request {
  readonly type: string;
  readonly command?: string;
  readonly args?: readonly unknown[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the panel', () => {
  let browser: Awaited<ReturnType<typeof launchBrowser>>['browser'];
  let server: Awaited<ReturnType<typeof servePanel>>;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    server = await servePanel();
    ({ browser } = await launchBrowser());
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints.splice(0), []);
  });

  async function open(query: string, width = 500, height = 2000): Promise<void> {
    page = await browser.newPage({ viewport: { width, height } });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${server.url}?${query}`);
    await page.locator('h1').waitFor();
  }
  const commands = async (): Promise<Request[]> => {
    const requests = await page.evaluate<Request[]>('requests');
    return requests.filter((request) => request.type === 'command');
  };
  const tell = (message: unknown): Promise<unknown> => page.evaluate(`tell(${JSON.stringify(message)})`);
  const section = (id: string) => page.locator(`[data-section=${id}]`);

  it('moves while the run goes, and says how it ended', async () => {
    await open('scene=live&steps=500');
    const place = page.locator('.place');
    const before = await place.textContent();
    await page.waitForFunction(`document.querySelector('.place').textContent !== ${JSON.stringify(before)}`);
    await page.locator('.status[data-status=completed]').waitFor({ timeout: 15000 });
    assert.match((await place.textContent()) ?? '', /step 900 of 900/);
    assert.match((await page.locator('.stats').textContent()) ?? '', /test accuracy96\.6\s%/);
    assert.equal(await page.getByRole('button', { name: 'Pause' }).isEnabled(), false);
    assert.equal(await page.getByRole('button', { name: 'Stop' }).isEnabled(), false);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'More epochs…' }).waitFor();
  });

  it('steers the run by commands of the extension', async () => {
    await open('scene=run');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('switch', { name: 'L2 penalty all layers on' }).click();
    await page.getByRole('button', { name: 'Dropout per layer' }).click();
    await page.getByRole('switch', { name: 'Dropout dropout1 on' }).click();
    await page.getByRole('button', { name: 'L1 penalty per layer' }).click();
    await page.getByRole('switch', { name: 'L1 penalty dense1 on' }).click();
    const rate = page.getByRole('textbox', { name: 'Learning rate' });
    await rate.fill('0,01');
    await rate.press('Enter');
    await rate.fill('fast');
    await rate.press('Enter');
    assert.deepEqual(
      (await commands()).map(({ command, args }) => [command, ...(args ?? [])]),
      [
        ['nnspec.pause'],
        ...[1, 2, 3].map((layer) => [
          'nnspec.setValue',
          `model.layers.dense${layer.toString()}.regularizer.l2`,
          false,
        ]),
        ['nnspec.setValue', 'model.layers.dropout1.rate', false],
        ['nnspec.setValue', 'model.layers.dense1.regularizer.l1', 0.0001],
        ['nnspec.setValue', 'optimizer.learningRate', 0.01],
      ],
    );
    assert.equal(await rate.getAttribute('aria-invalid'), 'true');
  });

  it('asks for a speed by its slider, and shows the one that the run has', async () => {
    await open('scene=run');
    const speed = page.getByRole('slider', { name: 'Speed' });
    assert.equal(await speed.getAttribute('aria-valuetext'), 'As fast as it goes');
    await speed.press('Home');
    await speed.press('ArrowRight');
    assert.deepEqual(
      (await commands()).map(({ command, args }) => [command, ...(args ?? [])]),
      [
        ['nnspec.setSpeed', 1],
        ['nnspec.setSpeed', 2],
      ],
    );
    assert.equal(await speed.getAttribute('aria-valuetext'), '2 steps a second');
    await tell({ type: 'speed', runId: 'scene', stepsPerSecond: 200 });
    await page.getByTitle('Speed: 200 steps a second').waitFor();
  });

  it('has a cell for each layer, which leads to its line in the spec', async () => {
    await open('scene=run');
    const cells = page.getByRole('toolbar', { name: 'Layers' }).getByRole('button');
    assert.deepEqual(await cells.allTextContents(), ['dense1', 'dense2', 'dense3']);
    await cells.nth(0).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const [sent] = await commands();
    assert.deepEqual([sent?.command, ...(sent?.args ?? [])], ['nnspec.revealLayer', 'dense2']);
  });

  it('lists a change and marks it', async () => {
    await open('scene=run&steps=100');
    await page.locator('.control').first().waitFor();
    assert.equal(await page.locator('.changes li').count(), 0);
    const controls = [{ path: 'optimizer.learningRate', kind: 'learningRate', value: 0.01, enabled: true }];
    const intervention = { step: 60, epoch: 2, path: 'optimizer.learningRate', from: 0.001, to: 0.01 };
    await tell({ type: 'intervention', runId: 'scene', intervention, controls });
    await page.locator('.changes li').waitFor();
    assert.equal(await page.locator('.changes li').textContent(), 'step 60 learning rate: 0.001 → 0.01');
    assert.equal(await page.getByRole('textbox', { name: 'Learning rate' }).inputValue(), '0.01');
  });

  it('zooms to a change, and tells in one line what was changed once the run has ended', async () => {
    await open('scene=run');
    await page.getByRole('button', { name: 'step 290 learning rate' }).click();
    await section('loss').getByRole('button', { name: 'Reset zoom' }).click();
    const end = { reason: 'stopped', epochs: 8, steps: 400, seconds: 3.6 };
    await tell({ type: 'end', runId: 'scene', end });
    await section('controls').getByText('Changed: dropout1 off · learning rate 0.001').waitFor();
    assert.equal(await section('controls').locator('.control').first().isVisible(), false);
    await section('controls').getByRole('button', { name: 'Settings' }).click();
    await section('controls').locator('.changes li').first().waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Learning rate' }).isEnabled(), false);
  });

  it('keeps a switch as it was put until the run answers, and takes it back if it does not', async () => {
    await open('scene=paused');
    const dropout1 = () => page.getByRole('switch', { name: 'Dropout dropout1 on' });
    await page.getByRole('button', { name: 'Dropout per layer' }).click();
    const toggle = dropout1();
    await toggle.scrollIntoViewIfNeeded();
    await toggle.uncheck();
    assert.deepEqual(await commands(), [
      { type: 'command', command: 'nnspec.setValue', args: ['model.layers.dropout1.rate', false] },
    ]);
    // Frames that were on their way when it was put bring the old state.
    await tell({ type: 'checkpoint', runId: 'scene', kind: 'best', step: 380 });
    await page.waitForTimeout(500);
    assert.equal(await toggle.isChecked(), false);
    while (!(await toggle.isChecked())) await page.waitForTimeout(100);
    await toggle.uncheck();
    const path = 'model.layers.dropout1.rate';
    await tell({
      type: 'intervention',
      runId: 'scene',
      intervention: { step: 401, epoch: 9, path, from: 0.5, to: false },
      controls: [{ path, kind: 'dropout', layer: 'dropout1', value: 0.5, enabled: false }],
    });
    await page.waitForTimeout(2500);
    assert.equal(await dropout1().isChecked(), false);
  });

  it('asks once for a new snapshot when frames are missing', async () => {
    await open('scene=run');
    const late = `{ sequence: 9, firstStep: 500, count: 0, values: new ArrayBuffer(0), epochs: new ArrayBuffer(0), seconds: new ArrayBuffer(0) }`;
    for (let time = 0; time < 2; time += 1) {
      await page.evaluate(`tell({ type: 'frame', runId: 'scene', frame: ${late} })`);
    }
    await page.waitForFunction(`requests.some((request) => request.type === 'resync')`);
    await page.waitForTimeout(100);
    const requests = await page.evaluate<Request[]>('requests');
    assert.equal(requests.filter((request) => request.type === 'resync').length, 1);
  });

  it('reads values, zooms and resets by keyboard, all charts together', async () => {
    await open('scene=run', 1200);
    const canvas = section('loss').locator('canvas');
    await canvas.focus();
    await page.keyboard.press('ArrowRight');
    await section('loss').locator('.readout').waitFor();
    assert.match(
      (await section('loss').locator('.readout').textContent()) ?? '',
      /step \d+ · epoch .*training/,
    );
    await section('gradients').locator('.cursor').waitFor();
    const reset = section('gradients').getByRole('button', { name: 'Reset zoom' });
    await page.keyboard.press('+');
    await reset.waitFor();
    await page.keyboard.press('0');
    await reset.waitFor({ state: 'hidden' });
  });

  it('goes back and on through the recorded steps of a run that stands still, and everything follows', async () => {
    await open('scene=paused', 1200);
    const place = page.locator('.place');
    const reads = async (text: RegExp): Promise<void> => {
      await place.filter({ hasText: text }).waitFor();
    };
    await reads(/step 400 of 900/);
    const accuracy = await page.locator('.stat.big dd').first().textContent();
    const end = section('gradients').locator('.line-end-value').first();
    const last = await end.textContent();
    assert.equal(await page.getByRole('button', { name: 'On one recorded step' }).isEnabled(), false);
    await page.getByRole('button', { name: 'Back one recorded step' }).click();
    await reads(/step 399 of 900/);
    await section('loss').locator('.cursor.held').waitFor();
    await section('gradients').locator('.cursor.held').waitFor();
    // The keys act wherever no text is typed; with Shift they go by epochs.
    await page.keyboard.press(',');
    await reads(/step 398 of 900/);
    await page.keyboard.press('Shift+Comma');
    await page.keyboard.press('Shift+Comma');
    await reads(/Epoch 7 of 20 · step 315 of 900/);
    assert.notEqual(await page.locator('.stat.big dd').first().textContent(), accuracy);
    assert.notEqual(await end.textContent(), last);
    const slider = page.getByRole('slider', { name: 'Recorded steps' });
    assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /step 315 of 900/);
    await slider.press('Home');
    await reads(/step 1 of 900/);
    assert.equal(await page.locator('.stat.big dd').first().textContent(), '–');
    await section('loss')
      .locator('canvas')
      .click({ position: { x: 150, y: 100 } });
    await reads(/step (1\d\d|9\d) of 900/);
    await page.getByRole('button', { name: 'Look inside a step' }).click();
    assert.equal((await commands()).at(-1)?.command, 'nnspec.lookInside');
    await page.getByRole('button', { name: 'Live' }).click();
    await reads(/step 400 of 900/);
    assert.equal(await page.locator('.stat.big dd').first().textContent(), accuracy);
    await slider.press('Home');
    await tell({ type: 'status', runId: 'scene', status: 'running' });
    await reads(/step 400 of 900/);
    await page.keyboard.press(',');
    await page.waitForTimeout(100);
    await reads(/step 400 of 900/);
  });

  it('shows the trouble that a layer has at the step in view', async () => {
    await open('scene=paused');
    const finding = { rule: 'vanishingGradient', layer: 'dense1', severity: 'warning', since: 50, step: 55 };
    const words = { value: 1e-6, threshold: 1e-4, code: 'NN-HEALTH-VANISHING', message: 'It vanishes.' };
    for (const until of [null, 120])
      await tell({ type: 'finding', runId: 'scene', finding: { ...finding, ...words, until } });
    const slider = page.getByRole('slider', { name: 'Recorded steps' });
    const cell = page.getByRole('button', { name: 'dense1: ' });
    await slider.fill('99');
    await cell.and(page.locator('[data-trouble=vanishing]')).waitFor();
    await slider.fill('199');
    await cell.and(page.locator(':not([data-trouble])')).waitFor();
  });

  it('keeps its settings when it is opened again', async () => {
    await open('scene=run');
    const gear = section('loss').getByRole('button', { name: 'Loss: axes and more' });
    await gear.click();
    await page.getByRole('button', { name: 'Epoch', exact: true }).click();
    await section('loss').getByRole('slider', { name: 'Smoothing' }).fill('5');
    await section('loss').getByRole('button', { name: 'Show as table' }).click();
    await page.keyboard.press('Escape');
    await section('predictions').getByRole('button', { name: 'Predictions' }).click();
    await section('updateRatio').getByRole('button', { name: 'Update ratio', exact: true }).click();
    await page.reload();
    await section('loss').locator('table').waitFor();
    await gear.click();
    assert.equal(await section('loss').locator('output').textContent(), '5\u00a0%');
    const pressed = page.getByRole('button', { name: 'Epoch', exact: true });
    assert.equal(await pressed.getAttribute('aria-pressed'), 'true');
    assert.equal(await section('predictions').locator('.section-body').isVisible(), false);
    assert.equal(await section('updateRatio').locator('.section-body').isVisible(), true);
    assert.equal(await section('activations').locator('.section-body').isVisible(), false);
    assert.equal(await section('loss').locator('tbody tr').count(), 8);
  });

  it('shows one chart at a time where it is narrow, chosen by keyboard, and keeps it in view', async () => {
    await open('scene=run', 300, 623);
    const tab = (name: string) => page.getByRole('tab', { name });
    assert.equal(await page.getByRole('tab').count(), 4);
    assert.equal(await section('gradients').locator('canvas').isVisible(), false);
    await tab('Loss').focus();
    await page.keyboard.press('ArrowRight');
    // A tab is selected in the frame after its key.
    await page.getByRole('tab', { name: 'Accuracy', selected: true }).waitFor();
    await page.keyboard.press('End');
    await section('gradients').locator('.line-end').first().waitFor();
    assert.equal(await section('loss').locator('canvas').isVisible(), false);
    await section('controls').locator('.control').last().scrollIntoViewIfNeeded();
    const box = await section('gradients').locator('canvas').boundingBox();
    assert.ok(box !== null && box.y >= 0 && box.y + box.height < 400, JSON.stringify(box));
  });

  it('reaches the first control in a few steps of the Tab key', async () => {
    await open('scene=run', 300, 623);
    await section('controls').locator('.control').first().waitFor();
    await page.locator('h1').click();
    let steps = 0;
    const inControls = 'document.activeElement.closest("[data-section=controls]") !== null';
    for (; !(await page.evaluate<boolean>(inControls)); steps++) {
      assert.ok(steps < 10, 'too many steps');
      await page.keyboard.press('Tab');
    }
    assert.ok(steps <= 8, steps.toString());
  });

  for (const width of [300, 1200]) {
    it(`leaves everything in its place when the state changes (${width.toString()} px)`, async () => {
      await open('scene=run', width, 900);
      await section('loss').locator('.line-end').first().waitFor();
      const places = async (): Promise<(object | null)[]> =>
        Promise.all(
          [
            page.getByRole('button', { name: /Pause|Resume/ }),
            page.getByRole('button', { name: 'Stop' }),
            page.getByRole('button', { name: 'More actions' }),
            page.locator('progress'),
            section('loss').locator('canvas'),
            section('controls'),
          ].map(async (one) => {
            const { x = 0, y = 0 } = (await one.boundingBox()) ?? {};
            return { x, y };
          }),
        );
      const before = await places();
      for (const status of ['paused', 'running', 'paused']) {
        await tell({ type: 'status', runId: 'scene', status });
        await page.locator(`.status[data-status=${status}]`).waitFor();
        assert.deepEqual(await places(), before);
      }
      const end = { reason: 'completed', epochs: 20, steps: 900, seconds: 3.6 };
      await tell({ type: 'end', runId: 'scene', end });
      await page.locator('.status[data-status=completed]').waitFor();
      assert.deepEqual(await places(), before);
    });
  }

  it('draws in the new colours when the theme changes', async () => {
    await open('scene=run&theme=dark');
    const swatch = section('loss').locator('.line-end').first();
    const color = (): Promise<string> =>
      page.evaluate(
        `getComputedStyle(document.querySelector('[data-section=loss] .line-end')).borderLeftColor`,
      );
    await swatch.waitFor();
    const dark = await color();
    await page.evaluate(`document.body.className = 'vscode-light'`);
    await page.waitForTimeout(400);
    assert.notEqual(await color(), dark);
  });

  it('offers every spec to train when there is no run', async () => {
    await open('scene=empty');
    await page.getByRole('button', { name: 'Train iris.nnspec.json' }).click();
    assert.deepEqual((await commands())[0]?.args, ['/examples/iris.nnspec.json']);
  });

  it('says that a spec was not trained, and leads back to the run before', async () => {
    await open('scene=refused');
    await page.getByText('has no column').waitFor();
    await page.getByRole('button', { name: 'wine.nnspec.json, line 5' }).click();
    await page.getByRole('button', { name: 'Change to "cultivar"' }).click();
    await page.getByRole('button', { name: 'Back to Digits' }).click();
    assert.deepEqual(
      (await commands()).map(({ command, args }) => [command, args]),
      [
        ['nnspec.showProblem', ['column']],
        ['nnspec.fixProblem', ['column']],
        ['nnspec.openRun', ['/examples/.nnspec/runs/20261125-100000-digits']],
      ],
    );
  });

  it('ranks a comparison', async () => {
    await open('scene=compare');
    assert.equal(await section('results').locator('tbody tr').count(), 5);
    assert.equal(await section('results').locator('tr.best').count(), 1);
    assert.match((await section('results').locator('.verdict').textContent()) ?? '', /at least 3 seeds/);
    await section('results').locator('tbody tr').nth(1).getByRole('button', { name: 'Use' }).click();
    const [sent] = await commands();
    assert.deepEqual([sent?.command, sent?.args?.length], ['nnspec.useWinner', 1]);
    const name = (row: number) => section('results').locator('tbody th').nth(row).textContent();
    const best = await name(0);
    await section('results').getByRole('button', { name: 'Final loss' }).click();
    assert.equal(await name(4), best);
  });

  it('finds rows of a long comparison, and leads to the runs of each', async () => {
    await open('scene=compare&runs=15&seeds=3');
    const rows = section('results').locator('tbody tr');
    const all = await rows.count();
    assert.equal(all, 15);
    await section('results').getByRole('searchbox', { name: 'Filter' }).fill('adam 1e');
    const found = await rows.count();
    assert.ok(found > 0 && found < all, String(found));
    await rows.first().locator('th button').press('Enter');
    await section('results').locator('tr.seeds button').nth(2).click();
    const [sent] = await commands();
    assert.equal(sent?.command, 'nnspec.openComparedRun');
    assert.match(String(sent.args?.[0]), /^run-\d+$/);
    // The keyboard stays where it is while rows come and go.
    assert.equal(await page.evaluate(() => document.activeElement?.closest('tr')?.className), 'seeds');
    await section('results').getByRole('searchbox', { name: 'Filter' }).fill('no such row');
    assert.equal(await rows.count(), 0);
  });

  it('asks what to compare, and says how many runs that is before they start', async () => {
    await open('scene=setup');
    const size = page.locator('.setup .size');
    assert.match((await size.textContent()) ?? '', /^15 runs, 2 at once · about /);
    await page.getByRole('checkbox', { name: 'momentum' }).uncheck();
    await page.getByRole('combobox', { name: 'Learning rates' }).selectOption('tune');
    assert.match((await size.textContent()) ?? '', /^52 runs/);
    await page.getByRole('button', { name: 'Add a setting' }).click();
    await page.getByRole('combobox', { name: 'Key' }).fill('training.batchSize');
    await page.keyboard.press('Tab');
    await page.getByRole('textbox', { name: 'Values, with commas' }).fill('16, full');
    assert.match((await size.textContent()) ?? '', /^104 runs/);
    await page.getByRole('button', { name: 'Start' }).click();
    const [sent] = await commands();
    assert.equal(sent?.command, 'nnspec.startComparison');
    assert.deepEqual(sent.args?.[1], {
      optimizers: ['sgd', 'adagrad', 'rmsprop', 'adam'],
      learningRates: 'tune',
      seeds: 3,
      vary: [{ path: 'training.batchSize', values: [16, 'full'] }],
    });
  });

  it('asks for predictions only while their section is seen, and shows them', async () => {
    await open('scene=run&predicts=small', 500, 600);
    const asked = async (): Promise<number> =>
      (await page.evaluate<Request[]>('requests')).filter(({ type }) => type === 'predictions').length;
    await page.waitForTimeout(300);
    assert.equal(await asked(), 0);
    await section('predictions').scrollIntoViewIfNeeded();
    await section('predictions').locator('.confusion').waitFor();
    assert.equal(await asked(), 1);
    assert.equal(await section('predictions').locator('.sample canvas').count(), 12);
    assert.match(
      (await section('predictions').locator('.picture-title').textContent()) ?? '',
      /359 validation/,
    );
    // The network has not changed since.
    await page.waitForTimeout(900);
    assert.equal(await asked(), 1);
  });

  it('says which weights predict, and lets one choose the last instead of the best', async () => {
    await open('scene=ended&predicts=small');
    const predictions = section('predictions');
    await predictions.getByText('best weights, not the last, after step 360').waitFor();
    const last = predictions.getByRole('button', { name: 'last', exact: true });
    assert.equal(await last.getAttribute('aria-pressed'), 'false');
    await last.click();
    await predictions.getByText('last weights, after step 400').waitFor();
    assert.equal(await last.getAttribute('aria-pressed'), 'true');
    const asked = (await page.evaluate<{ type: string; weights?: string }[]>('requests'))
      .filter(({ type }) => type === 'predictions')
      .map(({ weights }) => weights);
    assert.deepEqual(asked, [null, 'last']);
  });

  it('shows how a layer’s weights are distributed, chosen by keyboard', async () => {
    await open('scene=run');
    await section('distributions').getByRole('button', { name: 'Distributions' }).click();
    const layers = section('distributions').locator('canvas').first();
    // What is drawn above it may still grow and push it out of view, where nothing is drawn.
    while ((await section('distributions').locator('option').count()) < 3) {
      await layers.scrollIntoViewIfNeeded();
      await page.waitForTimeout(50);
    }
    await layers.focus();
    await page.keyboard.press('ArrowUp');
    await section('distributions').locator('.heat-readout', { hasText: 'dense2' }).waitFor();
    assert.equal(await section('distributions').locator('select').inputValue(), 'dense2');
    assert.match(
      (await section('distributions').locator('.heat-readout').textContent()) ?? '',
      /dense2: mean/,
    );
  });

  const scenes = [
    'run',
    'run&predicts=plane',
    'run&predicts=numbers&layers=1',
    'run&predicts=text',
    'run&predicts=classes',
    'failed',
    'empty',
    'preparing',
    'refused',
    'compare&runs=14',
    'compare&runs=15&seeds=3',
    'setup&settings=1',
    'run&layers=60&decay=0.7',
  ];
  for (const theme of ['dark', 'light', 'hc', 'hcLight']) {
    it(`has no accessibility violation and no sideways scrolling (${theme})`, async function () {
      this.timeout(180000);
      for (const scene of scenes) {
        await open(`scene=${scene}&theme=${theme}`, 300);
        await page.waitForTimeout(300);
        // Evaluated by the debugger, hence not subject to the page's policy.
        await page.evaluate(axe);
        const { violations } = await page.evaluate<{
          violations: { id: string; nodes: { html: string }[] }[];
        }>('axe.run()');
        const found = violations.map(({ id, nodes }) => `${scene} ${id}: ${nodes[0]?.html ?? ''}`);
        assert.deepEqual(found, []);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 300);
        if (scene !== scenes.at(-1)) await page.close();
      }
    });
  }
});
