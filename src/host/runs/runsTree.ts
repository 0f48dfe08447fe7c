/** The Runs view: every run of the workspace's runs folders, what goes on first, the rest by spec. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { CONTEXT_RUN_FILTER, VIEW_RUNS } from '../ids.ts';
import type { Log } from '../log.ts';
import type { RunManager } from '../../app/runManager.ts';
import { grouped, matches, named, type NamedRun } from '../../app/runs/runGroups.ts';
import { ask } from '../show.ts';
import { isGoing } from '../../app/runs/listedRuns.ts';
import { LossSparklines } from '../../app/runs/sparklines.ts';
import { itemOf, type Node } from './runItems.ts';
import { workspaceFolders } from './workspaceRuns.ts';

/** While a run goes on, its results are read again this often. */
const REFRESH_MS = 2000;
/** Else only their ages change. */
const AGES_MS = 30_000;

export interface RunsTree extends Disposable {
  /** The subject of a command: the selected runs if its argument says so, as that of a key does. */
  meant(argument: unknown): unknown;
  refresh(): void;
  /** Shows only the runs with every word of the text; asks for it where it is not given. */
  filter(text?: unknown): Promise<void>;
}

function childrenOf(node: Node): Node[] {
  if ('children' in node) return [...node.children];
  return 'broken' in node ? [...node.broken] : [];
}

export function createRunsTree(manager: RunManager, log: Log): RunsTree {
  const owned = new DisposableStore();
  const changed = owned.add(new vscode.EventEmitter<undefined>());
  let wanted = '';
  let going = false;
  let listedAt = 0;
  const sparklines = new LossSparklines();
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => itemOf(node, sparklines),
    getChildren: async (node) => {
      if (node) return childrenOf(node);
      try {
        listedAt = Date.now();
        const { runs, broken } = await workspaceFolders(manager);
        going = runs.some(isGoing);
        sparklines.keep(new Set(runs.map(({ folder }) => folder)));
        const all = named(runs);
        const shown = wanted === '' ? all : all.filter((run) => matches(run, wanted));
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
        .flatMap((node) => ('runs' in node ? node.runs : 'broken' in node || 'reason' in node ? [] : [node]))
        .filter((run): run is NamedRun => !('cancel' in run));
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
