/** The runs of the workspace's runs folders, with the status that this window knows better than the disk. */
import { isGoing as statusIsGoing } from '../../run/status.ts';
import path from 'node:path';
import { RunLister, type BrokenRun, type RunSummary } from '../../runs/list.ts';
import type { RunManager } from '../runManager.ts';

/** `live`: it goes on in this window. */
export type ListedRun = RunSummary & { readonly live: boolean };

export interface ListedFolders {
  readonly runs: readonly ListedRun[];
  /** The folders that cannot be read, and why. */
  readonly broken: readonly BrokenRun[];
}

/** An absolute folder with run folders. Below `root` nothing on the way to it may be a link. */
export interface RunsLocation {
  readonly runsFolder: string;
  readonly runsRoot: string;
}

const lister = new RunLister();

/** All runs in `locations` and beside those that go on in this window; these come first, then the newest. */
export async function listFolders(
  manager: Pick<RunManager, 'sessions' | 'comparedSessions'>,
  locations: readonly RunsLocation[],
): Promise<ListedFolders> {
  const going = [...manager.sessions, ...manager.comparedSessions];
  const live = new Map(going.map((session) => [session.folder, session.status]));
  const parents = going.flatMap(({ folder }) => (folder === null ? [] : [path.dirname(folder)]));
  const folders = new Map<string, string | undefined>(parents.map((folder) => [folder, undefined]));
  for (const { runsFolder, runsRoot } of locations) folders.set(runsFolder, runsRoot);
  const lists = await Promise.all([...folders].map(([folder, root]) => lister.list(folder, root)));
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
export function isGoing(run: Pick<ListedRun, 'live' | 'status'>): boolean {
  return run.live || statusIsGoing(run.status);
}

/** The run folders that an argument of a command names: an item of the Runs view, a group of it, a path or a list. */
export function foldersOf(argument: unknown): string[] {
  if (Array.isArray(argument)) return argument.flatMap(foldersOf);
  if (typeof argument === 'string') return [argument];
  if (typeof argument !== 'object' || argument === null) return [];
  // A group of the tree stands for its runs.
  if ('runs' in argument) return foldersOf(argument.runs);
  return 'folder' in argument && typeof argument.folder === 'string' ? [argument.folder] : [];
}
