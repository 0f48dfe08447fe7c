/** Deletes runs, brings them back, and removes for good those that were not brought back. */
import { sentence } from '../../base/problems/host.ts';
import path from 'node:path';
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { isTrashed, restoreRun, trashRun, type TrashedRun } from '../../runs/folder/trash.ts';
import type { Services } from '../services.ts';
import { inform, showInStatusBar } from '../show.ts';
import { isGoing, type ListedRun } from '../../app/runs/listedRuns.ts';
import { resolveRuns } from './workspaceRuns.ts';

/** A deletion can be undone this long, or until its message is closed. */
const UNDO_MS = 5 * 60_000;
const STATUS_MS = 10_000;

/** Key of the deletions of this workspace that can still be undone, stored outside the workspace. */
const DELETED_RUNS = 'deletedRuns';

type Remembering = Pick<vscode.ExtensionContext, 'workspaceState'>;

function remembered({ workspaceState }: Remembering): readonly TrashedRun[] {
  return workspaceState.get<readonly TrashedRun[]>(DELETED_RUNS, []);
}

async function remember(context: Remembering, added: readonly TrashedRun[]): Promise<void> {
  await context.workspaceState.update(DELETED_RUNS, [...remembered(context), ...added]);
}

async function forget(context: Remembering, gone: TrashedRun): Promise<void> {
  const left = remembered(context).filter(({ mark }) => mark !== gone.mark);
  await context.workspaceState.update(DELETED_RUNS, left);
}

/** Moves runs that have ended into the trash of their runs folder; a message offers to undo it. */
export async function deleteRuns(services: Services, argument: unknown, selected: unknown): Promise<void> {
  const { manager, log, context } = services;
  if (!vscode.workspace.isTrusted) {
    throw new NnError(sentence('NN-HOST-UNTRUSTED.delete'));
  }
  const suits = (run: ListedRun): boolean => !isGoing(run);
  const runs = await resolveRuns(manager, argument, selected, { suits, several: true });
  const [first] = runs;
  if (!first) return;
  const trashed: TrashedRun[] = [];
  try {
    for (const run of runs) {
      manager.forget(run.folder);
      trashed.push(await trashRun(run.folder));
    }
  } finally {
    await remember(context, trashed);
    manager.onRuns.emit(undefined);
  }
  const undo = vscode.l10n.t('Undo');
  const text =
    runs.length === 1
      ? vscode.l10n.t('The run {0} is deleted.', first.name)
      : vscode.l10n.t('{0} runs are deleted.', runs.length);
  const answer = inform(text, undo);
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
        else await remove(services, run);
        await forget(context, run);
      }
      if (choice === undo) manager.onRuns.emit(undefined);
    })
    .catch((error: unknown) => {
      log.report(error);
    });
}

/** Into the system's trash where there is one. A server has none: there the run is gone for good, and that is told. */
async function remove({ log }: Pick<Services, 'log'>, run: TrashedRun): Promise<void> {
  if (!(await isTrashed(run))) {
    log.channel.warn(`${run.trashed} is not the run that was deleted; it is left alone.`);
    return;
  }
  const uri = vscode.Uri.file(run.trashed);
  const name = path.basename(run.folder);
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
    log.channel.info(`${run.folder} is in the system's trash.`);
  } catch {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
    log.channel.info(`${run.folder} is deleted for good: this system has no trash.`);
    const told = vscode.l10n.t('{0} is deleted for good: there is no trash here.', name);
    showInStatusBar(told, STATUS_MS);
  }
}

/**
 * Removes what a window that was closed during its undo time has left in the trash: only what this extension has put
 * there and remembers, and nothing while the workspace is not trusted.
 */
export async function emptyTrash({ context, log }: Pick<Services, 'context' | 'log'>): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  for (const run of remembered(context)) {
    if (Date.now() - run.at < 2 * UNDO_MS) continue;
    await remove({ log }, run);
    await forget(context, run);
  }
}
