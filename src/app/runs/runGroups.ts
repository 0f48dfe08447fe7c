/** The groups of the Runs view: what goes on, what is pinned, and the rest by spec and comparison. */
import path from 'node:path';
import type { QueuedRun } from '../runQueue.ts';
import { differences } from './differences.ts';
import { isGoing, type ListedRun } from './listedRuns.ts';
import { resultText, statusText } from './runText.ts';

export type NamedRun = ListedRun & {
  /** The values in which it differs from the other runs of its spec or comparison. */
  readonly difference: string;
  /** Its name in the group that it is in. */
  readonly label: string;
};

export interface RunGroup {
  readonly kind: 'running' | 'queued' | 'pinned' | 'spec' | 'comparison';
  /** Names it among the groups. */
  readonly id: string;
  /** Name of the spec without its suffix; empty for other groups. */
  readonly name: string;
  /** The folder of the spec, where another spec has the same name; else empty. */
  readonly place: string;
  /** Every run of it, also of the groups in it. */
  readonly runs: readonly (NamedRun | QueuedRun)[];
  readonly children: readonly (RunGroup | NamedRun | QueuedRun)[];
}

function byKey<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** The runs with their differences from their neighbours: the runs of their comparison, or the others of their spec. */
export function named(runs: readonly ListedRun[]): NamedRun[] {
  const texts = new Map<string, string>();
  for (const group of byKey(runs, ({ specPath, comparison }) => comparison ?? specPath).values()) {
    const told = differences(group.map(({ values }) => values));
    for (const [at, { folder }] of group.entries()) texts.set(folder, told[at] ?? '');
  }
  return runs.map((run) => ({ ...run, difference: texts.get(run.folder) ?? '', label: run.name }));
}

function plain(kind: RunGroup['kind'], runs: readonly (NamedRun | QueuedRun)[]): RunGroup {
  return { kind, id: kind, name: '', place: '', runs, children: runs };
}

const specName = (specPath: string): string => path.basename(specPath).replace(/\.nnspec\.json$/, '');

/** The name of a run among those of its spec: what differs, unless the user has named it. */
function nameAmong(run: NamedRun): string {
  return run.name === run.specName && run.difference !== '' ? run.difference : run.name;
}

/** The runs of one spec, newest first; a comparison stands where its newest run would. */
function specGroup(specPath: string, ofSpec: readonly NamedRun[], hasNamesake: boolean): RunGroup {
  const runs = ofSpec.map((run) => ({ ...run, label: nameAmong(run) }));
  const children = [...byKey(runs, ({ comparison, folder }) => comparison ?? folder).values()].map(
    (group): RunGroup | NamedRun => {
      const [first] = group;
      if (first?.comparison === undefined) return first as NamedRun;
      return { ...plain('comparison', group), id: `comparison:${first.comparison}` };
    },
  );
  const name = specName(specPath);
  const place = hasNamesake ? path.basename(path.dirname(specPath)) : '';
  return { kind: 'spec', id: `spec:${specPath}`, name, place, runs, children };
}

/** The runs by group, without empty groups. A run is in one of them only. */
export function grouped(runs: readonly NamedRun[], queued: readonly QueuedRun[]): RunGroup[] {
  const running = runs.filter(isGoing);
  const pinned = runs.filter((run) => !isGoing(run) && run.starred);
  const rest = byKey(
    runs.filter((run) => !isGoing(run) && !run.starred),
    ({ specPath }) => specPath,
  );
  const names = byKey([...rest.keys()], specName);
  const bySpec = [...rest].map(([specPath, ofSpec]) =>
    specGroup(specPath, ofSpec, (names.get(specName(specPath))?.length ?? 0) > 1),
  );
  const first = [plain('running', running), plain('queued', queued), plain('pinned', pinned)];
  return [...first.filter((group) => group.runs.length > 0), ...bySpec];
}

/** True if every word of the filter is in what is said of the run. */
export function matches(run: NamedRun, filter: string): boolean {
  const text = [
    run.name,
    run.specName,
    specName(run.specPath),
    run.difference,
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
