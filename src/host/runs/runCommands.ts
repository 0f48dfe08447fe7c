/** The commands about runs that are kept: show, resume, open the folder. */
import { told } from '../../app/told.ts';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { NnError } from '../../base/errors.ts';
import { folderBeside } from '../../runs/folder/folders.ts';
import { readRun } from '../../runs/reader.ts';
import { isGoing } from '../../run/status.ts';
import { SPEC_FILE } from '../../runs/folder/runFile.ts';
import { readPlainText } from '../../runs/folder/safePaths.ts';
import { sentence } from '../../base/problems/host.ts';
import type { Comparison } from '../../session/comparison/comparison.ts';
import type { SessionOptions } from '../../session/types.ts';
import type { RunManager } from '../../app/runManager.ts';
import type { Shown } from '../../app/panel/shown.ts';
import type { Services } from '../services.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { warn } from '../show.ts';
import { start } from '../commands/training.ts';
import type { ListedRun } from '../../app/runs/listedRuns.ts';
import { resolveRun, resolveRuns, workspaceRuns } from './workspaceRuns.ts';

/** A kept run with the twin that it was forked from or into. */
async function recordOf(manager: RunManager, folder: string): Promise<Extract<Shown, { kind: 'record' }>> {
  const { snapshot, journal, file } = await readRun(folder);
  const twin = journal.twin ?? (file.parent?.kind === 'fork' ? file.parent.run : null);
  const beside = twin === null ? null : folderBeside(folder, twin);
  if (beside === null) return { kind: 'record', folder, snapshot };
  const live = manager.sessions.find((session) => session.folder === beside);
  // It may have been deleted or moved: the run is shown all the same.
  const kept = live
    ? live.snapshot()
    : await readRun(beside).then(
        (run) => run.snapshot,
        () => null,
      );
  return { kind: 'record', folder, snapshot, twin: kept };
}

/** Shows a run, live or kept, in the panel. */
export async function openRun(services: Services, argument: unknown): Promise<void> {
  const run = await resolveRun(services.manager, argument);
  if (run) await showRun(services, run.folder);
}

async function showRun({ manager, panel }: Services, folder: string, from?: Comparison): Promise<void> {
  const going = [...manager.sessions, ...manager.comparedSessions];
  const session = going.find((one) => one.folder === folder);
  const shown: Shown = session ? { kind: 'live', session } : await recordOf(manager, folder);
  manager.show({ ...shown, ...(from && { from }) });
  await panel.reveal();
}

/** Shows a run of the shown comparison by its id, with a way back. */
export async function openComparedRun(services: Services, id: unknown): Promise<void> {
  const { manager } = services;
  const { shown } = manager;
  if (shown.kind !== 'comparison') throw new NnError(sentence('NN-HOST-NO-COMPARISON'));
  const run = (await workspaceRuns(manager)).find((one) => one.id === id);
  if (!run) throw new NnError(sentence('NN-HOST-NO-RUN.shown'));
  await showRun(services, run.folder, shown.comparison);
}

/** Shows the comparison again that the shown run was opened from. */
export async function backToComparison({ manager, panel }: Services): Promise<void> {
  const { shown } = manager;
  const from = shown.kind === 'live' || shown.kind === 'record' ? shown.from : undefined;
  if (!from) throw new NnError(sentence('NN-HOST-NO-COMPARISON'));
  manager.show({ kind: 'comparison', comparison: from });
  await panel.reveal();
}

/**
 * Continues interrupted or stopped runs from their last checkpoints, in their own folders. The first is shown; beyond
 * the number that may train at once they wait.
 */
export async function resumeRun(services: Services, argument: unknown, selected?: unknown): Promise<void> {
  const suits = (run: ListedRun): boolean => run.resumable && !run.live;
  const runs = await resolveRuns(services.manager, argument, selected, { suits });
  const resumed = await Promise.allSettled(
    runs.map((run, place) => startFrom(services, run, { resumeFrom: run.folder }, place === 0)),
  );
  for (const one of resumed) if (one.status === 'rejected') throw one.reason;
}

/** Starts a run that goes on from a kept one. */
export async function startFrom(
  services: Services,
  run: ListedRun,
  how: Pick<SessionOptions, 'resumeFrom' | 'moreEpochs' | 'schedule' | 'branchFrom' | 'acceptChangedData'>,
  show = true,
): Promise<void> {
  const uri = vscode.Uri.file(run.specPath);
  const specText = await readPlainText(path.join(run.folder, SPEC_FILE));
  const options = { ...sessionOptions(services.context, uri, specText), ...how };
  const { problems } = await start(services, options, run.name, show);
  const problem = problems.find(({ severity }) => severity === 'error');
  if (problem?.code === 'NN-RUN-DATA-CHANGED') return askAboutData(services, run, how, told(problem));
  if (problem) throw new NnError(problem);
}

/** The data is not what the run began with: the user trains anew, or lets the run go on all the same. */
async function askAboutData(
  services: Services,
  run: ListedRun,
  how: Parameters<typeof startFrom>[2],
  message: string,
): Promise<void> {
  const anew = vscode.l10n.t('Train Anew');
  const goOn = vscode.l10n.t('Go On with the Changed Data');
  const choice = await warn(message, anew, goOn);
  if (choice === anew) await vscode.commands.executeCommand('nnspec.train', vscode.Uri.file(run.specPath));
  if (choice === goOn) await startFrom(services, run, { ...how, acceptChangedData: true });
}

/** Shows the run's folder: in the Explorer where it is in the workspace, else in the system's file manager. */
export async function openRunFolder(services: Services, argument: unknown): Promise<void> {
  const run = await resolveRun(services.manager, argument);
  if (!run) return;
  const file = vscode.Uri.file(path.join(run.folder, 'run.json'));
  const inWorkspace = vscode.workspace.getWorkspaceFolder(file) !== undefined;
  await vscode.commands.executeCommand(inWorkspace ? 'revealInExplorer' : 'revealFileInOS', file);
}

/** Key of the shown run's folder, kept between windows. */
const SHOWN_RUN = 'shownRun';

/** Remembers which run is shown, for `showLastRun` of the next window. */
export function rememberShown({ manager, context }: Services): Disposable {
  return manager.onShown.on((shown) => {
    const folder =
      shown.kind === 'live' ? shown.session.folder : shown.kind === 'record' ? shown.folder : null;
    if (folder !== null && folder !== context.workspaceState.get(SHOWN_RUN))
      void context.workspaceState.update(SHOWN_RUN, folder);
  });
}

/**
 * Shows what a re-opened window begins with if nothing else is shown: the run that was shown last, or one that was
 * going when the window closed, or the newest.
 */
export async function showLastRun(services: Services, wereGoing: readonly string[]): Promise<void> {
  const { manager, context } = services;
  const runs = await workspaceRuns(manager);
  const last = context.workspaceState.get(SHOWN_RUN);
  const run =
    runs.find(({ folder }) => folder === last) ??
    runs.find(({ folder }) => wereGoing.includes(folder)) ??
    runs[0];
  if (!run || run.live) return;
  const record = await recordOf(manager, run.folder);
  if (manager.shown.kind === 'nothing') manager.show(record);
}

/** Reads the shown run anew if it is one of `runs`, and is shown as if it went on. */
export async function showAgain({ manager }: Services, runs: readonly ListedRun[]): Promise<void> {
  const { shown } = manager;
  if (shown.kind !== 'record' || !isGoing(shown.snapshot.status)) return;
  if (!runs.some(({ folder }) => folder === shown.folder)) return;
  const record = await recordOf(manager, shown.folder);
  if (manager.shown === shown) manager.show(record);
}
