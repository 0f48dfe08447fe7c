/** Compare Runs: the selected runs over each other in the panel, those that go on included. */
import * as vscode from 'vscode';
import { compareRuns as overlay, type ComparedRun } from '../runs/compare.ts';
import { readRun } from '../runs/reader.ts';
import { openRun } from './runCommands.ts';
import type { Services } from './services.ts';
import { resolveRuns } from './workspaceRuns.ts';

/** Shows runs over each other; one alone is shown as it is. */
export async function compareRuns(services: Services, argument: unknown, selected: unknown): Promise<void> {
  const { manager, panel } = services;
  const runs = await resolveRuns(manager, argument, selected, { several: true });
  if (runs.length < 2) {
    if (runs[0]) await openRun(services, runs[0]);
    return;
  }
  const compared: ComparedRun[] = [];
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Reading {0} runs', runs.length) },
    async () => {
      for (const { folder, name } of runs) {
        const session = manager.sessions.find((one) => one.folder === folder);
        compared.push({ name, snapshot: session?.snapshot() ?? (await readRun(folder)).snapshot });
      }
    },
  );
  const { state, frames } = overlay(vscode.l10n.t('{0} runs', runs.length), compared);
  manager.show({ kind: 'comparison', state, frames });
  await panel.reveal();
}
