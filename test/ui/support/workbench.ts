/** A real VS Code workbench in a browser, with the packaged extension installed and a copy of the examples open. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../../scripts/lib/chromium.mjs';
import { HOST_NAMES, ensureHost } from '../../../scripts/lib/vscodeHosts.mjs';
import { startServer } from '../../../scripts/lib/vscodeServer.mjs';
import { vsixPath } from '../../../scripts/lib/vsix.mjs';
import { browserStarted } from './browserStarted.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** How often, and for how many milliseconds, a command is looked for in the palette. */
const PALETTE_TRIES = 3;
const PALETTE_MS = 8000;
/** The same for a menu. */
const MENU_TRIES = 4;
const MENU_MS = 4000;
/** A menu of VS Code ignores clicks in its first 100 ms. */
const MENU_GRACE = 300;
/** A list has moved its rows by then. */
const SCROLL_MS = 150;

export type Theme = 'light' | 'dark' | 'high contrast';

/** The themes as settings name them, as the theme picker does, and the class that the workbench has in them. */
const THEMES: Record<Theme, { readonly id: string; readonly label: string; readonly mark: string }> = {
  light: { id: 'Default Light Modern', label: 'Light Modern', mark: 'vs' },
  dark: { id: 'Default Dark Modern', label: 'Dark Modern', mark: 'vs-dark' },
  'high contrast': { id: 'Default High Contrast', label: 'Dark High Contrast', mark: 'hc-black' },
};

export interface Workbench {
  readonly page: Page;
  /** The open folder: a copy of examples/, with the extra files. */
  readonly folder: string;
  /** The row of a file in the Explorer; folders must have been opened. */
  readonly file: (name: string) => Locator;
  /** Right-clicks `target` and picks a menu item by its text; gives the time of that click, of Date.now(). */
  readonly pickFromMenu: (target: Locator, item: string) => Promise<number>;
  /** Runs a command through the palette. */
  readonly run: (title: string) => Promise<void>;
  /** The content of the visible webview. */
  readonly webview: () => FrameLocator;
  readonly setTheme: (theme: Theme) => Promise<void>;
  /** Drags the edge of the side bar until it is about so many pixels wide. */
  readonly widenSideBar: (width: number) => Promise<void>;
  /** SIGKILLs the process that the extension, and all that it trains, runs in. */
  readonly killExtensionHost: () => Promise<void>;
  /** Puts a picture into artifacts/, for a person to look at. */
  readonly picture: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface WorkbenchOptions {
  /** Pixels of the window. */
  readonly width?: number;
  readonly height?: number;
  /** Pixels of the screen for one of the window. */
  readonly scale?: number;
  readonly theme?: Theme;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files written into the folder beside the examples, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Opens a workbench; NNSPEC_VSIX names the package (else the one at the root) and NNSPEC_HOST the VS Code.
 * @throws Error if the workbench does not come up within some two minutes
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nnspec-workspace-'));
  await cp(path.join(root, 'examples'), folder, {
    recursive: true,
    filter: (source) => path.basename(source) !== '.nnspec',
  });
  for (const [name, text] of Object.entries(options.files ?? {}))
    await writeFile(path.join(folder, name), text);
  const host = await ensureHost(HOST_NAMES.find((name) => name === process.env['NNSPEC_HOST']) ?? 'latest');
  const server = await startServer(host, {
    vsix: process.env['NNSPEC_VSIX'] ?? (await vsixPath()),
    settings: { 'workbench.colorTheme': THEMES[options.theme ?? 'dark'].id, ...options.settings },
  });
  const { browser, page } = await launchBrowser({
    ...(options.width === undefined ? {} : { width: options.width }),
    ...(options.height === undefined ? {} : { height: options.height }),
    ...(options.scale === undefined ? {} : { deviceScaleFactor: options.scale }),
  });
  page.setDefaultTimeout(30_000);
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const picture = async (name: string): Promise<void> => {
    await mkdir(path.join(root, 'artifacts'), { recursive: true });
    await page.screenshot({ path: path.join(root, 'artifacts', `${name}.png`) });
  };
  const file = (name: string): Locator =>
    page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ has: page.getByText(name, { exact: true }) });
  const pickFromMenu = async (target: Locator, item: string): Promise<number> => {
    const entry = page.locator(`.monaco-menu .action-label[aria-label="${item}"]`);
    // What still moves in the window may take the focus away, which closes a menu.
    for (let tries = MENU_TRIES; ; tries--) {
      // A list that has just been scrolled puts other rows where these were.
      await target.scrollIntoViewIfNeeded();
      await page.waitForTimeout(SCROLL_MS);
      await target.click({ button: 'right' });
      try {
        await entry.waitFor(tries > 1 ? { timeout: MENU_MS } : {});
        break;
      } catch (error) {
        if (tries === 1) throw error;
        await page.keyboard.press('Escape');
      }
    }
    await page.waitForTimeout(MENU_GRACE);
    const clicked = Date.now();
    await entry.click();
    return clicked;
  };
  const run = async (title: string): Promise<void> => {
    const input = page.locator('.quick-input-widget input').first();
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    // What still moves in the window may take the focus, and with it the palette, away before the click.
    for (let tries = PALETTE_TRIES; ; tries--) {
      await page.keyboard.press('F1');
      await input.fill(`>${title}`);
      try {
        await row.click(tries > 1 ? { timeout: PALETTE_MS } : {});
        return;
      } catch (error) {
        if (tries === 1) throw error;
        await page.keyboard.press('Escape');
      }
    }
  };
  // The one that takes another's place comes last; for a moment both may be there.
  const webview = (): FrameLocator =>
    page.locator('iframe.webview.ready').last().contentFrame().frameLocator('iframe#active-frame');
  const setTheme = async (theme: Theme): Promise<void> => {
    const { label, mark } = THEMES[theme];
    await run('Preferences: Color Theme');
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await page.locator('.quick-input-widget input').first().fill(label);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`.monaco-workbench.${mark}`).waitFor();
  };
  const widenSideBar = async (width: number): Promise<void> => {
    const box = await page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('the side bar is closed');
    await page.mouse.move(box.x + box.width, 300);
    await page.mouse.down();
    await page.mouse.move(box.x + width, 300, { steps: 5 });
    await page.mouse.up();
  };
  const killExtensionHost = async (): Promise<void> => {
    if ((await server.killExtensionHosts()) === 0) throw new Error('there is no extension host');
  };
  try {
    await browserStarted(page);
    await page.goto(server.url(folder), { timeout: 90_000 });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    // Menus are built from what extensions contribute, and that comes a moment later.
    await page.locator('.activitybar .action-label[aria-label*="NNSpec"]').waitFor();
  } catch (error) {
    await picture('workbench-did-not-open');
    await close();
    throw error;
  }
  return {
    ...{ page, folder, file, pickFromMenu, run, webview, setTheme, widenSideBar },
    ...{ killExtensionHost, picture, close },
  };
}
