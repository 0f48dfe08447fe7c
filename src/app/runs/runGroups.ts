/** The groups of the Runs view, and which runs a filter leaves. */
import type { QueuedRun } from '../runQueue.ts';
import { isGoing, type ListedRun } from './listedRuns.ts';
import { resultText, statusText } from './runText.ts';

const GROUPS = ['running', 'queued', 'pinned', 'finished'] as const;
export type GroupId = (typeof GROUPS)[number];

export interface RunGroup {
  readonly group: GroupId;
  readonly runs: readonly (ListedRun | QueuedRun)[];
}

function groupOf(run: ListedRun): GroupId {
  if (isGoing(run)) return 'running';
  return run.starred ? 'pinned' : 'finished';
}

/** The runs by group, without empty groups. */
export function grouped(runs: readonly ListedRun[], queued: readonly QueuedRun[]): RunGroup[] {
  return GROUPS.map((group) => ({
    group,
    runs: group === 'queued' ? queued : runs.filter((run) => groupOf(run) === group),
  })).filter((group) => group.runs.length > 0);
}

/** True if every word of the filter is in what is said of the run. */
export function matches(run: ListedRun, filter: string): boolean {
  const text = [
    run.name,
    run.specName,
    run.note,
    run.optimizer,
    run.id,
    statusText(run.status),
    ...resultText(run),
  ]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
