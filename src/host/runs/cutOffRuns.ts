/** Remembers which runs go on, so that the next window can say which were cut off, and offer to resume them. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { afterReload, cutOffText, waitingText } from '../../app/runs/cutOffRuns.ts';
import type { Services } from '../services.ts';
import { warn } from '../show.ts';
import { showAgain, showLastRun } from './runCommands.ts';
import { workspaceRuns } from './workspaceRuns.ts';

/** Key of the folders of the runs that go on, kept between windows. */
const GOING_RUNS = 'goingRuns';
/** Key of the paths of the specs that wait for a processor. */
const WAITING_SPECS = 'waitingSpecs';

/** The process of a window that was closed may take a moment to end. */
const WAIT_MS = 250;
const MOST_WAITS = 40;

export interface CutOffRuns extends Disposable {
  /** Shows what the window begins with, and tells of the runs that were cut off. */
  begin(): Promise<void>;
}

export function createCutOffRuns(services: Services): CutOffRuns {
  const { manager, context } = services;
  let before = context.workspaceState.get<readonly string[]>(GOING_RUNS, []);
  const waited = context.workspaceState.get<readonly string[]>(WAITING_SPECS, []);
  let written = JSON.stringify([before, waited]);
  const remember = (): void => {
    // The next window asks about the runs that a closing one ends.
    if (manager.isClosing) return;
    const going = manager.sessions.flatMap(({ folder }) => (folder === null ? [] : [folder]));
    const folders = [...new Set([...before, ...going])];
    const waiting = [...new Set(manager.queued.map(({ specPath }) => specPath))];
    const next = JSON.stringify([folders, waiting]);
    if (next === written) return;
    written = next;
    void context.workspaceState.update(GOING_RUNS, folders);
    void context.workspaceState.update(WAITING_SPECS, waiting);
  };
  const listener = manager.onRuns.on(remember);
  return {
    begin: async () => {
      const folders = before;
      await showLastRun(services, folders);
      if (folders.length > 0) await offerResume(services, folders);
      if (waited.length > 0 && !manager.isClosing) offerTraining(waited);
      before = [];
      remember();
    },
    dispose: () => {
      listener.dispose();
    },
  };
}

/** Offers to train what was still waiting. */
function offerTraining(specs: readonly string[]): void {
  const train = vscode.l10n.t('Train model');
  void warn(waitingText(specs), train).then(async (choice) => {
    if (choice !== train) return;
    for (const spec of specs) await vscode.commands.executeCommand('nnspec.train', vscode.Uri.file(spec));
  });
}

async function offerResume(services: Services, folders: readonly string[]): Promise<void> {
  const { manager, panel } = services;
  let found = afterReload(folders, await workspaceRuns(manager));
  for (let waited = 0; found.waits && waited < MOST_WAITS && !manager.isClosing; waited++) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    found = afterReload(folders, await workspaceRuns(manager));
  }
  const { cutOff } = found;
  const [first] = cutOff;
  if (!first || manager.isClosing) return;
  // Lists and panel may still have it as it was before its process ended.
  manager.onRuns.emit(undefined);
  await showAgain(services, cutOff);
  const items = cutOff.filter(({ resumable }) => resumable).map(({ folder }) => ({ folder }));
  const resume = items.length > 1 ? vscode.l10n.t('Resume All') : vscode.l10n.t('Resume');
  const show = vscode.l10n.t('Show');
  void warn(cutOffText(cutOff), ...(items.length > 0 ? [resume] : []), show).then(async (choice) => {
    if (choice === resume) {
      await panel.reveal();
      await vscode.commands.executeCommand('nnspec.resumeRun', items[0], items);
    } else if (choice === show) await vscode.commands.executeCommand('nnspec.openRun', first.folder);
  });
}
