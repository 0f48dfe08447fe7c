/** Runs that were going when the window closed: which of them were cut off, and how the next window says so. */
import { formatCount } from '../../base/numbers.ts';
import { l10n } from '../l10n.ts';
import { isGoing, type ListedRun } from './listedRuns.ts';

/** Names told in one message. */
const MOST_NAMES = 3;

export interface AfterReload {
  readonly cutOff: readonly ListedRun[];
  /** Some are still going: the process of the last window is ending, or another window has them. */
  readonly waits: boolean;
}

/** Looks for the folders of runs that were going; those that go on here or elsewhere were not cut off. */
export function afterReload(folders: readonly string[], runs: readonly ListedRun[]): AfterReload {
  const remembered = runs.filter(({ folder }) => folders.includes(folder));
  return {
    cutOff: remembered.filter((run) => !run.live && run.status === 'interrupted'),
    waits: remembered.some((run) => !run.live && isGoing(run)),
  };
}

/** Says which runs were cut off. `runs` is not empty. */
export function cutOffText(runs: readonly ListedRun[]): string {
  const [first] = runs;
  if (first && runs.length === 1) {
    const epoch = formatCount(first.lastEpoch?.epoch ?? 0);
    return l10n.t(
      '{0} was cut off after {1} of {2} epochs, when its window closed.',
      first.name,
      epoch,
      formatCount(first.epochs),
    );
  }
  return l10n.t(
    '{0} runs were cut off when their window closed: {1}',
    formatCount(runs.length),
    namesText(runs.map(({ name }) => name)),
  );
}

/** Says which specs were waiting for a processor; `specs` are their paths, at least one. */
export function waitingText(specs: readonly string[]): string {
  return l10n.t(
    'Waiting to be trained when the window closed: {0}',
    namesText(specs.map((spec) => spec.replace(/^.*[\\/]/, ''))),
  );
}

function namesText(names: readonly string[]): string {
  return [...names.slice(0, MOST_NAMES), ...(names.length > MOST_NAMES ? ['…'] : [])].join(', ');
}
