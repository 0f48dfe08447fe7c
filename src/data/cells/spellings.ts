/**
 * Names of classes and categories that are written in several ways. Numbers are compared as numbers (`1` is `1.0`), other
 * names without blanks at their ends and with one for several (`yes ` is `yes`); names that differ in case or in the form
 * of their characters stay apart. The user is told of all of them.
 */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text, CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import type { Problem } from '../../base/errors.ts';
import { quoted } from '../problems.ts';
import type { Table } from '../columns/table.ts';
import { addWarning } from '../warnings.ts';

const DECIMAL = /^([+-]?)0*(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;
/** Characters that are not seen, such as a soft hyphen. */
const UNSEEN = /\p{Cf}/gu;
const MOST_PAIRS = 5;

/** The same text for every spelling of a decimal number, however many digits it has; null for what is none. */
export function numberKey(name: string): string | null {
  const [match, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(name.trim()) ?? [];
  if (match === undefined || !/^[+-]?\.?\d/.test(match)) return null;
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  const power = Number(exponent) - fraction.length + digits.length - kept.length;
  return `${sign === '-' ? '-' : ''}${kept}e${String(power)}`;
}

function evenBlanks(name: string): string {
  return name.trim().replace(/\s+/gu, ' ');
}

/** True if two spellings of one name differ in blanks only and are not those of a number. */
export function differsInBlanks(a: string, b: string): boolean {
  return a !== b && numberKey(a) === null && evenBlanks(a) === evenBlanks(b);
}

/** The same text for all spellings of one name. No name can be taken for a number: `:` is in no number's key. */
function nameKey(name: string): string {
  return numberKey(name) ?? `:${evenBlanks(name)}`;
}

/** For each name the shortest of its spellings, where it has several; the others are not in it. */
export function sharedNames(names: Iterable<string>): Map<string, string> {
  const spellings = new Map<string, Set<string>>();
  for (const name of names) {
    const key = nameKey(name);
    const same = spellings.get(key);
    if (same === undefined) spellings.set(key, new Set([name]));
    else same.add(name);
  }
  const shared = new Map<string, string>();
  for (const same of spellings.values()) {
    if (same.size === 1) continue;
    const [shortest = ''] = [...same].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    for (const name of same) shared.set(name, shortest);
  }
  return shared;
}

/** Finds the position of a name among `names`: as it is written, else in another spelling. */
export function positionsOf(names: readonly string[]): (name: string) => number | undefined {
  const exact = new Map(names.map((name, index) => [name, index]));
  let spellings: Map<string, number> | undefined;
  return (name) => {
    const position = exact.get(name);
    if (position !== undefined) return position;
    spellings ??= new Map(names.map((one, index) => [nameKey(one), index]));
    return spellings.get(nameKey(name));
  };
}

/** A name without the differences that readers overlook. */
function looked(name: string): string {
  return evenBlanks(name.normalize('NFKC').replace(UNSEEN, '')).toLowerCase();
}

/** Says of the first of `names` that looks like another of `known` how they differ; empty if none does. */
export function similarHint(names: readonly string[], known: readonly string[]): Text | '' {
  const looks = new Map(known.map((name) => [looked(name), name]));
  for (const name of names) {
    const other = looks.get(looked(name));
    if (other === undefined || other === name) continue;
    return phrase(' {name} differs from {other} only in {difference}.', {
      name: quoted(name),
      other: quoted(other),
      difference: differenceOf(name, other),
    });
  }
  return '';
}

/** The difference between two names that look the same. */
function differenceOf(a: string, b: string): Text {
  if (evenBlanks(a) === evenBlanks(b)) return phrase('blanks');
  return a.toLowerCase() === b.toLowerCase() ? phrase('case') : phrase('how their characters are written');
}

interface Named {
  readonly table: Table;
  readonly column: string;
  /** The kind of the names: classes or categories. */
  readonly what: 'classes' | 'categories';
  /** A row that has the name. */
  readonly rowOf: (name: string) => number;
}

/** Warns of names that are written in several ways. */
export function warnOfSpellings(names: readonly string[], about: Named, warnings: Problem[]): void {
  const warn = (told: CodedText, name: string): void => {
    addWarning(warnings, told.code, about.table.file, () => warning(told, name, about));
  };
  const shared = sharedNames(names);
  const merged = new Set(names.filter((name) => shared.has(name) && shared.get(name) !== name));
  const classes = about.what === 'classes';
  const one = classes ? phrase('one class') : phrase('one category');
  const column = quoted(about.column);
  for (const name of [...merged].slice(0, MOST_PAIRS)) {
    const pair = { column, first: quoted(shared.get(name) ?? ''), second: quoted(name), one };
    const isBlanks = numberKey(name) === null;
    warn(sentence(isBlanks ? 'NN-DATA-SPELLING.blanks' : 'NN-DATA-SPELLING.numbers', pair), name);
  }
  const seen = new Map<string, string>();
  const pairs: [string, string][] = [];
  for (const name of names) {
    const look = looked(name);
    const first = seen.get(look);
    if (first === undefined) seen.set(look, name);
    else if (!merged.has(name) && !merged.has(first)) pairs.push([first, name]);
  }
  for (const [first, name] of pairs.slice(0, MOST_PAIRS)) {
    const told = sentence('NN-DATA-SPELLING.two', {
      column,
      first: quoted(first),
      second: quoted(name),
      difference: differenceOf(first, name),
      two: classes ? phrase('two classes') : phrase('two categories'),
    });
    warn(told, name);
  }
}

function warning(told: CodedText, name: string, { table, column, rowOf }: Named): Problem {
  const location = { kind: 'file' as const, file: table.file, ...table.place(rowOf(name), column) };
  return { ...told, severity: 'warning', location };
}
