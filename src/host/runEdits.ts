/** What a user does to kept runs: name, note, star, delete and bring back. */
import * as vscode from 'vscode';
import { leftInTrash, restoreRun, trashRun, type TrashedRun } from '../runs/trash.ts';
import { changeUserData, type UserData } from '../runs/userData.ts';
import type { Services } from './services.ts';
import * as settings from './settings.ts';
import { isGoing, resolveRun, resolveRuns, type ListedRun } from './workspaceRuns.ts';

/** A deletion can be undone this long, or until its message is closed. */
const UNDO_MS = 5 * 60_000;

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
      : await vscode.window.showInputBox({
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
      : await vscode.window.showInputBox({
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

/** Moves runs that have ended into the trash of their runs folder; a message offers to undo it. */
export async function deleteRuns(services: Services, argument: unknown, selected: unknown): Promise<void> {
  const { manager, log } = services;
  const suits = (run: ListedRun): boolean => !isGoing(run);
  const runs = await resolveRuns(manager, argument, selected, { suits, several: true });
  const [first] = runs;
  if (!first) return;
  const trashed: TrashedRun[] = [];
  for (const run of runs) {
    manager.forget(run.folder);
    trashed.push(await trashRun(run.folder));
  }
  manager.onRuns.emit(undefined);
  const undo = vscode.l10n.t('Undo');
  const text =
    runs.length === 1
      ? vscode.l10n.t('The run {0} is deleted.', first.name)
      : vscode.l10n.t('{0} runs are deleted.', runs.length);
  const answer = vscode.window.showInformationMessage(text, undo);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, UNDO_MS, undefined);
  });
  // The command has done its work; the answer may take minutes.
  void Promise.race([answer, tooLate])
    .then(async (choice) => {
      clearTimeout(timer);
      for (const run of trashed) {
        if (choice === undo) await restoreRun(run);
        else await deleteFolder(run.trashed);
      }
      if (choice === undo) manager.onRuns.emit(undefined);
    })
    .catch((error: unknown) => {
      log.report(error);
    });
}

/** Into the system's trash where there is one (a server has none). */
async function deleteFolder(folder: string): Promise<void> {
  const uri = vscode.Uri.file(folder);
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
  } catch {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
  }
}

/** Deletes what a window that was closed during its undo time has left in the trash. */
export async function emptyTrash(): Promise<void> {
  for (const folder of settings.allRunsFolders()) {
    for (const left of await leftInTrash(folder, 2 * UNDO_MS)) await deleteFolder(left);
  }
}
