/** The Runs view: every run of the workspace's runs folders in three groups: running, pinned, finished. */
import * as vscode from 'vscode';
import { oneLine, withoutSteering } from '../../base/plainText.ts';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import path from 'node:path';
import type { RunStatus } from '../../run/run.ts';
import type { BrokenRun } from '../../runs/list.ts';
import { CONTEXT_RUN_FILTER, VIEW_RUNS } from '../ids.ts';
import type { Log } from '../log.ts';
import type { RunManager } from '../../app/runManager.ts';
import type { QueuedRun } from '../../app/runQueue.ts';
import { grouped, matches, type GroupId, type RunGroup } from '../../app/runs/runGroups.ts';
import {
  endMessage,
  noteTexts,
  resultText,
  statusText,
  timeAgo,
  weightsText,
} from '../../app/runs/runText.ts';
import { ask } from '../show.ts';
import { l10n } from '../../app/l10n.ts';
import { isGoing, type ListedRun } from '../../app/runs/listedRuns.ts';
import { workspaceFolders } from './workspaceRuns.ts';

/** While a run goes on, its results are read again this often. */
const REFRESH_MS = 2000;
/** Else only their ages change. */
const AGES_MS = 30_000;

const ICONS: Readonly<Record<RunStatus, readonly [icon: string, colour?: string]>> = {
  queued: ['clock'],
  preparing: ['sync~spin'],
  running: ['sync~spin', 'charts.green'],
  paused: ['debug-pause', 'charts.yellow'],
  completed: ['check', 'charts.green'],
  earlyStopping: ['check', 'charts.green'],
  stopped: ['debug-stop'],
  failed: ['error', 'charts.red'],
  interrupted: ['warning', 'charts.yellow'],
};

interface BrokenGroup {
  readonly broken: readonly BrokenRun[];
}

type Node = RunGroup | BrokenGroup | BrokenRun | ListedRun | QueuedRun;

function groupTitle(group: GroupId): string {
  switch (group) {
    case 'running':
    case 'queued':
      return l10n.status(group);
    case 'pinned':
      return vscode.l10n.t('Pinned');
    case 'finished':
      return vscode.l10n.t('Finished');
  }
}

function groupItem({ group, runs }: RunGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(groupTitle(group), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group:${group}`;
  item.description = String(runs.length);
  item.contextValue = 'group';
  return item;
}

/** A run that waits has no folder yet: it can be taken out of the queue, and nothing else. */
function queuedItem(run: QueuedRun): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(run.name), vscode.TreeItemCollapsibleState.None);
  item.description = statusText('queued');
  item.iconPath = new vscode.ThemeIcon('clock');
  item.tooltip = oneLine(run.specPath);
  item.contextValue = 'queued';
  return item;
}

function brokenGroupItem({ broken }: BrokenGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Broken'), vscode.TreeItemCollapsibleState.Expanded);
  item.id = 'group:broken';
  item.description = String(broken.length);
  item.contextValue = 'group';
  return item;
}

/** A folder that cannot be read: a click shows where it is, the tooltip says what is wrong. */
function brokenItem({ folder, reason }: BrokenRun): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(path.basename(folder)), vscode.TreeItemCollapsibleState.None);
  item.id = `broken:${folder}`;
  item.description = oneLine(reason);
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('charts.red'));
  item.tooltip = oneLine(reason);
  item.contextValue = 'broken';
  item.accessibilityInformation = { label: `${path.basename(folder)}, ${reason}` };
  item.command = {
    command: 'revealInExplorer',
    title: vscode.l10n.t('Show in Explorer'),
    arguments: [vscode.Uri.file(folder)],
  };
  return item;
}

function itemOf(node: Node): vscode.TreeItem {
  if ('broken' in node) return brokenGroupItem(node);
  if ('reason' in node) return brokenItem(node);
  if ('group' in node) return groupItem(node);
  return 'cancel' in node ? queuedItem(node) : runItem(node);
}

function runItem(run: ListedRun): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(run.name), vscode.TreeItemCollapsibleState.None);
  const [icon, colour] = ICONS[run.status];
  const results = resultText(run);
  item.id = run.folder;
  const notes = noteTexts(run);
  item.description = [...notes, ...results, timeAgo(run.startedAt, Date.now(), vscode.env.language)].join(
    ' · ',
  );
  item.iconPath = new vscode.ThemeIcon(
    icon,
    colour === undefined ? undefined : new vscode.ThemeColor(colour),
  );
  item.tooltip = tooltip(run, results);
  const age = timeAgo(run.startedAt, Date.now(), vscode.env.language);
  const label = [run.name, statusText(run.status), ...notes, ...results, age, run.note];
  item.accessibilityInformation = { label: label.filter(Boolean).join(', ') };
  item.contextValue = [
    'run',
    run.live ? 'live' : '',
    isGoing(run) ? 'going' : 'kept',
    run.resumable && !run.live ? 'resumable' : '',
    run.starred ? 'starred' : 'plain',
  ]
    .filter(Boolean)
    .join(' ');
  item.command = { command: 'nnspec.openRun', title: vscode.l10n.t('Show Run'), arguments: [run] };
  return item;
}

/** Plain text: a name or a note is never read as Markdown. */
function tooltip(run: ListedRun, results: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const started = new Date(run.startedAt).toLocaleString(vscode.env.language);
  const lines = [
    run.name === run.specName ? run.name : `${run.name} (${run.specName})`,
    [statusText(run.status), run.optimizer, ...results].join(' · '),
    started,
    ...noteTexts(run),
    weightsText(run),
    run.end ? endMessage(run.end) : undefined,
    run.note,
    run.folder,
  ];
  for (const line of lines)
    if (line !== undefined && line !== '') text.appendText(`${withoutSteering(line)}\n`);
  return text;
}

export interface RunsTree extends Disposable {
  /** The subject of a command: the selected runs if its argument says so, as that of a key does. */
  meant(argument: unknown): unknown;
  refresh(): void;
  /** Shows only the runs with every word of the text; asks for it where it is not given. */
  filter(text?: unknown): Promise<void>;
}

export function createRunsTree(manager: RunManager, log: Log): RunsTree {
  const owned = new DisposableStore();
  const changed = owned.add(new vscode.EventEmitter<undefined>());
  let wanted = '';
  let going = false;
  let listedAt = 0;
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: async (node) => {
      if (node) return 'group' in node ? [...node.runs] : 'broken' in node ? [...node.broken] : [];
      try {
        listedAt = Date.now();
        const { runs, broken } = await workspaceFolders(manager);
        going = runs.some(isGoing);
        const shown = wanted === '' ? runs : runs.filter((run) => matches(run, wanted));
        view.message =
          runs.length > 0 && shown.length === 0 ? vscode.l10n.t('No run matches “{0}”.', wanted) : '';
        const groups = grouped(shown, manager.queued);
        return broken.length > 0 && wanted === '' ? [...groups, { broken }] : groups;
      } catch (error) {
        log.channel.error(error instanceof Error ? error : String(error));
        return [];
      }
    },
  };
  const refresh = (): void => {
    changed.fire(undefined);
  };
  const view = owned.add(
    vscode.window.createTreeView<Node>(VIEW_RUNS, {
      treeDataProvider: provider,
      canSelectMany: true,
      showCollapseAll: true,
    }),
  );
  const timer = setInterval(() => {
    const isStale = going || Date.now() - listedAt >= AGES_MS;
    if (isStale && view.visible) refresh();
  }, REFRESH_MS);
  owned.add(manager.onRuns.on(refresh));
  owned.add(vscode.workspace.onDidChangeWorkspaceFolders(refresh));
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('nnspec.runsFolder')) refresh();
    }),
  );
  return {
    refresh,
    meant: (argument) => {
      if (argument !== 'selection') return argument;
      return view.selection
        .flatMap((node) => ('group' in node ? node.runs : 'broken' in node || 'reason' in node ? [] : [node]))
        .filter((run): run is ListedRun => !('cancel' in run));
    },
    filter: async (text) => {
      const given =
        typeof text === 'string'
          ? text
          : await ask({
              title: vscode.l10n.t('Filter runs'),
              prompt: vscode.l10n.t(
                'Words of the name, the note, the optimizer or the status. Empty shows all.',
              ),
              value: wanted,
            });
      if (given === undefined) return;
      wanted = given.trim();
      view.description = wanted === '' ? '' : `“${wanted}”`;
      await vscode.commands.executeCommand('setContext', CONTEXT_RUN_FILTER, wanted !== '');
      refresh();
    },
    dispose: () => {
      clearInterval(timer);
      owned.dispose();
    },
  };
}
