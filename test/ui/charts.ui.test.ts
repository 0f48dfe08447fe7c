/** The charts of the panel in an ordinary browser: what they say of themselves, and what they hand out. */
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { servePanel } from '../../webview/dev/serve.mjs';
import { launchBrowser } from '../../scripts/lib/chromium.mjs';

describe('the charts of the panel', () => {
  let browser: Awaited<ReturnType<typeof launchBrowser>>['browser'];
  let server: Awaited<ReturnType<typeof servePanel>>;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    server = await servePanel();
    ({ browser } = await launchBrowser());
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(() => context.close());

  async function open(query: string, width: number, permissions: string[] = []): Promise<void> {
    context = await browser.newContext({ viewport: { width, height: 900 }, permissions });
    page = await context.newPage();
    await page.goto(`${server.url}?${query}`);
    await page.locator('canvas').first().waitFor();
  }
  const loss = () => page.locator('[data-section=loss]');

  it('say that lines are averages and over how much, and no longer when they are not', async () => {
    await open('scene=run&steps=700', 300);
    await loss()
      .locator('.chart-note', { hasText: /^smoothed 1\s%$/ })
      .waitFor();
    await loss().getByRole('button', { name: 'Loss: axes and more' }).click();
    const smoothing = loss().getByRole('slider', { name: 'Smoothing' });
    await smoothing.press('Home');
    await loss().locator('.chart-note').waitFor({ state: 'hidden' });
    await smoothing.press('End');
    await loss()
      .locator('.chart-note', { hasText: /^smoothed 20\s%$/ })
      .waitFor();
  });

  it('say that a picture was copied, and that it could not be', async () => {
    await open('scene=run&steps=700', 500, ['clipboard-write', 'clipboard-read']);
    await loss().getByRole('button', { name: 'Loss: axes and more' }).click();
    await page.evaluate('navigator.clipboard.write = () => Promise.resolve()');
    await loss().getByRole('button', { name: 'Copy as picture' }).click();
    await loss().getByRole('status').getByText('Copied').waitFor();
    await page.evaluate('navigator.clipboard.write = () => Promise.reject(new Error("denied"))');
    await loss().getByRole('button', { name: 'Copy as picture' }).click();
    await loss().getByRole('status').getByText('could not be copied').waitFor();
  });

  it('save the values of the metric that is shown under its name', async () => {
    await open('scene=run&steps=700', 500);
    await page.getByRole('tab', { name: 'F1' }).click();
    const metric = page.locator('[data-section=metric]');
    await metric.locator('.icon-button[aria-expanded]').click();
    await metric.getByRole('button', { name: 'Save as CSV' }).click();
    const saved = await page.waitForFunction(`requests.find(({ type }) => type === 'save')?.name`);
    assert.equal(await saved.jsonValue(), 'f1.csv');
  });

  it('keep the read-out inside of the chart and off the cursor, at every place', async () => {
    for (const width of [300, 1200]) {
      await open('scene=forked&steps=600&layers=12', width);
      const box = await loss().locator('.chart').boundingBox();
      assert.ok(box);
      for (const share of [0.2, 0.4, 0.5, 0.6, 0.75]) {
        const x = box.x + box.width * share;
        await page.mouse.move(x, box.y + box.height / 2);
        await loss().locator('.readout').waitFor();
        const read = await loss().locator('.readout').boundingBox();
        assert.ok(read);
        const told = JSON.stringify({ width, share, box, read });
        assert.ok(read.x >= box.x - 1 && read.x + read.width <= box.x + box.width + 1, told);
        assert.ok(read.y + read.height <= box.y + box.height + 12, told);
        assert.ok(read.x + read.width <= x || read.x >= x, told);
      }
      if (width === 300) await context.close();
    }
  });

  it('stay where they are when the first change is marked', async () => {
    await open('scene=run&steps=100', 500);
    const plot = () =>
      page.evaluate<string>(`(() => {
        const ends = document.querySelector('[data-section=loss] .line-ends');
        return ends.style.left + getComputedStyle(ends.parentElement).height;
      })()`);
    const note = loss().locator('.chart-note');
    await note.waitFor();
    const before = [await plot(), await note.evaluate((node) => node.style.top)];
    const intervention = { step: 60, epoch: 2, path: 'optimizer.learningRate', from: 0.001, to: 0.01 };
    await page.evaluate(
      `tell(${JSON.stringify({ type: 'intervention', runId: 'scene', intervention, controls: [] })})`,
    );
    await page.locator('.changes li').waitFor();
    assert.deepEqual([await plot(), await note.evaluate((node) => node.style.top)], before);
  });

  it('of two kept runs compare gradients and specs, and there is a way back', async () => {
    await open('scene=recorded', 500);
    const gradients = page.locator('[data-section=compareGradients]');
    await gradients.getByRole('button', { name: 'momentum · dense3' }).waitFor();
    const table = page.getByRole('table', { name: 'Differences of the specs' });
    assert.equal(await table.locator('tbody tr').nth(1).textContent(), 'optimizer.momentum–0.9');
    await page.locator('h2', { hasText: 'Accuracy by run' }).waitFor();
    await page.getByRole('button', { name: 'Back to Digits' }).click();
    const asked = await page.waitForFunction(`requests.find(({ command }) => command === 'nnspec.openRun')`);
    assert.deepEqual(((await asked.jsonValue()) as { args: unknown }).args, [
      '/examples/.nnspec/runs/20261125-100000-digits',
    ]);
  });

  it('keep the names of their lines beside them when the panel gets another width', async () => {
    await open('scene=ended&steps=700', 500);
    const left = () =>
      loss()
        .locator('.line-ends')
        .evaluate((node) => Number.parseFloat(node.style.left));
    await loss().locator('.line-end').first().waitFor();
    await page.setViewportSize({ width: 340, height: 900 });
    await page.waitForFunction(
      `(() => {
        const ends = document.querySelector('[data-section=loss] .line-ends');
        return ends.parentElement.clientWidth - parseFloat(ends.style.left) < 70;
      })()`,
    );
    assert.ok((await left()) < 340);
  });
});
