// The browser that opens VS Code's web workbench in the tests.
// @ts-check
import { existsSync } from 'node:fs';
import process from 'node:process';
import { TaskError, bin, mustRun, step } from './task.mjs';
import { canInstallPackages, findProgram, installPackages } from './system.mjs';

/** No sandbox: it cannot be had as root or in most containers, and the pages are our own. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** @returns {Promise<string | undefined>} path of a Chromium or Chrome on this machine */
async function find() {
  const { chromium } = await import('playwright-core');
  const named = process.env['CHROMIUM'];
  if (named !== undefined && existsSync(named)) return named;
  const program = await findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
  if (program !== undefined) return program;
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

/**
 * Finds Chromium, or installs it: from Debian's packages as root, else with playwright's own download.
 * @returns {Promise<string>} path of its executable
 * @throws {TaskError} if there is none and none can be had
 */
export async function ensureChromium() {
  const present = await find();
  if (present !== undefined) return present;
  if (await canInstallPackages()) {
    await installPackages(['chromium', 'fonts-dejavu-core', 'fonts-nanum']);
  } else {
    await step('Downloading Chromium', () => mustRun(bin('playwright-core'), ['install', 'chromium'])).catch(
      () => {
        throw new TaskError(
          'A Chromium or Chrome is needed and none could be downloaded: install one, or set CHROMIUM to its path.',
        );
      },
    );
  }
  const installed = await find();
  if (installed === undefined)
    throw new TaskError('Chromium was installed but is not on PATH: set CHROMIUM to its path.');
  return installed;
}

/**
 * Starts a browser with nothing of the user's in it.
 * @param {{ width?: number, height?: number, deviceScaleFactor?: number, colorScheme?: 'light' | 'dark' }} [view] pixels
 */
export async function launchBrowser({ width = 1280, height = 800, deviceScaleFactor = 1, colorScheme } = {}) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: FLAGS });
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor,
    ...(colorScheme ? { colorScheme } : {}),
  });
  return { browser, page: await context.newPage() };
}
