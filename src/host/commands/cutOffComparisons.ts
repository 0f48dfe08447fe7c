/** Comparisons that were cut off when their window closed: shown as they were, and they go on when they are told to. */
import * as vscode from 'vscode';
import { formatCount } from '../../base/numbers.ts';
import { isGoing, type ListedRun } from '../../app/runs/listedRuns.ts';
import { readRun } from '../../runs/reader.ts';
import type { EarlierRun } from '../../session/comparison/raceOptions.ts';
import { workspaceRuns } from '../runs/workspaceRuns.ts';
import type { Services } from '../services.ts';
import { warn } from '../show.ts';
import { beginComparison, finished, watch } from './compare.ts';
import { keepNoLonger, keptComparisons, type KeptComparison } from './keptComparisons.ts';

/** The process of a window that was closed may take a moment to end. */
const WAIT_MS = 250;
const MOST_WAITS = 40;

/** Shows the comparisons that the last window has left, paused, and offers to go on with them. */
export async function showCutOffComparisons(services: Services): Promise<void> {
  for (const kept of keptComparisons(services.context)) await showCutOff(services, kept);
}

async function showCutOff(services: Services, kept: KeptComparison): Promise<void> {
  const runs = await earlierRuns(services, kept.id);
  if (services.manager.isClosing) return;
  const race =
    runs.size > 0
      ? await beginComparison(services, kept, { waiting: true, earlier: { id: kept.id, runs } })
      : null;
  if (!race) {
    await keepNoLonger(services.context, kept.id);
    return;
  }
  void watch(services, race, vscode.ProgressLocation.Window);
  const { state } = race.comparison;
  const text = vscode.l10n.t(
    'The comparison of {0} was cut off when its window closed: {1} of {2} runs have ended.',
    state.name,
    formatCount(finished(state)),
    formatCount(state.runs.length),
  );
  const goOn = vscode.l10n.t('Continue Comparison');
  void warn(text, goOn).then((choice) => {
    if (choice === goOn) race.resume();
  });
}

/** The runs of a comparison by the names in their specs, once no other process writes them. */
async function earlierRuns({ manager }: Services, id: string): Promise<ReadonlyMap<string, EarlierRun>> {
  const list = async (): Promise<readonly ListedRun[]> =>
    (await workspaceRuns(manager)).filter(({ comparison }) => comparison === id);
  let runs = await list();
  for (let waited = 0; runs.some(isGoing) && waited < MOST_WAITS && !manager.isClosing; waited++) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    runs = await list();
  }
  const found = new Map<string, EarlierRun>();
  // Another window may have the comparison by now: its runs are left alone.
  if (runs.some(isGoing)) return found;
  for (const { folder, resumable, specName } of runs) {
    const { snapshot } = await readRun(folder);
    found.set(specName, { folder, snapshot, resumable });
  }
  return found;
}
