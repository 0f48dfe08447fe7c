/** The packaged extension is installed in the real workbench, and found where a user looks for it. */
import assert from 'node:assert/strict';
import { openWorkbench, type Workbench } from './support/workbench.ts';

describe('the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });

  after(() => workbench.close());

  afterEach(async function () {
    if (this.currentTest?.isFailed() === true) await workbench.picture('smoke-failure');
  });

  it('has NNSpec in its activity bar', async () => {
    await workbench.page.locator('.activitybar .action-label[aria-label*="NNSpec"]').waitFor();
  });

  it('offers Train model on a spec, and not on another file', async () => {
    const { page } = workbench;
    const items = page.locator('.monaco-menu .action-label');
    await workbench.file('digits.nnspec.json').click({ button: 'right' });
    await items.filter({ hasText: 'Train' }).first().waitFor();
    await page.keyboard.press('Escape');
    await workbench.file('README.md').click({ button: 'right' });
    await items.first().waitFor();
    assert.equal(await items.filter({ hasText: 'Train' }).count(), 0);
    await page.keyboard.press('Escape');
  });

  it('switches its theme while it runs', async () => {
    await workbench.setTheme('light');
    await workbench.setTheme('high contrast');
    await workbench.setTheme('dark');
  });
});
