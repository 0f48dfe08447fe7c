/** A comparison in the real workbench, from the palette to the file that its winner changes. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type RunSummary, listRuns } from '../../src/runs/list.ts';
import { readRun } from '../../src/runs/reader.ts';
import { Panel } from './support/panel.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

/** Written by hand: comments, tabs, and an optimizer that learns far too slowly. */
const SPEC = `// A race on two moons.
{
\t"formatVersion": 1,
\t"name": "Race",
\t"data": { "source": { "builtin": "moons", "samples": 1000, "noise": 0.2 } }, // easy
\t"model": {
\t\t"layers": [
\t\t\t{ "type": "dense", "units": 16, "activation": "tanh" },
\t\t\t{ "type": "dense", "units": 1, "activation": "sigmoid" }
\t\t]
\t},
\t"loss": "binaryCrossentropy",
\t"metrics": ["accuracy"],
\t/* To be found out. */
\t"optimizer": { "type": "sgd", "learningRate": 0.001 },
\t"training": { "epochs": 700, "batchSize": 10 } // long enough to look at
}
`;
const OPTIMIZERS = ['sgd', 'adam', 'rmsprop'];
const SEEDS = 3;
const EPOCHS = 300;

describe('a comparison in the workbench', () => {
  let workbench: Workbench;
  let panel: Panel;
  let winner = '';

  const fileOf = (name: string): Promise<string> => readFile(path.join(workbench.folder, name), 'utf8');
  const comparedRuns = async (): Promise<RunSummary[]> =>
    (await listRuns(path.join(workbench.folder, '.nnspec/runs'))).filter(
      ({ comparison }) => comparison !== undefined,
    );
  /** The folder's file of this name, once it is there with an end. */
  const written = async (name: string): Promise<string> => {
    for (;;) {
      const text = await fileOf(name).catch(() => '');
      if (text.endsWith('\n')) return text;
      await workbench.page.waitForTimeout(100);
    }
  };
  /** Answers the question for the place of a file with the name that is offered. */
  const savedAs = async (name: string): Promise<string> => {
    const input = workbench.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    while (!(await input.inputValue()).endsWith(name)) await workbench.page.waitForTimeout(50);
    await workbench.page.keyboard.press('Enter');
    return written(name);
  };
  /** The values that a chart draws, by line, as its own menu saves them. */
  const drawnIn = async (chart: string): Promise<Map<string, [number, number][]>> => {
    await panel.section(chart).getByRole('button', { name: 'axes and more' }).click();
    await panel.section(chart).getByRole('button', { name: 'Save as CSV' }).click();
    const saved = await savedAs(`${chart}.csv`);
    await rm(path.join(workbench.folder, `${chart}.csv`));
    await panel.section(chart).getByRole('button', { name: 'axes and more' }).click();
    const lines = new Map<string, [number, number][]>();
    for (const row of saved.trim().split('\r\n').slice(1)) {
      const [line = '', x, y] = row.split(',');
      lines.set(line, [...(lines.get(line) ?? []), [Number(x), Number(y)]]);
    }
    return lines;
  };
  /** Final loss of each contender, as the leaderboard has it. */
  const lossesShown = (): Promise<string[]> =>
    panel.section('results').locator('tbody tr td:nth-child(2)').allInnerTexts();
  const rowsShown = (): Promise<string[]> => panel.section('results').locator('tbody tr').allInnerTexts();
  const progress = (): Promise<string | null> => panel.find('.comparison-view .status').textContent();

  before(async () => {
    workbench = await openWorkbench({ width: 1600, height: 1000, files: { 'race.nnspec.json': SPEC } });
    panel = new Panel(workbench);
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.isFailed() === true)
      await workbench.picture(`failed ${this.currentTest.title.slice(0, 40)}`.replaceAll(/\W+/g, '-'));
  });

  it('is asked for by the palette, on one page that says how much it is and keeps it in the spec', async () => {
    await workbench.file('race.nnspec.json').dblclick();
    await workbench.page.locator('.monaco-editor .view-line').first().waitFor();
    await workbench.run('NNSpec: Compare Optimizers…');
    await workbench.widenSideBar(620);
    const boxes = panel.find('.setup .choices input');
    await boxes.first().waitFor();
    for (const box of await boxes.all())
      await box.setChecked(OPTIMIZERS.includes((await box.getAttribute('value')) ?? ''));
    await panel.find('.setup').getByLabel('Seeds').fill(String(SEEDS));
    await panel.find('.setup select[aria-label="Length of each run"]').selectOption('epochs');
    await panel.find('.setup input[aria-label="Length of each run"]').fill(String(EPOCHS));
    await panel
      .find('.setup .size')
      .filter({ hasText: /^9 runs, .* at once · about / })
      .waitFor();
    await panel.button('Keep in spec').click();
    await workbench.page.locator('.notifications-toasts', { hasText: 'keeps this comparison' }).waitFor();
    await workbench.page.keyboard.press('Control+S');
    const text = await new Promise<string>((resolve) => {
      const look = (): void =>
        void fileOf('race.nnspec.json').then((now) => {
          if (now === SPEC || !now.endsWith('}\n')) setTimeout(look, 100);
          else resolve(now);
        });
      look();
    });
    assert.match(text, /"compare": \{/);
    // Everything else stays as it is written: comments, tabs, lines and all.
    assert.deepEqual(
      text.split('\n').filter((line) => !line.startsWith('\t"compare"')),
      SPEC.replace('} // long', '}, // long').split('\n'),
    );
  });

  it('draws while it trains, pauses as a whole, and shows a late second panel the same', async () => {
    await panel.button('Start').click();
    await panel.ink('compareLoss', 'sgd', 10);
    await panel.button('Pause all').click();
    await panel.button('Resume all').waitFor();
    assert.notEqual(await progress(), '9 of 9 done', 'it had ended before it was drawn');
    await workbench.page.waitForTimeout(500);
    const still = await rowsShown();
    await workbench.page.waitForTimeout(700);
    assert.deepEqual(await rowsShown(), still, 'it goes on while it is paused');
    // The next one to look asks the host for everything so far.
    await workbench.run('NNSpec: Open Training as an Editor Tab');
    await workbench.page.keyboard.press('Control+Shift+E');
    await panel.button('Resume all').waitFor();
    assert.deepEqual(await rowsShown(), still);
    const late = await drawnIn('compareLoss');
    assert.ok((late.get('sgd')?.length ?? 0) > 0, 'the second panel lacks what was before it');
    await panel.button('Resume all').click();
  });

  it('ranks the optimizers, and draws every point as the run folders have it', async () => {
    await panel.section('results').locator('tr.best').waitFor({ timeout: 90_000 });
    assert.equal(await progress(), '9 of 9 done');
    const found = await comparedRuns();
    assert.equal(found.length, OPTIMIZERS.length * SEEDS);
    const runs = await Promise.all(found.map(({ folder }) => readRun(folder)));
    const losses = await drawnIn('compareLoss');
    const accuracies = await drawnIn('compareMetric');
    const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[1] ?? NaN;
    for (const name of OPTIMIZERS) {
      const journals = runs
        .filter(({ snapshot }) => snapshot.run.plan.spec.optimizer.type === name)
        .map(({ journal }) => journal.epochs);
      assert.equal(journals.length, SEEDS);
      const [first = []] = journals;
      assert.equal(first.length, EPOCHS);
      const medians = (valueOf: (epoch: (typeof first)[number]) => number): [number, number][] =>
        first.map(({ step }, index) => {
          const values = journals.map((epochs) => {
            const epoch = epochs[index];
            return epoch ? Math.fround(valueOf(epoch)) : NaN;
          });
          return [step, Number(middle(values).toPrecision(8))];
        });
      assert.deepEqual(
        losses.get(name),
        medians(({ train }) => train['loss'] ?? NaN),
      );
      assert.deepEqual(
        accuracies.get(name),
        medians(({ validation }) => validation?.['accuracy'] ?? NaN),
      );
    }
    winner = (await panel.section('results').locator('tr.best th').textContent()) ?? '';
    assert.ok(OPTIMIZERS.includes(winner), winner);
    assert.notEqual(winner, 'sgd', 'at this rate it learns nothing');
  });

  it('saves its report', async () => {
    await panel.button('Save report…').click();
    const report = await savedAs('Race.md');
    for (const name of OPTIMIZERS) assert.ok(report.includes(`| ${name} |`), report);
    assert.ok(report.indexOf(`| ${winner} |`) < report.indexOf('| sgd |'), report);
    await workbench.page.locator('.tab', { hasText: 'Race.md' }).waitFor();
  });

  it('opens the runs of a row, and leads back', async () => {
    // The report lies over the panel.
    await workbench.page.getByRole('tab', { name: /^Training/ }).click();
    await panel.section('results').getByRole('button', { name: winner, exact: true }).press('Enter');
    await panel
      .section('results')
      .getByRole('button', { name: /^seed \d+: / })
      .nth(1)
      .click();
    const title = panel.find('.run-view h1');
    await title.waitFor();
    assert.match((await title.textContent()) ?? '', new RegExp(`^Race ${winner} · seed \\d+$`));
    await panel.button('Back to Race').click();
    await panel.section('results').locator('tr.best').waitFor();
  });

  it('goes on after the window was loaded anew in the middle, to the same results', async () => {
    const uninterrupted = await lossesShown();
    await panel.button('Change…').click();
    await panel.button('Start').click();
    // Some runs have ended, others are under way, and the rest has not begun.
    await panel
      .find('.comparison-view .status')
      .filter({ hasText: /^[2-6] of 9 done$/ })
      .waitFor();
    await workbench.page.reload();
    const message = workbench.page.locator('.notifications-toasts .notification-list-item', {
      hasText: 'The comparison of Race was cut off',
    });
    await message.waitFor({ timeout: 60_000 });
    await panel.button('Resume all').waitFor();
    assert.match((await progress()) ?? '', /^[2-8] of 9 done$/);
    await message.getByRole('button', { name: 'Continue Comparison' }).click();
    await panel.section('results').locator('tr.best').waitFor({ timeout: 90_000 });
    assert.equal(await progress(), '9 of 9 done');
    assert.deepEqual(await lossesShown(), uninterrupted);
  });

  it('writes the winner into the spec in its own editor, and nothing else', async () => {
    const before = await fileOf('race.nnspec.json');
    await panel.button(`Use ${winner}`).click();
    await workbench.page.locator('.tab.active', { hasText: 'race.nnspec.json' }).waitFor();
    let text = before;
    for (let tries = 0; text === before && tries < 100; tries++) {
      await workbench.page.keyboard.press('Control+S');
      await workbench.page.waitForTimeout(100);
      text = await fileOf('race.nnspec.json');
    }
    const old = before.split('\n');
    const lines = text.split('\n');
    const changed = lines.filter((line) => !old.includes(line));
    assert.match(changed.join('\n'), new RegExp(`"type": "${winner}"`));
    assert.ok(
      changed.every((line) => line.startsWith('\t')),
      'it has lost its tabs',
    );
    // Comments and all other lines stay as they were written.
    assert.deepEqual(
      old.filter((line) => !lines.includes(line)),
      ['\t"optimizer": { "type": "sgd", "learningRate": 0.001 },'],
    );
  });
});
