/** The runs of the workspace, and which of them a command is about. */
import path from 'node:path';
import * as vscode from 'vscode';
import { RunLister, type BrokenRun, type RunSummary } from '../../runs/list.ts';
import type { RunManager } from '../../app/runManager.ts';
import { statusText } from './runText.ts';
import * as settings from '../settings.ts';
import { inform, pick, pickSeveral } from '../show.ts';

/** A run as it is listed, with the status this window knows better than the disk. */
export type ListedRun = RunSummary & { readonly live: boolean };

const lister = new RunLister();

/** All runs of the workspace, newest first, of several folders too; those that go on in this window first. */
export async function workspaceRuns(manager: RunManager): Promise<ListedRun[]> {
  return (await workspaceFolders(manager)).runs;
}

/** As `workspaceRuns`, with the folders that cannot be read and why. */
export async function workspaceFolders(
  manager: RunManager,
): Promise<{ readonly runs: ListedRun[]; readonly broken: readonly BrokenRun[] }> {
  const live = new Map(manager.sessions.map((session) => [session.folder, session.status]));
  const parents = manager.sessions.flatMap(({ folder }) => (folder === null ? [] : [path.dirname(folder)]));
  const places = new Map<string, string | undefined>(parents.map((folder) => [folder, undefined]));
  for (const { runsFolder, runsRoot } of settings.allRunsLocations()) places.set(runsFolder, runsRoot);
  const lists = await Promise.all([...places].map(([folder, root]) => lister.list(folder, root)));
  const runs = lists
    .flatMap((list) => list.runs)
    .map((run) => {
      const status = live.get(run.folder);
      return { ...run, status: status ?? run.status, live: status !== undefined };
    })
    .sort((a, b) => Number(b.live) - Number(a.live) || (a.startedAt < b.startedAt ? 1 : -1));
  return { runs, broken: lists.flatMap((list) => list.broken) };
}

/** True while another process or this window still writes the run. */
export function isGoing(run: ListedRun): boolean {
  return (
    run.live ||
    run.status === 'queued' ||
    run.status === 'running' ||
    run.status === 'paused' ||
    run.status === 'preparing'
  );
}

interface Choice {
  /** Which runs the command can take. */
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

function foldersOf(argument: unknown): string[] {
  if (Array.isArray(argument)) return argument.flatMap(foldersOf);
  if (typeof argument === 'string') return [argument];
  if (typeof argument !== 'object' || argument === null) return [];
  // A group of the tree stands for its runs.
  if ('runs' in argument) return foldersOf(argument.runs);
  return 'folder' in argument && typeof argument.folder === 'string' ? [argument.folder] : [];
}
