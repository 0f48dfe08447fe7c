/** The microscope alone in an ordinary browser, under the content security policy it has in VS Code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { servePanel } from '../../webview/dev/serve.mjs';
import { launchBrowser } from '../../scripts/lib/chromium.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['light', 'dark', 'hc', 'hcLight'] as const;

describe('the microscope in a browser', () => {
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

  async function open(query: string, width = 1200): Promise<void> {
    page = await browser.newPage({ viewport: { width, height: 800 } });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${server.url.replace('dev.html', 'devMicroscope.html')}?${query}`);
    await page.locator('.unit').first().waitFor();
  }
  const moment = async (): Promise<string> => (await page.locator('.moment').textContent()) ?? '';

  it('goes through the step with the arrow keys, forward and back', async () => {
    await open('units=2,2,2');
    assert.equal(await moment(), 'Forward: the inputs of the sample');
    await page.locator('.scroller').focus();
    const seen: string[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('ArrowRight');
      seen.push(await moment());
    }
    assert.deepEqual(seen, [
      'Forward: dense1, dense (sigmoid)',
      'Forward: dense2, dense (sigmoid)',
      'The loss: 0.02397190',
      'Backward: dense2, dense (sigmoid)',
      'Backward: dense1, dense (sigmoid)',
      'The update of all weights, with learning rate 0.5',
    ]);
    assert.equal(await page.locator('.unit.back').count(), 4);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await moment(), 'Backward: dense1, dense (sigmoid)');
  });

  it('answers a click with the formula, whose numbers ask on, and goes back', async () => {
    await open('units=2,2,2');
    await page.getByPlaceholder('Ask for a number').fill('dense2.kernel[0,0].gradient');
    await page.keyboard.press('Enter');
    await page.getByText('= 0.20944600·0.23802157·0.51998934').waitFor();
    await page.getByRole('button', { name: 'h1 = 0.51998934' }).click();
    await page.getByText('After the update: 0.43703857').waitFor();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.getByText('= 0.20944600·0.23802157·0.51998934').waitFor();
    await page.locator('.unit').first().click();
    await page.getByRole('heading', { name: 'x[0] = 0.45' }).waitFor();
  });

  it('opens a network of 10000, 256, 128 and 46 units at once, with some of the units of each', async () => {
    await open('units=10000,256,128,46');
    assert.equal(await page.locator('.unit').count(), 36);
    await page.getByText('(9 of 10000)').waitFor();
    const milliseconds = await page.evaluate(`(() => {
      const scroller = document.querySelector('.scroller');
      const started = performance.now();
      scroller.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
      scroller.getBoundingClientRect();
      return performance.now() - started;
    })()`);
    assert.ok((milliseconds as number) < 100, String(milliseconds));
  });

  for (const width of [300, 1200]) {
    it(`has no accessibility problems in any theme at ${String(width)} px, and nothing wider than the page`, async () => {
      for (const theme of THEMES) {
        await open(`units=3,4,2&theme=${theme}`, width);
        await page.getByPlaceholder('Ask for a number').fill('dense2.kernel[0,0].gradient');
        await page.keyboard.press('Enter');
        await page.getByText('= 0.20944600·0.23802157·0.51998934').waitFor();
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        assert.ok((wide as number) <= width, `${theme}: ${String(wide)}`);
        await page.evaluate(axe);
        const found = await page.evaluate<{
          violations: { id: string; nodes: { html: string }[] }[];
        }>('axe.run()');
        assert.deepEqual(
          found.violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes[0]?.html ?? ''}`),
          [],
        );
        if (theme !== 'hcLight') await page.close();
      }
    });
  }
});
