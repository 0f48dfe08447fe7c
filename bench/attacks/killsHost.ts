/** Kills the process in which VS Code runs the extension, and all that it trains, while a run goes on in the workbench. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listRuns } from '../../src/runs/list.ts';
import { readRun } from '../../src/runs/reader.ts';
import { Panel } from '../../test/ui/support/panel.ts';
import { lastWritten } from '../../test/ui/support/runs.ts';
import { openWorkbench } from '../../test/ui/support/workbench.ts';

/** Milliseconds from when the panel shows the run going on to the kill. */
const EARLIEST = 100;
const LATEST = 2500;

export interface HostKills {
  readonly kills: number;
  readonly opened: number;
  /** Milliseconds from the newest record to each kill, ascending. */
  readonly ages: readonly number[];
  /** Of the run that was killed so often and resumed each time. */
  readonly weights: Buffer;
}

/**
 * Trains `specText` in a workbench, kills its extension host `count` times at random moments, loads the window anew and
 * resumes each time, and lets the run end.
 * @throws Error if the run ends before it was killed so often
 */
export async function killHosts(count: number, specText: string): Promise<HostKills> {
  const workbench = await openWorkbench({ files: { 'kills.nnspec.json': specText } });
  const { page } = workbench;
  const panel = new Panel(workbench);
  const ages: number[] = [];
  let opened = 0;
  try {
    const run = async (): Promise<string> =>
      (await listRuns(join(workbench.folder, '.nnspec/runs')))[0]?.folder ?? '';
    await workbench.pickFromMenu(workbench.file('kills.nnspec.json'), 'Train model');
    for (let kill = 0; kill < count; kill++) {
      await panel.status('running');
      await page.waitForTimeout(EARLIEST + Math.random() * (LATEST - EARLIEST));
      const killed = Date.now();
      await workbench.killExtensionHost();
      const folder = await run();
      ages.push(Math.max(0, killed - (await lastWritten(folder))));
      const { snapshot } = await readRun(folder);
      if (snapshot.status !== 'interrupted') throw new Error(`the run had ended: ${snapshot.status}`);
      opened++;
      await page.reload();
      await page.locator('.activitybar .action-label[aria-label*="NNSpec"]').waitFor();
      await workbench.run('NNSpec: Show Training');
      await panel.status('interrupted', 60_000);
      await panel.button('Resume').click();
    }
    await panel.status('completed', 180_000);
    const weights = await readFile(join(await run(), 'checkpoints/last.safetensors'));
    return { kills: count, opened, ages: ages.sort((a, b) => a - b), weights };
  } finally {
    await workbench.close();
  }
}
