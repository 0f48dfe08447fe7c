/** The table of runs alone in an ordinary browser, under the content security policy it has in VS Code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { servePanel } from '../../webview/dev/serve.mjs';
import { launchBrowser } from '../../scripts/lib/chromium.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the table of runs in a browser', () => {
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

  async function open(query: string, width = 1200, height = 700): Promise<void> {
    page = await browser.newPage({ viewport: { width, height } });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${server.url.replace('dev.html', 'devRunsTable.html')}?${query}`);
    await page.locator('.grid-body .grid-row').first().waitFor();
  }
  const commands = async (): Promise<unknown[]> => {
    const requests = await page.evaluate<{ command?: string; args: unknown[] }[]>('requests');
    return requests.flatMap(({ command, args }) => (command === undefined ? [] : [[command, ...args]]));
  };
  const names = (): Promise<string[]> =>
    page.evaluate(
      `[...document.querySelectorAll('.grid-body .grid-row')].sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((row) => row.querySelector('[data-column=name]').textContent)`,
    );
  const folder = (index: number): string => `/work/.nnspec/runs/run-${index}`;

  it('shows the columns in which the specs differ, and follows the filter', async () => {
    await open('runs=40');
    const titles = await page.locator('.sort-title').allTextContents();
    for (const title of ['optimizer', 'learningRate', 'units']) assert.ok(titles.includes(title), title);
    assert.ok(!titles.includes('batchSize') && !titles.includes('seed'));
    await page.getByRole('searchbox').fill('optimizer=sgd units=128');
    await page.getByText('6 of 40 runs').waitFor();
    const left = await page.locator('.sort-title').allTextContents();
    assert.ok(!left.includes('optimizer') && !left.includes('units'));
    await page.getByRole('searchbox').fill('no such run');
    await page.getByText('No run matches.').waitFor();
  });

  it('shows and hides columns, tells the host, and takes over what it remembers', async () => {
    await open('runs=40');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Parameters' }).check();
    await page.getByRole('columnheader', { name: 'Parameters' }).waitFor();
    await page.getByRole('checkbox', { name: 'optimizer', exact: true }).uncheck();
    await page.getByRole('columnheader', { name: 'optimizer', exact: true }).waitFor({ state: 'detached' });
    const sent = await page.evaluate<{ type: string; choice?: unknown }[]>('requests');
    assert.deepEqual(sent.findLast(({ type }) => type === 'columns')?.choice, {
      parameters: true,
      'spec:optimizer': false,
    });
    await page.evaluate(`tell({ type: 'columns', choice: { epoch: false } })`);
    await page.getByRole('columnheader', { name: 'optimizer', exact: true }).waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'Epochs' }).count(), 0);
  });

  it('keeps the name in view, and both ends of a long one', async () => {
    await open('runs=40', 500);
    const long = 'Handwritten digits with two hidden layers, rmsprop · lr 0.01 · seed 3';
    const row = `{ ...rowOf(0), name: ${JSON.stringify(long)} }`;
    await page.evaluate(`tell({ type: 'rows', complete: false, rows: [${row}], gone: [], broken: [] })`);
    const name = page.locator(`[id="run:${folder(0)}"] [data-column=name]`);
    await page.getByText('Handwritten digits').waitFor();
    assert.equal(await name.textContent(), long);
    const end = name.locator('.name-end');
    const isWhole = (): Promise<boolean> =>
      end.evaluate((span) => {
        const [own, cell] = [span.getBoundingClientRect(), span.closest('.cell')?.getBoundingClientRect()];
        return cell !== undefined && own.left >= cell.left && own.right <= cell.right;
      });
    assert.ok(await isWhole());
    const before = (await name.boundingBox())?.x;
    await page.locator('.runs-grid').evaluate((grid) => {
      grid.scrollLeft = 400;
    });
    await page.waitForTimeout(100);
    assert.equal((await name.boundingBox())?.x, before);
  });

  it('sorts by a head, and says so', async () => {
    await open('runs=40');
    const head = page.getByRole('columnheader', { name: 'Validation accuracy' });
    await head.getByRole('button').click();
    await page.locator('[aria-sort=descending]').waitFor();
    const cells = async (): Promise<number[]> => {
      const texts = await page
        .locator('.grid-row:not(:has(.star[aria-pressed=true])) [data-column="result:validation.accuracy"]')
        .allTextContents();
      return texts.map(Number.parseFloat);
    };
    const values = (await cells()).slice(0, 10);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => b - a),
    );
    await head.getByRole('button').click();
    await page.locator('[aria-sort=ascending]').waitFor();
  });

  it('has its rows under the heads, one below the other', async () => {
    await open('runs=40');
    const head = await page.locator('.grid-head').boundingBox();
    const first = await page.locator('.grid-body .grid-row').nth(0).boundingBox();
    const second = await page.locator('.grid-body .grid-row').nth(1).boundingBox();
    assert(head && first && second);
    assert.deepEqual([first.x, first.y], [head.x, head.y + head.height]);
    assert.deepEqual([second.x, second.y], [first.x, first.y + first.height]);
    const title = await page.getByRole('columnheader', { name: 'Name' }).boundingBox();
    const cell = await page.locator('[data-column=name]').first().boundingBox();
    assert.deepEqual([cell?.x, cell?.width], [title?.x, title?.width]);
  });

  it('is worked by keyboard alone', async () => {
    await open('runs=40');
    await page.locator('.runs-grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.locator(`[id="run:${folder(15)}"].active`).waitFor();
    assert.equal(await page.locator('.runs-grid').getAttribute('aria-activedescendant'), `run:${folder(15)}`);
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.locator('.runs-grid').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.keyboard.press('s');
    await page.keyboard.press('Delete');
    await page.keyboard.press('F2');
    await page.keyboard.type('Renamed');
    await page.keyboard.press('Enter');
    await page.keyboard.press('n');
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await page.keyboard.press('F2');
    await page.keyboard.type('Not this');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.runs-grid').evaluate((grid) => grid === document.activeElement), true);
    // Starred rows stand first: 4, 15 and 26 with the cursor on 15 and 26.
    assert.deepEqual(await commands(), [
      ['nnspec.compareRuns', [folder(15), folder(26)]],
      ['nnspec.openRun', folder(26)],
      ['nnspec.unstarRun', [folder(26)]],
      ['nnspec.deleteRun', [folder(26)]],
      ['nnspec.renameRun', folder(26), 'Renamed'],
      ['nnspec.noteRun', folder(26), 'one\ntwo'],
    ]);
  });

  it('refuses to delete a run that goes on', async () => {
    await open('runs=3');
    await page.locator('.runs-grid').focus();
    await page.keyboard.press('Home');
    assert.equal(await page.getByRole('button', { name: 'Delete' }).isDisabled(), true);
    await page.keyboard.press('Delete');
    assert.deepEqual(await commands(), []);
  });

  it('moves the row of a run that goes on, and drops what is gone', async () => {
    await open('runs=12');
    const epoch = page.locator(`[id="run:${folder(0)}"] [data-column=epoch]`);
    assert.equal(await epoch.textContent(), '3 / 20');
    await page.evaluate(
      `tell({ type: 'rows', complete: false, rows: [{ ...rowOf(0), epoch: 4 }], gone: [${JSON.stringify(folder(1))}], broken: [] })`,
    );
    await page.getByText('11 of 11 runs').waitFor();
    assert.equal(await epoch.textContent(), '4 / 20');
    assert.equal(await page.locator(`[id="run:${folder(1)}"]`).count(), 0);
  });

  it('scrolls, sorts and updates a thousand runs without a stutter', async () => {
    await open('runs=1000');
    await page.getByText('1000 of 1000 runs').waitFor();
    assert.ok((await names()).length < 80, 'only the rows in view are in the page');
    // The page's own time on the processor: a machine of tests is shared, and its clock tells of others' work too.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
    await session.send('Performance.enable');
    const used = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
    };
    const frames = 60;
    /** Milliseconds of a frame in which `change` is done, which may use `index` and `grid`. */
    const perFrame = async (change: string): Promise<number> => {
      const before = await used();
      await page.evaluate(`(async () => {
        const grid = document.querySelector('.runs-grid');
        for (let index = 0; index < ${frames}; index++) {
          ${change}
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        }
      })()`);
      return ((await used()) - before) / frames;
    };
    const scroll = await perFrame('grid.scrollTop += 84;');
    const jump = await perFrame('grid.scrollTop = (index * 2371) % (grid.scrollHeight - grid.clientHeight);');
    const row = `tell({ type: 'rows', complete: false, rows: [{ ...rowOf(0), epoch: index }], gone: [], broken: [] });`;
    const update = await perFrame(row);
    const texts = [scroll, jump, update].map((time) => `${time.toFixed(1)} ms`);
    console.log(
      `      1,000 runs, a frame of: scrolling ${texts[0]}, a jump ${texts[1]}, a changed row ${texts[2]}`,
    );
    // Times are told, not judged: what bounds them is that the page never holds more rows than the view needs.
    assert.ok((await names()).length < 80);
  });

  for (const theme of ['dark', 'light', 'hc', 'hcLight']) {
    it(`has no accessibility violation (${theme})`, async () => {
      await open(`runs=40&theme=${theme}`, theme === 'light' ? 500 : 1200);
      await page.locator('.runs-grid').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await page.getByText('1 selected').waitFor();
      await page.evaluate(axe);
      const found = await page.evaluate<string[]>(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).slice(0, 3).join(' ')))`,
      );
      assert.deepEqual(found, []);
    });
  }
});
