/** The user's edits of kept runs: name, note and star. */
import * as vscode from 'vscode';
import { changeUserData, type UserData } from '../../runs/folder/userData.ts';
import type { Services } from '../services.ts';
import { ask } from '../show.ts';
import type { ListedRun } from '../../app/runs/listedRuns.ts';
import { resolveRun, resolveRuns } from './workspaceRuns.ts';

async function change(services: Services, run: ListedRun, data: Partial<UserData>): Promise<void> {
  await changeUserData(run.folder, data);
  services.manager.onRuns.emit(undefined);
}

/** Gives a run another name; an empty one brings the spec's back. `given` skips the question. */
export async function renameRun(services: Services, argument: unknown, given: unknown): Promise<void> {
  const run = await resolveRun(services.manager, argument);
  if (!run) return;
  const name =
    typeof given === 'string'
      ? given
      : await ask({
          title: vscode.l10n.t('Rename Run'),
          prompt: vscode.l10n.t('Empty brings the name of the spec back: {0}', run.specName),
          value: run.name,
        });
  if (name !== undefined) await change(services, run, { name: name === run.specName ? '' : name });
}

/** Writes a note to a run. `given` skips the question. */
export async function noteRun(services: Services, argument: unknown, given: unknown): Promise<void> {
  const run = await resolveRun(services.manager, argument);
  if (!run) return;
  const note =
    typeof given === 'string'
      ? given
      : await ask({
          title: vscode.l10n.t('Note on {0}', run.name),
          prompt: vscode.l10n.t('What was tried, and what came of it.'),
          // One line: line breaks are shown as a sign and come back.
          value: run.note.replaceAll('\n', ' ⏎ '),
        });
  if (note === undefined) return;
  await change(services, run, { note: typeof given === 'string' ? note : note.replace(/ ?⏎ ?/g, '\n') });
}

/** Pins runs to the top of the list, or lets them go. */
export async function starRuns(
  services: Services,
  starred: boolean,
  argument: unknown,
  selected: unknown,
): Promise<void> {
  const suits = (run: ListedRun): boolean => run.starred !== starred;
  const runs = await resolveRuns(services.manager, argument, selected, { suits, several: true });
  for (const run of runs) await changeUserData(run.folder, { starred });
  services.manager.onRuns.emit(undefined);
}
