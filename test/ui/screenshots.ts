/**
 * Takes the pictures of `npm run screenshots`; the first argument is a part of the names of those that are wanted.
 * In the real workbench, with the packaged extension, and of the panel alone in every scene, theme and width.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../../scripts/lib/chromium.mjs';
import { script } from '../../scripts/lib/task.mjs';
import { servePanel } from '../../webview/dev/serve.mjs';
import { Panel } from './support/panel.ts';
import { openWorkbench, type Theme, type Workbench } from './support/workbench.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const documents = path.join(root, 'docs/images');
const artifacts = path.join(root, 'artifacts/screenshots');

interface Scene {
  readonly name: string;
  readonly theme: Theme;
  /** Whether a document shows it: it is then kept in docs/images. */
  readonly shown?: boolean;
  /** Brings the workbench to what the picture is of. */
  readonly prepare: (workbench: Workbench, panel: Panel) => Promise<void>;
}

const train = (workbench: Workbench, name: string): Promise<number> =>
  workbench.pickFromMenu(workbench.file(`${name}.nnspec.json`), 'Train model');

const showPanel = (workbench: Workbench): Promise<void> =>
  workbench.page.locator('.activitybar .action-label[aria-label*="NNSpec"]').click();

const openSpec = async (workbench: Workbench, name: string): Promise<void> => {
  await workbench.file(`${name}.nnspec.json`).dblclick();
  await workbench.page.locator('.monaco-editor .view-line').first().waitFor();
};

/** Gives the panel most of the side bar, and the side bar more of the window. */
async function makeRoom(workbench: Workbench): Promise<void> {
  await showPanel(workbench);
  await workbench.page.locator('.pane-header').filter({ hasText: 'Runs' }).click();
  await workbench.widenSideBar(520);
  await workbench.page.keyboard.press('Control+Shift+E');
}

/** Digits in the editor, and the panel while it trains; one dropout layer has been switched off. */
async function whileDigitsTrains(workbench: Workbench, panel: Panel): Promise<void> {
  await openSpec(workbench, 'digits');
  await makeRoom(workbench);
  await train(workbench, 'digits');
  await panel.untilStep(1500);
  await panel.button('Dropout per layer').click();
  const toggle = panel.section('controls').getByRole('switch', { name: 'Dropout dropout1 on' });
  await toggle.scrollIntoViewIfNeeded();
  await toggle.uncheck();
  await panel.find('.changes li').first().waitFor();
  await panel.find('h1').scrollIntoViewIfNeeded();
  await panel.untilStep(4000);
}

async function whenTrained(workbench: Workbench, panel: Panel, name: string): Promise<void> {
  await openSpec(workbench, name);
  await makeRoom(workbench);
  await train(workbench, name);
  await panel.status('completed', 120_000);
}

const SCENES: readonly Scene[] = [
  { name: 'training', theme: 'dark', shown: true, prepare: whileDigitsTrains },
  { name: 'training-light', theme: 'light', prepare: whileDigitsTrains },
  { name: 'training-high-contrast', theme: 'high contrast', prepare: whileDigitsTrains },
  {
    name: 'empty',
    theme: 'light',
    prepare: async (workbench, panel) => {
      await showPanel(workbench);
      await panel.find('h1').waitFor();
    },
  },
  {
    name: 'vanishing',
    theme: 'dark',
    prepare: async (workbench, panel) => {
      await whenTrained(workbench, panel, 'vanishing');
      await panel.tab('Gradients').click();
    },
  },
  {
    name: 'vanishing-cured',
    theme: 'dark',
    prepare: async (workbench, panel) => {
      await whenTrained(workbench, panel, 'vanishing-cured');
      await panel.tab('Gradients').click();
    },
  },
  {
    name: 'problems',
    theme: 'light',
    prepare: async ({ page, file, run }) => {
      await file('broken.nnspec.json').dblclick();
      await page.locator('.monaco-editor .squiggly-error').first().waitFor();
      await run('View: Toggle Problems');
      await page.locator('.markers-panel .monaco-list-row').first().waitFor();
    },
  },
  {
    name: 'compare',
    theme: 'light',
    prepare: async (workbench, panel) => {
      await openSpec(workbench, 'spiral');
      await makeRoom(workbench);
      await workbench.pickFromMenu(workbench.file('spiral.nnspec.json'), 'Compare Optimizers…');
      await workbench.webview().getByRole('button', { name: 'Start', exact: true }).click();
      await panel.section('results').locator('tr.best').first().waitFor({ timeout: 120_000 });
    },
  },
];

/** Three mistakes of different kinds, for the Problems panel. */
const BROKEN = `{
  "formatVersion": 1,
  "data": { "source": "data/iris.csv", "target": "species" },
  "model": {
    "layers": [
      { "type": "dense", "units": 16, "activation": "rellu" },
      { "type": "dense", "unit": 3, "activation": "softmax" }
    ]
  },
  "loss": "categoricalCrossentropy",
  "optimizer": { "type": "adam", "learningRate": "0.01" }
}
`;

async function pictureOf({ name, theme, shown = false, prepare }: Scene): Promise<void> {
  const folder = shown ? documents : artifacts;
  await mkdir(folder, { recursive: true });
  const files = { 'broken.nnspec.json': BROKEN };
  const workbench = await openWorkbench({ width: 1280, height: 1000, theme, files });
  try {
    await prepare(workbench, new Panel(workbench));
    // Charts draw in the next frames; the pointer must not point at anything.
    await workbench.page.mouse.move(640, 14);
    await workbench.page.waitForTimeout(400);
    await workbench.page.screenshot({ path: path.join(folder, `${name}.png`) });
    console.log(path.relative(root, path.join(folder, `${name}.png`)));
  } catch (error) {
    await workbench.picture(`failed-${name}`);
    throw error;
  } finally {
    await workbench.close();
  }
}

/** Steps at which the film strip looks at the run, which is slow enough for it. */
const FILM_STEPS = [15, 60, 150, 350, 600] as const;
const FILM_SPEC = { epochs: 20, pace: 20 } as const;
/** Pixels of one of its pictures: the side bar as it is at first, and as much of the panel as says how it learns. */
const FILM_HEIGHT = 420;

/** Six moments of a run of the digits, side by side. */
async function filmStrip(): Promise<void> {
  const digits = await readFile(path.join(root, 'examples/digits.nnspec.json'), 'utf8');
  const spec = digits
    .replace(/"epochs": \d+/, `"epochs": ${String(FILM_SPEC.epochs)}`)
    .replace(/"pace": \d+/, `"pace": ${String(FILM_SPEC.pace)}`);
  const workbench = await openWorkbench({
    ...{ width: 1280, height: 1000, theme: 'dark' },
    files: { 'film.nnspec.json': spec },
  });
  const { page } = workbench;
  try {
    const panel = new Panel(workbench);
    await train(workbench, 'film');
    const pictures: string[] = [];
    const take = async (): Promise<void> => {
      const box = await page.locator('iframe.webview.ready').last().boundingBox();
      if (box === null) throw new Error('the panel is out of view');
      const clip = { ...box, height: Math.min(box.height, FILM_HEIGHT) };
      pictures.push((await page.screenshot({ clip })).toString('base64'));
    };
    for (const step of FILM_STEPS) {
      await panel.untilStep(step);
      await take();
    }
    await panel.status('completed', 120_000);
    await page.waitForTimeout(600);
    await take();
    const strip = await page.context().newPage();
    const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture}">`);
    const style = 'body{margin:0;display:inline-flex;gap:6px;background:#3c3c3c}';
    await strip.setContent(`<style>${style}</style>${images.join('')}`);
    await strip.locator('body').screenshot({ path: path.join(documents, 'film.png') });
    console.log('docs/images/film.png');
  } catch (error) {
    await workbench.picture('failed-film');
    throw error;
  } finally {
    await workbench.close();
  }
}

const PANEL_SCENES = {
  run: 'scene=run',
  changed: 'scene=run&steps=900',
  deep: 'scene=run&layers=20&decay=0.5&steps=900',
  paused: 'scene=paused',
  failed: 'scene=failed',
  interrupted: 'scene=interrupted',
  empty: 'scene=empty',
  nothing: 'scene=nothing',
  preparing: 'scene=preparing',
  refused: 'scene=refused',
  exploded: 'scene=exploded',
  compare: 'scene=compare',
  recorded: 'scene=recorded',
} as const;
const PANEL_THEMES = ['light', 'dark', 'hc', 'hcLight'] as const;
const PANEL_WIDTHS = [300, 500, 1200] as const;

async function picturesOfPanel(wanted: string): Promise<void> {
  const pictures = Object.entries(PANEL_SCENES).flatMap(([scene, query]) =>
    PANEL_THEMES.flatMap((theme) =>
      PANEL_WIDTHS.map((width) => ({
        name: `panel-${scene}-${theme}-${String(width)}`,
        query,
        theme,
        width,
      })),
    ),
  );
  const chosen = pictures.filter(({ name }) => name.includes(wanted));
  if (chosen.length === 0) return;
  await mkdir(artifacts, { recursive: true });
  const server = await servePanel();
  const { browser } = await launchBrowser();
  try {
    for (const { name, query, theme, width } of chosen) {
      const page = await browser.newPage({ viewport: { width, height: 1000 } });
      await page.goto(`${server.url}?${query}&theme=${theme}`);
      await page.locator('h1').waitFor();
      // A section is drawn when it comes into view, and may grow then.
      for (let look = 0; look < 2; look++) {
        await page.waitForTimeout(400);
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width, height: Math.max(height, 400) });
      }
      await page.waitForTimeout(600);
      await page.screenshot({ path: path.join(artifacts, `${name}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  console.log(`${String(chosen.length)} pictures of the panel in ${path.relative(root, artifacts)}`);
}

await script(async () => {
  const wanted = process.argv[2] ?? '';
  for (const scene of SCENES) if (scene.name.includes(wanted)) await pictureOf(scene);
  if ('film'.includes(wanted)) await filmStrip();
  await picturesOfPanel(wanted);
});
