/** The runs of the workspace, and which of them a command is about. */
import * as vscode from 'vscode';
import { foldersOf, listFolders, type ListedFolders, type ListedRun } from '../../app/runs/listedRuns.ts';
import type { RunManager } from '../../app/runManager.ts';
import { statusText } from '../../app/runs/runText.ts';
import * as settings from '../settings.ts';
import { inform, pick, pickSeveral } from '../show.ts';

/** All runs of the workspace, newest first, of several folders too; those that go on in this window first. */
export async function workspaceRuns(manager: RunManager): Promise<readonly ListedRun[]> {
  return (await workspaceFolders(manager)).runs;
}

/** As `workspaceRuns`, with the folders that cannot be read and why. */
export function workspaceFolders(manager: RunManager): Promise<ListedFolders> {
  return listFolders(manager, settings.allRunsLocations());
}

interface Choice {
  /** True for runs that the command can take. */
  readonly suits?: (run: ListedRun) => boolean;
  /** From the palette, several can be picked. */
  readonly several?: boolean;
}

/**
 * The runs a command is about. `argument` is a tree item, a folder's path or a list of paths; `selected` are all
 * selected items of the tree. From the palette, the user picks. Empty where nothing suits or nothing was picked.
 */
export async function resolveRuns(
  manager: RunManager,
  argument: unknown,
  selected: unknown,
  { suits = () => true, several = false }: Choice = {},
): Promise<ListedRun[]> {
  const folders = foldersOf(Array.isArray(selected) && selected.length > 1 ? selected : argument);
  const runs = (await workspaceRuns(manager)).filter(suits);
  if (folders.length > 0) {
    return folders.flatMap((folder) => runs.find((run) => run.folder === folder) ?? []);
  }
  if (runs.length === 0) {
    void inform(vscode.l10n.t('There is no such run in this workspace.'));
    return [];
  }
  const items = runs.map((run) => ({
    label: run.name,
    description: `${statusText(run.status)} · ${run.optimizer}`,
    detail: new Date(run.startedAt).toLocaleString(vscode.env.language),
    run,
  }));
  const options = { matchOnDescription: true, matchOnDetail: true } as const;
  if (several) {
    const title = vscode.l10n.t('Which runs?');
    const picked = await pickSeveral(items, { ...options, title });
    return picked?.map(({ run }) => run) ?? [];
  }
  const picked = await pick(items, { ...options, title: vscode.l10n.t('Which run?') });
  return picked ? [picked.run] : [];
}

/** As `resolveRuns`, for a command about one run. */
export async function resolveRun(
  manager: RunManager,
  argument: unknown,
  suits?: (run: ListedRun) => boolean,
): Promise<ListedRun | undefined> {
  const [run] = await resolveRuns(manager, argument, undefined, suits ? { suits } : {});
  return run;
}
