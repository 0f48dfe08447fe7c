/** Performance profiles over several specs: a table with a sentence, or lines of JSON. */
import { formatNumber, formatTable } from '../../base/textTable.ts';
import {
  MOST_MULTIPLE,
  profilesOf,
  shareWithin,
  type ProfiledContender,
} from '../../run/comparison/profile.ts';
import type { ComparisonState } from '../../run/comparison/state.ts';
import { jsonLine, type Io } from '../io.ts';

/** Multiples of the fastest contender's steps that the table has columns for. */
const COLUMNS = [1, 1.5, 2, MOST_MULTIPLE];

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

function cellsOf(contender: ProfiledContender, byTime: ProfiledContender | undefined): string[] {
  const { family, score, multiples } = contender;
  const reached = multiples.filter((one) => one !== null).length;
  return [
    family,
    score.toFixed(3),
    ...COLUMNS.map((multiple) => percent(shareWithin(contender, multiple))),
    `${String(reached)} of ${String(multiples.length)}`,
    byTime ? byTime.score.toFixed(3) : '–',
  ];
}

const HEADER = [
  'contender',
  'score',
  ...COLUMNS.map((multiple) => `≤ ${formatNumber(multiple)}×`),
  'reached',
  'by time',
];

function rowsOf(states: readonly ComparisonState[]): string[][] {
  const byTime = profilesOf(states, 'seconds');
  return profilesOf(states, 'steps').map((one) =>
    cellsOf(
      one,
      byTime.find(({ family }) => family === one.family),
    ),
  );
}

function sentences(count: number): string {
  return (
    `≤ 2×: the share of the ${String(count)} specs whose target is reached within twice the steps of the fastest contender. ` +
    `The score is the mean share from 1× to ${String(MOST_MULTIPLE)}×, by steps and by training time (AlgoPerf, Dahl et al. 2023).`
  );
}

/** The table, the best score first. */
export async function profileText(io: Io, states: readonly ComparisonState[]): Promise<void> {
  const numbers = HEADER.flatMap((_, column) => (column === 0 ? [] : [column]));
  await io.out(`\n${formatTable(HEADER, rowsOf(states), numbers)}${sentences(states.length)}\n`);
}

/** One line for steps and one for seconds. */
export async function profileJson(io: Io, states: readonly ComparisonState[]): Promise<void> {
  const specs = states.map(({ specPath, target }) => ({ spec: specPath, target }));
  for (const measure of ['steps', 'seconds'] as const) {
    const contenders = profilesOf(states, measure);
    await io.out(jsonLine({ event: 'profile', measure, mostMultiple: MOST_MULTIPLE, specs, contenders }));
  }
}

/** The same as a part of a Markdown report. */
export function profileReport(states: readonly ComparisonState[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [HEADER, HEADER.map(() => '---'), ...rowsOf(states)].map(line).join('\n');
  return `# Performance profile\n\n${sentences(states.length)}\n\n${table}\n`;
}
