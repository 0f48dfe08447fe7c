/** Zoom and pan of the panel's charts by wheel, mouse and fingers, in an ordinary browser. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/lib/chromium.mjs';
import { servePanel } from '../../webview/dev/serve.mjs';

interface Range {
  readonly min: number;
  readonly max: number;
}

describe('the zoom of the charts', () => {
  let browser: Awaited<ReturnType<typeof launchBrowser>>['browser'];
  let server: Awaited<ReturnType<typeof servePanel>>;
  let page: Page;
  let box = { x: 0, y: 0, width: 0, height: 0 };

  before(async () => {
    server = await servePanel();
    ({ browser } = await launchBrowser());
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 600, height: 1200 }, hasTouch: true });
    await page.goto(`${server.url}?scene=run`);
    const canvas = page.locator('[data-section=loss] canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    box = (await canvas.boundingBox()) ?? box;
  });
  afterEach(() => page.close());

  const at = (share: number): [number, number] => [box.x + box.width * share, box.y + box.height / 2];
  /** The x range that the panel keeps; null: everything. */
  const kept = (): Promise<Range | null> =>
    page.evaluate<Range | null>("JSON.parse(sessionStorage.getItem('state') ?? 'null')?.zoom ?? null");
  const width = ({ min, max }: Range): number => max - min;

  async function changed(before: Range | null): Promise<Range> {
    for (let tries = 100; tries > 0; tries--) {
      const now = await kept();
      if (now !== null && JSON.stringify(now) !== JSON.stringify(before)) return now;
      await page.waitForTimeout(20);
    }
    throw new Error(`nothing has changed: ${JSON.stringify(before)}`);
  }

  async function drag(from: number, to: number): Promise<void> {
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at((from + to) / 2), { steps: 4 });
    await page.mouse.move(...at(to), { steps: 4 });
    await page.mouse.up();
  }

  it('follows the wheel with Ctrl, a drag, and a pan with Shift', async () => {
    await page.mouse.move(...at(0.5));
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    const wheeled = await changed(null);
    await drag(0.4, 0.8);
    const dragged = await changed(wheeled);
    assert.ok(width(dragged) < width(wheeled));
    await page.keyboard.down('Shift');
    await drag(0.4, 0.7);
    await page.keyboard.up('Shift');
    const panned = await changed(dragged);
    assert.ok(panned.min < dragged.min, 'what is to the left comes into view');
    assert.ok(Math.abs(width(panned) / width(dragged) - 1) < 0.01);
  });

  it('follows one finger and two', async () => {
    const session: CDPSession = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      shares: readonly number[],
    ): Promise<unknown> =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: shares.map((share, id) => ({ x: at(share)[0], y: at(share)[1], id })),
      });
    await touch('touchStart', [0.45, 0.55]);
    for (const apart of [0.1, 0.15, 0.2, 0.25]) await touch('touchMove', [0.5 - apart, 0.5 + apart]);
    await touch('touchEnd', []);
    const pinched = await changed(null);
    await page.waitForTimeout(300);
    const settled = await kept();
    await touch('touchStart', [0.6]);
    for (const place of [0.55, 0.5, 0.4, 0.3]) await touch('touchMove', [place]);
    await touch('touchEnd', []);
    const panned = await changed(settled);
    assert.ok(pinched.min < panned.min, 'what is to the right comes into view');
  });

  it('needs nothing that nobody maintains', async () => {
    const notices = await readFile(
      path.resolve(import.meta.dirname, '../../dist/THIRD-PARTY-NOTICES.txt'),
      'utf8',
    );
    assert.match(notices, /chartjs-plugin-zoom/);
    assert.doesNotMatch(notices, /hammer/i);
  });
});
