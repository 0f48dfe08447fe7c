/** The values in which runs of a group differ, in few words: they name a run beside its neighbours. */
import { formatValue } from '../../base/numbers.ts';
import type { HyperParameter } from '../../runs/events/eventRecords.ts';
import { l10n } from '../l10n.ts';

type Values = ReadonlyMap<string, HyperParameter>;

/** Differences told of a run. */
const MOST = 3;
/** Characters of a value. */
const LONGEST = 24;

/** The value that others follow from: `optimizer` of `optimizer.beta1`. */
function parentOf(path: string, values: readonly Values[]): string | null {
  for (let end = path.lastIndexOf('.'); end > 0; end = path.lastIndexOf('.', end - 1)) {
    const parent = path.slice(0, end);
    if (values.some((one) => one.has(parent))) return parent;
  }
  return null;
}

/** True if the value at `path` is always the same beside the same value of `parent`. */
function follows(path: string, parent: string, values: readonly Values[]): boolean {
  const seen = new Map<HyperParameter | undefined, HyperParameter | undefined>();
  for (const one of values) {
    const [key, value] = [one.get(parent), one.get(path)];
    if (seen.has(key) && seen.get(key) !== value) return false;
    seen.set(key, value);
  }
  return true;
}

/**
 * The paths whose values differ between the runs, in the order of the spec. Left out are values that follow from
 * another one that differs: `optimizer.beta1` is only there because of `adam`.
 */
export function differingPaths(values: readonly Values[]): string[] {
  const paths = new Set(values.flatMap((one) => [...one.keys()]));
  const differing = [...paths].filter((path) => {
    const first = values[0]?.get(path);
    return values.some((one) => one.get(path) !== first);
  });
  const known = new Set(differing);
  return differing.filter((path) => {
    const parent = parentOf(path, values);
    return parent === null || !known.has(parent) || !follows(path, parent, values);
  });
}

/** The shortest end of each path that names it among the others: `units`, or `dense1.units` where there are two. */
export function shortNames(paths: readonly string[]): Map<string, string> {
  const endOf = (path: string, parts: number): string => path.split('.').slice(-parts).join('.');
  return new Map(
    paths.map((path) => {
      let parts = 1;
      while (
        endOf(path, parts) !== path &&
        paths.some((one) => one !== path && endOf(one, parts) === endOf(path, parts))
      )
        parts++;
      return [path, endOf(path, parts)];
    }),
  );
}

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
