/** The values in which runs of a group differ, in few words: they name a run beside its neighbours. */
import { formatValue } from '../../base/numbers.ts';
import type { HyperParameter } from '../../runs/events/eventRecords.ts';
import { differingPaths, shortNames } from '../../run/differences.ts';
import { l10n } from '../l10n.ts';

type Values = ReadonlyMap<string, HyperParameter>;

/** Differences told of a run. */
const MOST = 3;
/** Characters of a value. */
const LONGEST = 24;

function differenceText(path: string, name: string, value: HyperParameter | undefined): string {
  if (value === undefined) return l10n.t('no {0}', name);
  // A kind says by itself what it is: `adam`.
  if (typeof value === 'string' && !path.includes('.')) return value;
  const text = typeof value === 'number' ? formatValue(value) : String(value);
  return `${name} ${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text}`;
}

/** For each run up to three of its differences from the others; of more the rarest values. Empty where nothing differs. */
export function differences(values: readonly Values[]): string[] {
  const paths = differingPaths(values);
  const names = shortNames(paths);
  const counts = new Map<string, Map<HyperParameter | undefined, number>>();
  for (const path of paths) {
    const count = new Map<HyperParameter | undefined, number>();
    for (const one of values) count.set(one.get(path), (count.get(one.get(path)) ?? 0) + 1);
    counts.set(path, count);
  }
  return values.map((one) => {
    const rarity = (path: string): number => counts.get(path)?.get(one.get(path)) ?? 0;
    const told =
      paths.length <= MOST ? paths : [...paths].sort((a, b) => rarity(a) - rarity(b)).slice(0, MOST);
    return paths
      .filter((path) => told.includes(path))
      .map((path) => differenceText(path, names.get(path) ?? path, one.get(path)))
      .join(' · ');
  });
}
