/** bench/health/results.json and the tables between the markers of docs/health.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { RULES } from '../../src/kinds/rules/table.ts';
import { FAULTY, HEALTHY } from './programs/all.ts';
import { partOf, ruleTotals, totalsOf, type Part, type Results, type RuleTotals } from './totals.ts';

const RESULTS = fileURLToPath(new URL('results.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/health.md', import.meta.url));
const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';
const PARTS: readonly (readonly [Part, string])[] = [
  ['tuning', 'tuned on'],
  ['heldOut', 'held out'],
  ['all', 'all'],
];

const share = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : '');
const whole = (value: number): string => (Number.isFinite(value) ? String(value) : '');

function rows(results: Results): RuleTotals[] {
  return Object.keys(RULES).map((rule) => ruleTotals(results, rule));
}

/** For the terminal. */
export function summary(results: Results): string {
  const lines = PARTS.map(([part, name]) => {
    const { harmed, recall, rightPlace, firstRight, steps, sound, falseAlarms } = totalsOf(
      partOf(results, part),
    );
    return `${name}: recall ${share(recall)} of ${String(harmed)} · right place ${share(rightPlace)}, the first ${share(firstRight)} · median step ${whole(steps)} · false alarms ${String(falseAlarms)} of ${String(sound)}`;
  });
  const each = rows(results).map(
    ({ rule, harmed, falseAlarms, precision, rightPlace, steps }) =>
      `  ${rule.padEnd(18)} ${String(harmed)} right, ${String(falseAlarms)} wrong, precision ${share(precision)}, place ${share(rightPlace)}, step ${whole(steps)}`,
  );
  return [...lines, ...each].join('\n');
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function tables(results: Results): string[] {
  const seeds = new Set(results.pairs.map(({ seed }) => seed)).size;
  const kinds = [...new Set(FAULTY.map(({ kind }) => kind))].sort();
  return [
    `${String(FAULTY.length)} faulty programs with their repairs and ${String(HEALTHY.length)} healthy ones, ${String(seeds)} seeds each. ${String(results.refused.length)} of the faulty ones are refused with their place before the first step and are not counted below.`,
    '',
    row(
      'programs',
      'harmed runs',
      'recall',
      'right place',
      'first finding right',
      'median step',
      'false alarms',
    ),
    row(...Array.from({ length: 7 }, () => '---')),
    ...PARTS.map(([part, name]) => {
      const totals = totalsOf(partOf(results, part));
      const { harmed, recall, rightPlace, firstRight, steps, sound, falseAlarms } = totals;
      const alarms = `${((100 * falseAlarms) / sound).toFixed(1)} % (${String(falseAlarms)} of ${String(sound)})`;
      return row(
        name,
        String(harmed),
        share(recall),
        share(rightPlace),
        share(firstRight),
        whole(steps),
        alarms,
      );
    }),
    '',
    row('rule', 'harmed runs found', 'false alarms', 'precision', 'right place', 'median step'),
    row(...Array.from({ length: 6 }, () => '---')),
    ...rows(results).map((one) =>
      row(
        `\`${one.rule}\``,
        String(one.harmed),
        String(one.falseAlarms),
        share(one.precision),
        share(one.rightPlace),
        whole(one.steps),
      ),
    ),
    '',
    row('fault', 'harmed runs', 'recall', 'right place'),
    row(...Array.from({ length: 4 }, () => '---')),
    ...kinds.map((kind) => {
      const totals = totalsOf({
        pairs: results.pairs.filter((pair) => pair.kind === kind),
        healthy: [],
        refused: [],
      });
      return row(kind, String(totals.harmed), share(totals.recall), share(totals.rightPlace));
    }),
  ];
}

/** Writes both; the page keeps its words around the markers. */
export async function writeReport(results: Results): Promise<void> {
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(START), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error('docs/health.md has no bench markers.');
  const text = [page.slice(0, from) + START, '', ...tables(results), '', page.slice(to)].join('\n');
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
  const parts = Object.fromEntries(PARTS.map(([part]) => [part, totalsOf(partOf(results, part))]));
  const runs = results.pairs.map(({ name, seed, harmed, faulty, repaired }) => ({
    ...{ name, seed, harmed, score: faulty.score, repairedScore: repaired.score },
    found: [...new Set(faulty.found.map(({ rule }) => rule))],
    ...(repaired.found.length > 0 && { falseAlarms: [...new Set(repaired.found.map(({ rule }) => rule))] }),
  }));
  const alarms = results.healthy
    .filter(({ found }) => found.length > 0)
    .map(({ name, seed, found }) => ({ name, seed, found: [...new Set(found.map(({ rule }) => rule))] }));
  const json = {
    when: new Date().toISOString().slice(0, 10),
    totals: parts,
    rules: rows(results),
    runs,
    alarms,
  };
  writeFileSync(RESULTS, await format(JSON.stringify(json), { parser: 'json', printWidth: 110 }));
}
