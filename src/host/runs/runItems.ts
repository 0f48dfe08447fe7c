/** The rows of the Runs view. */
import path from 'node:path';
import * as vscode from 'vscode';
import { oneLine, withoutSteering } from '../../base/plainText.ts';
import type { RunStatus } from '../../run/run.ts';
import type { BrokenRun } from '../../runs/list.ts';
import type { QueuedRun } from '../../app/runQueue.ts';
import type { NamedRun, RunGroup } from '../../app/runs/runGroups.ts';
import {
  endMessage,
  noteTexts,
  resultText,
  shortResult,
  statusText,
  timeAgo,
  weightsText,
} from '../../app/runs/runText.ts';
import { l10n } from '../../app/l10n.ts';
import { isGoing } from '../../app/runs/listedRuns.ts';
import type { LossSparklines } from '../../app/runs/sparklines.ts';

const ICONS: Readonly<Record<RunStatus, readonly [icon: string, colour?: string]>> = {
  queued: ['clock', 'charts.blue'],
  preparing: ['sync~spin', 'charts.blue'],
  running: ['sync~spin', 'charts.green'],
  paused: ['debug-pause', 'charts.yellow'],
  completed: ['check', 'charts.green'],
  earlyStopping: ['check', 'charts.green'],
  stopped: ['debug-stop', 'disabledForeground'],
  failed: ['error', 'charts.red'],
  interrupted: ['warning', 'charts.yellow'],
};

interface BrokenGroup {
  readonly broken: readonly BrokenRun[];
}

export type Node = RunGroup | BrokenGroup | BrokenRun | NamedRun | QueuedRun;

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

function groupTitle({ kind, name, runs }: RunGroup): string {
  switch (kind) {
    case 'running':
    case 'queued':
      return l10n.status(kind);
    case 'pinned':
      return vscode.l10n.t('Pinned');
    case 'spec':
      return name;
    case 'comparison':
      return vscode.l10n.t('Comparison of {0} runs', runs.length);
  }
}

/** A comparison may have a hundred runs, and is closed at first. */
function groupItem(group: RunGroup): vscode.TreeItem {
  const { kind, id, place, runs } = group;
  const isClosed = kind === 'comparison';
  const item = new vscode.TreeItem(oneLine(groupTitle(group)), isClosed ? Collapsed : Expanded);
  item.id = `group:${id}`;
  const [first] = runs;
  const began =
    first && 'startedAt' in first ? timeAgo(first.startedAt, Date.now(), vscode.env.language) : '';
  item.description = isClosed ? began : [oneLine(place), String(runs.length)].filter(Boolean).join(' · ');
  if (isClosed) item.iconPath = new vscode.ThemeIcon('beaker');
  item.contextValue = isClosed ? 'comparison' : 'group';
  return item;
}

/** A run that waits has no folder yet: it can be taken out of the queue, and nothing else. */
function queuedItem(run: QueuedRun): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(run.name), None);
  item.description = statusText('queued');
  item.iconPath = iconOf('queued');
  item.tooltip = oneLine(run.specPath);
  item.contextValue = 'queued';
  return item;
}

function brokenGroupItem({ broken }: BrokenGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Broken'), Expanded);
  item.id = 'group:broken';
  item.description = String(broken.length);
  item.contextValue = 'group';
  return item;
}

/** A folder that cannot be read: a click shows where it is, the tooltip says what is wrong. */
function brokenItem({ folder, reason }: BrokenRun): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(path.basename(folder)), None);
  item.id = `broken:${folder}`;
  item.description = oneLine(reason);
  item.iconPath = iconOf('failed');
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

function iconOf(status: RunStatus): vscode.ThemeIcon {
  const [icon, colour] = ICONS[status];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

/** The row of a node; the courses of losses are read for runs that are in view only. */
export async function itemOf(node: Node, sparklines: LossSparklines): Promise<vscode.TreeItem> {
  if ('broken' in node) return brokenGroupItem(node);
  if ('reason' in node) return brokenItem(node);
  if ('kind' in node) return groupItem(node);
  return 'cancel' in node ? queuedItem(node) : runItem(node, await sparklines.of(node.folder));
}

function runItem(run: NamedRun, course: string): vscode.TreeItem {
  const { label, difference } = run;
  const item = new vscode.TreeItem(oneLine(label), None);
  const results = resultText(run);
  const notes = noteTexts(run);
  const age = timeAgo(run.startedAt, Date.now(), vscode.env.language);
  const besides = label === difference ? '' : oneLine(difference);
  item.id = run.folder;
  item.description = [besides, ...notes, [course, shortResult(run)].filter(Boolean).join(' '), age]
    .filter(Boolean)
    .join(' · ');
  item.iconPath = iconOf(run.status);
  item.tooltip = tooltip(run, results, course);
  const words = [run.name, statusText(run.status), difference, ...notes, ...results, age, run.note];
  item.accessibilityInformation = { label: words.filter(Boolean).join(', ') };
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
function tooltip(run: NamedRun, results: readonly string[], course: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const started = new Date(run.startedAt).toLocaleString(vscode.env.language);
  const lines = [
    run.name === run.specName ? run.name : `${run.name} (${run.specName})`,
    run.difference,
    [statusText(run.status), run.optimizer, ...results].join(' · '),
    course === '' ? '' : vscode.l10n.t('Loss by epoch: {0}', course),
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
