/** Compare Optimizers…: which, at what learning rates, how many seeds; then a race, shown live in the panel. */
import { isGoing } from '../../run/status.ts';
import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { bestRow, leaderboard } from '../../run/comparison/leaderboard.ts';
import type { ComparisonState } from '../../run/comparison/state.ts';
import { startRace, type Race, type RaceOptions } from '../../session/comparison/race.ts';
import { OPTIMIZER_NAMES } from '../../kinds/optimizers/table.ts';
import type { Services } from '../services.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { inform, pick, pickSeveral } from '../show.ts';
import { resolveSpec, specLabel } from '../editor/specFiles.ts';
import { formatValue } from '../../base/numbers.ts';
import { showProblems } from './training.ts';

const PICKED_AT_FIRST: readonly string[] = ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam'];

/** The answers to the questions. */
export type CompareChoice = Pick<RaceOptions, 'optimizers' | 'learningRates' | 'seeds'>;

async function askChoice(own: string | undefined): Promise<CompareChoice | undefined> {
  const optimizers = await pickSeveral(
    OPTIMIZER_NAMES.map((name) => ({
      label: name,
      picked: PICKED_AT_FIRST.includes(name) || name === own,
      ...(name === own ? { description: vscode.l10n.t('of this spec') } : {}),
    })),
    {
      title: vscode.l10n.t('Which optimizers? Each starts from the same weights and sees the same batches.'),
      ignoreFocusOut: true,
    },
  );
  if (!optimizers || optimizers.length === 0) return undefined;
  const rates = await pick(
    [
      {
        label: vscode.l10n.t('Default learning rates'),
        detail: vscode.l10n.t("Each optimizer's own default."),
        value: 'default' as const,
      },
      {
        label: vscode.l10n.t('A grid of learning rates'),
        detail: vscode.l10n.t('Several runs for each optimizer, at rates around its default.'),
        value: 'grid' as const,
      },
    ],
    { title: vscode.l10n.t('Which learning rates?'), ignoreFocusOut: true },
  );
  if (!rates) return undefined;
  const seeds = await pick(
    [1, 3, 5].map((count) => ({
      label: count === 1 ? vscode.l10n.t('1 seed') : vscode.l10n.t('{0} seeds', count),
      detail:
        count === 1
          ? vscode.l10n.t('Quick; chance decides small differences.')
          : vscode.l10n.t('Each optimizer is trained {0} times from different weights.', count),
      count,
    })),
    { title: vscode.l10n.t('How many seeds?'), ignoreFocusOut: true },
  );
  if (!seeds) return undefined;
  return { optimizers: optimizers.map(({ label }) => label), learningRates: rates.value, seeds: seeds.count };
}

/** One run with one worker each. They give way to the editor, so that every processor may be busy. */
const parallelRuns = (): number => Math.max(1, Math.min(8, availableParallelism()));

function finished(state: ComparisonState): number {
  return state.runs.filter(({ status }) => !isGoing(status)).length;
}

/** Shows the race while it is not ended, with a cancel; resolves with the final table. */
async function watch(services: Services, race: Race): Promise<ComparisonState> {
  const title = vscode.l10n.t('Comparing optimizers');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title },
    async (progress, token) => {
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
      }
    },
  );
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

/** Runs the comparison; `choice` skips the questions. Resolves with the final table, or undefined if none began. */
export async function compareOptimizers(
  services: Services,
  argument: unknown,
  choice?: CompareChoice,
): Promise<ComparisonState | undefined> {
  const uri = await resolveSpec(argument);
  if (!uri) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  const { version } = document;
  const own = services.documents.state(document).loaded.spec?.optimizer.type;
  const picked = choice ?? (await askChoice(own));
  if (!picked) return undefined;
  const options = sessionOptions(services.context, uri, document.getText());
  const { manager } = services;
  const { race, problems } = startRace({ ...options, ...picked, parallel: parallelRuns() });
  if (!race) {
    services.documents.accept(document, version, problems);
    await showProblems(document, services.documents.state(document));
    return undefined;
  }
  manager.beginRace(race);
  services.log.channel.info(`${specLabel(uri)}: comparing ${picked.optimizers.join(', ')}`);
  await services.panel.reveal();
  const state = await watch(services, race);
  if (!services.panel.visible) announceWinner(services, race);
  return state;
}
