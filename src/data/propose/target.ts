/** The choice of the column to predict. */
import type { TargetCandidate } from '../../plan/proposal.ts';
import { MOST_VALUES, type ColumnProfile } from './profile.ts';

/** Names that people give to the column to predict, the surest first; compared in lower case without `_`, `-` and blanks. */
const NAMES = [
  'target',
  'label',
  'labels',
  'class',
  'classes',
  'y',
  'ytrain',
  'outcome',
  'species',
  'category',
  'diagnosis',
  'sentiment',
  'digit',
  'topic',
  'survived',
  'churn',
  'quality',
  'result',
  'progression',
  'price',
  '라벨',
  '정답',
  '분류',
];

/** Classes that whole numbers may stand for. */
const MOST_CODES = 20;
/** Rows that a class of names has at least, on average. */
const ROWS_A_CLASS = 5;

function nameRank(name: string): number {
  const rank = NAMES.indexOf(name.toLowerCase().replaceAll(/[-_\s]/g, ''));
  return rank < 0 ? NAMES.length : rank;
}

/** A class-like name: whole numbers in it are codes rather than amounts. */
const namesClasses = (name: string): boolean => nameRank(name) < NAMES.indexOf('quality');

/** The kind of target that a column can be; null if none. */
function kindOf(profile: ColumnProfile): TargetCandidate['as'] | null {
  const { kind, distinct, rows, whole, least, largest, name, missing, counts } = profile;
  const there = rows - missing;
  if (profile.width !== 1 || distinct < 2 || kind === 'date') return null;
  if (distinct === 2) return [...counts.values()].every((count) => count > 1) ? 'binary' : null;
  const fewer = distinct <= MOST_VALUES && distinct * ROWS_A_CLASS <= there;
  if (kind === 'name') return fewer ? 'category' : null;
  const closeCodes = whole && distinct <= MOST_CODES && largest - least < 2 * MOST_CODES;
  return closeCodes && fewer && (namesClasses(name) || distinct <= 10) ? 'category' : 'number';
}

/**
 * The columns that can be the target, the likeliest first: by their name, then classes before numbers, with the last
 * column before the first and both before the others. `own`: the labels of the format.
 */
export function targetCandidates(
  profiles: readonly ColumnProfile[],
  own: readonly string[],
): readonly TargetCandidate[] {
  const last = profiles.length - 1;
  const ranked = profiles.flatMap((profile, index) => {
    const as = kindOf(profile);
    if (as === null || isIdentifier(profile)) return [];
    const named = own.includes(profile.name) ? NAMES.length + 1 : NAMES.length - nameRank(profile.name);
    const place = index === last ? 2 : index === 0 ? 1 : 0;
    const score =
      named * 100 + (place === 2 ? 20 : 0) + (as === 'number' ? 0 : profile.kind === 'name' ? 10 : 5);
    const classes = as === 'number' ? 0 : profile.distinct;
    return [{ candidate: { column: profile.name, as, classes }, score, place, index }];
  });
  ranked.sort((a, b) => b.score - a.score || b.place - a.place || a.index - b.index);
  return ranked.map(({ candidate }) => candidate);
}

/** True if the values only tell rows apart: numbers that count the rows, or names of which each stands in one row. */
export function isIdentifier(profile: ColumnProfile): boolean {
  const { kind, name, rows, missing, distinct, whole, rising, words } = profile;
  if (profile.width !== 1 || rows < 10) return false;
  const different = distinct > MOST_VALUES || distinct === rows - missing;
  if (!different) return false;
  const named = /^(?:unnamed: \d+|.*[_\s-]?(?:id|uuid|guid|index|idx|key))$|^(?:no|nr|row|번호)$/i.test(name);
  if (kind === 'number') return whole && rising && (named || profile.largest - profile.least === rows - 1);
  return kind === 'name' && words < 2;
}
