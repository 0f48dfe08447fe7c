/** A comparison from its start to its end, shown live in the panel, and its report. */
import path from 'node:path';
import { isGoing } from '../../run/status.ts';
import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { bestRow, leaderboard } from '../../run/comparison/leaderboard.ts';
import type { ComparisonState } from '../../run/comparison/state.ts';
import { startRace, type Race } from '../../session/comparison/race.ts';
import type { CompareChoice, RaceOptions } from '../../session/comparison/raceOptions.ts';
import { NnError } from '../../base/errors.ts';
import { sentence } from '../../base/problems/host.ts';
import { reportOf } from '../../run/comparison/report.ts';
import type { Services } from '../services.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { inform } from '../show.ts';
import { specLabel } from '../editor/specFiles.ts';
import { formatValue } from '../../base/numbers.ts';
import { keepGoing, keepNoLonger, type KeptComparison } from './keptComparisons.ts';
import { showProblems } from './training.ts';

/** One run with one worker each. They give way to the editor, so that every processor may be busy. */
export const parallelRuns = (): number => Math.max(1, Math.min(8, availableParallelism()));

/** Runs that have ended. */
export function finished(state: ComparisonState): number {
  return state.runs.filter(({ status }) => !isGoing(status)).length;
}

/** Shows the race while it is not ended, with a cancel in a notification; resolves with the final table. */
export async function watch(
  services: Services,
  race: Race,
  location = vscode.ProgressLocation.Notification,
): Promise<ComparisonState> {
  const title = vscode.l10n.t('Comparing runs');
  return vscode.window.withProgress({ location, cancellable: true, title }, async (progress, token) => {
    token.onCancellationRequested(() => {
      race.cancel();
    });
    const timer = setInterval(() => {
      const { state } = race.comparison;
      progress.report({
        message: vscode.l10n.t('{0} of {1} runs have ended', finished(state), state.runs.length),
      });
    }, 500);
    try {
      return await race.done;
    } finally {
      clearInterval(timer);
      services.manager.endRace(race);
      // The next window goes on with those that a closing one ends.
      if (!services.manager.isClosing) await keepNoLonger(services.context, race.comparison.state.id);
    }
  });
}

function announceWinner(services: Services, { comparison }: Race): void {
  const best = bestRow(leaderboard(comparison.state.runs));
  if (!best) return;
  const show = vscode.l10n.t('Show');
  const text = vscode.l10n.t('{0} reached the lowest loss: {1}', best.group, formatValue(best.loss?.median));
  const use = vscode.l10n.t('Use it in the spec');
  void inform(text, show, use).then(async (choice) => {
    if (choice === undefined) return;
    services.manager.show({ kind: 'comparison', comparison });
    if (choice === show) await services.panel.show(false);
    else await vscode.commands.executeCommand('nnspec.useWinner');
  });
}

/** Trains the comparison of a spec; resolves with the final table, or undefined if none began. */
export async function compareOptimizers(
  services: Services,
  uri: vscode.Uri,
  choice: CompareChoice,
): Promise<ComparisonState | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { version } = document;
  const begun = { specPath: uri.fsPath, specText: document.getText(), choice };
  const race = await beginComparison(services, begun, {}, async (problems) => {
    services.documents.accept(document, version, problems);
    await showProblems(document, services.documents.state(document));
  });
  if (!race) return undefined;
  services.log.channel.info(`${specLabel(uri)}: comparing ${choice.optimizers.join(', ')}`);
  const state = await watch(services, race);
  if (!services.panel.visible) announceWinner(services, race);
  return state;
}

/** Starts a comparison and shows it; null where it cannot, after `refused` was told why. */
export async function beginComparison(
  services: Services,
  { specPath, specText, choice }: Omit<KeptComparison, 'id'>,
  how: Pick<RaceOptions, 'earlier' | 'waiting'> = {},
  refused: (problems: ReturnType<typeof startRace>['problems']) => Promise<void> = () => Promise.resolve(),
): Promise<Race | null> {
  const { manager, context, panel } = services;
  const options = sessionOptions(context, vscode.Uri.file(specPath), specText);
  const { race, problems } = startRace({ ...options, ...choice, ...how, parallel: parallelRuns() });
  if (!race) {
    await refused(problems);
    return null;
  }
  manager.beginRace(race);
  await keepGoing(context, { id: race.comparison.state.id, specPath, specText, choice });
  await panel.reveal();
  return race;
}

/** Writes the shown comparison as Markdown where the user says. */
export async function saveReport({ manager }: Services): Promise<void> {
  const { shown } = manager;
  if (shown.kind !== 'comparison') throw new NnError(sentence('NN-HOST-NO-COMPARISON'));
  const { state } = shown.comparison;
  const folder = vscode.Uri.file(path.dirname(state.specPath));
  const name = `${state.name.replace(/[^\p{L}\p{N}]+/gu, '-') || 'comparison'}.md`;
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: { Markdown: ['md'] },
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(reportOf(state)));
  await vscode.window.showTextDocument(target, { preview: true });
}
