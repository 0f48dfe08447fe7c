/** A repository of links and odd names, opened in the real workbench: nothing outside of it is read, written or removed. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launchBrowser } from '../../scripts/lib/chromium.mjs';
import { HOST_NAMES, ensureHost } from '../../scripts/lib/vscodeHosts.mjs';
import { startServer } from '../../scripts/lib/vscodeServer.mjs';
import { vsixPath } from '../../scripts/lib/vsix.mjs';
import { eventFiles } from '../../src/runs/events/eventNames.ts';
import { browserStarted } from './support/browserStarted.ts';

const ROWS = Array.from({ length: 60 }, (_, row) => `${row % 7},${row % 2}`);
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** What the repository's `.nnspec/runs` has before anything is trained in it. */
const KEPT = 5;
const MOONS = {
  formatVersion: 1,
  data: { source: { builtin: 'moons', samples: 60 } },
  model: { layers: [{ type: 'dense', units: 2, activation: 'softmax' }] },
  loss: 'categoricalCrossentropy',
  optimizer: 'sgd',
  training: { epochs: 2 },
};
const SECRET = `secret_column,target\n${ROWS.join('\n')}\n`;

describe('a hostile repository', () => {
  let base = '';
  beforeEach(async () => {
    base = await mkdtemp(path.join(tmpdir(), 'nnspec-hostile-'));
  });
  afterEach(() => rm(base, { recursive: true, force: true, maxRetries: 5 }));

  /** Every file and folder beside the repository, with what changes when it is written. */
  async function outside(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const name of (await readdir(path.join(base, 'outside'), { recursive: true })).sort()) {
      const file = path.join(base, 'outside', name);
      const facts = await stat(file);
      found[name] = `${facts.mtimeMs} ${facts.isFile() ? await readFile(file, 'utf8') : 'folder'}`;
    }
    return found;
  }

  /** A run as it was trained, but for its events: they are a link to a file outside. */
  async function makeRunOfLinkedEvents(project: string): Promise<void> {
    const spec = path.join(project, 'other.nnspec.json');
    await writeFile(spec, JSON.stringify({ ...MOONS, name: 'Linked events' }));
    await promisify(execFile)(process.execPath, [cli, 'train', spec]);
    const runs = path.join(project, '.nnspec', 'runs');
    const [name = ''] = (await readdir(runs)).filter((one) => !one.startsWith('.'));
    for (const file of await eventFiles(path.join(runs, name))) {
      const to = path.join(base, 'outside', file);
      await rename(path.join(runs, name, file), to);
      await symlink(to, path.join(runs, name, file));
    }
  }

  async function make(): Promise<string> {
    const project = path.join(base, 'project');
    const runs = path.join(project, '.nnspec', 'runs');
    await mkdir(path.join(base, 'outside', 'run', 'checkpoints'), { recursive: true });
    for (const file of [
      'secret.csv',
      'run/run.json',
      'run/journal.ndjson',
      'run/checkpoints/last.safetensors',
    ])
      await writeFile(path.join(base, 'outside', file), SECRET);
    await mkdir(project);
    await makeRunOfLinkedEvents(project);
    await writeFile(
      path.join(base, 'outside', 'secret.nnspec.json'),
      JSON.stringify({ ...MOONS, name: 'secret_spec' }),
    );
    await symlink('../outside/secret.nnspec.json', path.join(project, 'linked.nnspec.json'));
    // What keeps runs out of a commit is there since the run was made; here it leads nowhere.
    await rm(path.join(runs, '.gitignore'), { force: true });
    await mkdir(path.join(runs, '20260101-000000-links'), { recursive: true });
    await symlink('../../../outside', path.join(runs, '.trash'));
    await symlink('../../../outside/run', path.join(runs, '20260101-000000-linked'));
    await symlink('../../../outside/nothing', path.join(runs, '.gitignore'));
    for (const [name, to] of [
      ['run.json', 'run/run.json'],
      ['journal.ndjson', 'run/journal.ndjson'],
      ['checkpoints', 'run/checkpoints'],
    ] as const) {
      await symlink(`../../../../outside/${to}`, path.join(runs, '20260101-000000-links', name));
    }
    await symlink('../outside/secret.csv', path.join(project, 'd.csv'));
    const spec = {
      formatVersion: 1,
      name: '[Report](command:workbench.action.toggleSidebarVisibility) $(check)',
      data: { source: 'd.csv', target: 'target' },
      model: { layers: [{ type: 'dense', units: 1 }] },
      loss: 'meanSquaredError',
      optimizer: 'sgd',
    };
    await writeFile(path.join(project, 'evil.nnspec.json'), JSON.stringify(spec, null, 2));
    return project;
  }

  for (const trusted of [false, true]) {
    it(`reaches nothing outside when it is ${trusted ? '' : 'not '}trusted`, async function () {
      this.timeout(180_000);
      const project = await make();
      const before = await outside();
      const host = await ensureHost(
        HOST_NAMES.find((name) => name === process.env['NNSPEC_HOST']) ?? 'latest',
      );
      const vsix = process.env['NNSPEC_VSIX'] ?? (await vsixPath());
      const server = await startServer(host, { vsix, trust: !trusted });
      const { browser, page } = await launchBrowser();
      page.setDefaultTimeout(30_000);
      try {
        await browserStarted(page);
        await page.goto(server.url(project), { timeout: 90_000 });
        await page.locator('.explorer-folders-view').getByText('evil.nnspec.json').dblclick();
        await page.locator('.activitybar .action-label[aria-label*="NNSpec"]').click();
        // Both run folders lead elsewhere: they are told of, and not read.
        await page.locator('.monaco-list-row').getByText('Broken', { exact: true }).waitFor();
        await page.locator('.monaco-list-row').getByText('20260101-000000-linked').first().waitFor();
        await page.locator('.monaco-list-row').getByText('20260101-000000-links').first().waitFor();
        // Training is refused where the data lies outside of what is trusted; where it is not, its run stays inside.
        await page.locator('.codelens-decoration a', { hasText: 'Train model' }).click();
        const kept = path.join(project, '.nnspec', 'runs');
        const untilRuns = async (count: number): Promise<void> => {
          for (let tries = 300; tries > 0 && (await readdir(kept)).length < count; tries--)
            await page.waitForTimeout(100);
        };
        if (trusted) await untilRuns(KEPT + 1);
        await page.waitForTimeout(3000);
        assert.equal(await page.locator('.notification-list-item a[href^="command:"]').count(), 0);
        assert.equal(
          (await readdir(kept)).length,
          trusted ? KEPT + 1 : KEPT,
          'what lies outside is trained from if it is trusted only',
        );
        // Events that are a link are not read, whoever is trusted.
        await page.locator('.monaco-list-row').getByText('Linked events', { exact: true }).first().click();
        const told = page.locator('.notification-list-item');
        await told.filter({ hasText: /events\.out.* is a link/ }).waitFor();
        // The same holds for the spec: it is the user who trusts what it leads to.
        await page.keyboard.press('Control+Shift+E');
        await page
          .locator('.explorer-folders-view')
          .getByText('linked.nnspec.json')
          .click({ button: 'right' });
        const item = page.locator('.monaco-menu .action-label[aria-label="Train model"]');
        await item.waitFor();
        // A menu of VS Code ignores clicks in its first 100 ms.
        await page.waitForTimeout(300);
        await item.click();
        if (trusted) await untilRuns(KEPT + 2);
        else await told.filter({ hasText: 'linked is a link or outside of the workspace' }).waitFor();
        assert.equal((await readdir(kept)).length, trusted ? KEPT + 2 : KEPT);
        const shown = await page.locator('.monaco-workbench').innerText();
        if (!trusted) assert.doesNotMatch(shown, /secret_column|secret_spec/);
      } finally {
        await browser.close();
        await server.stop();
      }
      assert.deepEqual(await outside(), before);
    });
  }
});
