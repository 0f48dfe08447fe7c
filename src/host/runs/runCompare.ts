/** Compare Runs: the selected runs over each other in the panel, those that go on included. */
import * as vscode from 'vscode';
import { keptRunIn } from '../../app/panel/shown.ts';
import type { RunSnapshot } from '../../run/snapshot.ts';
import { readRun } from '../../runs/reader.ts';
import { compareRuns as overlay } from '../../session/comparison/compareRuns.ts';
import type { Comparison } from '../../session/comparison/comparison.ts';
import type { Session } from '../../session/types.ts';
import { openRun } from './runCommands.ts';
import type { Services } from '../services.ts';
import { resolveRuns } from './workspaceRuns.ts';

/** Shows runs over each other; one alone is shown as it is. */
export async function compareRuns(services: Services, argument: unknown, selected: unknown): Promise<void> {
  const { manager, panel } = services;
  const runs = await resolveRuns(manager, argument, selected, { several: true });
  if (runs.length < 2) {
    if (runs[0]) await openRun(services, runs[0]);
    return;
  }
  const title = vscode.l10n.t('Reading {0} runs', runs.length);
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title },
    async () => {
      const all = [];
      for (const { folder, name } of runs) {
        const session = manager.sessions.find((one) => one.folder === folder);
        all.push(session ? { name, session } : { name, snapshot: (await readRun(folder)).snapshot });
      }
      return all;
    },
  );
  const heading = vscode.l10n.t('{0} runs', runs.length);
  manager.show({ kind: 'comparison', comparison: overlaid(heading, found, keptRunIn(manager.shown)) });
  await panel.reveal();
}

/** Runs over each other, with the way back to a run; those that go on are followed from the moment of their snapshot. */
export function overlaid(
  title: string,
  runs: readonly ({ name: string } & ({ session: Session } | { snapshot: RunSnapshot }))[],
  back: ReturnType<typeof keptRunIn> = null,
): Comparison {
  const compared = runs.map((run) => ({
    name: run.name,
    snapshot: 'session' in run ? run.session.snapshot() : run.snapshot,
  }));
  const comparison = overlay(title, compared, back);
  runs.forEach((run, index) => {
    if (!('session' in run)) return;
    const followed = run.session.onEvent((event) => {
      comparison.take(index, event);
    });
    void run.session.done.then(() => {
      followed.dispose();
    });
  });
  return comparison;
}
