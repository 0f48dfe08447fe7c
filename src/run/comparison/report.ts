/** A comparison as a Markdown document: the sentence, the table, each run. In English, as specs are. */
import { formatCount, formatDuration, formatValue } from '../../base/numbers.ts';
import { statusInText } from '../status.ts';
import { bestRow, leaderboard, sameStart, type LeaderRow, type Spread } from './leaderboard.ts';
import type { ComparedRun, ComparisonState } from './state.ts';
import { filled, verdictOf, verdictText } from './verdict.ts';

/** `0.12`, or `0.12 (0.1 to 0.15)` over several seeds. */
export function spreadText(spread: Spread | null, format: (value: number) => string = formatValue): string {
  if (!spread) return '–';
  const { median, low, high } = spread;
  return low === high ? format(median) : `${format(median)} (${format(low)} to ${format(high)})`;
}

/** Rows with the best first. */
export function ranked(runs: readonly ComparedRun[]): LeaderRow[] {
  const left = leaderboard(runs);
  const sorted: LeaderRow[] = [];
  for (let best = bestRow(left); best; best = bestRow(left)) {
    sorted.push(best);
    left.splice(left.indexOf(best), 1);
  }
  return [...sorted, ...left];
}

/** The word for how a rate was chosen. */
function rateText({ rate }: ComparedRun): string {
  return { default: 'default', spec: 'of the spec', tuned: 'tuned' }[rate];
}

/** The end of a run in words: `completed`, `hopeless`. */
export function outcomeText({ status, cut }: ComparedRun): string {
  if (cut === 'hopeless') return 'ended early as hopeless';
  return cut === 'budget' ? 'time over' : statusInText(status);
}

/** The check of the same start, in words. */
export function fairText(runs: readonly ComparedRun[]): string {
  const { compared, differ } = sameStart(runs);
  if (compared === 0) {
    return 'Runs of one seed get the same random numbers. No two of them have the same settings, so their first losses need not be alike.';
  }
  return differ === 0
    ? 'Runs of one seed began alike: the loss of their first step is the same, bit for bit.'
    : `${formatCount(differ)} of ${formatCount(compared)} runs began with another loss than others of their seed.`;
}

/** A cell of a table: nothing in it ends the cell or the row. */
const cell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ');

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The whole document. */
export function reportOf(state: ComparisonState): string {
  const { name, metric, runs, target } = state;
  const { template, values } = verdictText(verdictOf(runs));
  const hasMetric = metric !== 'loss';
  const header = [
    'Contender',
    'Learning rate',
    'Final loss',
    ...(hasMetric ? [`Final ${metric}`] : []),
    ...(target ? [`Steps to ${target.metric} ${formatValue(target.value)}`, 'Time to it', 'Reached'] : []),
    'Time',
    'Runs',
    'Lost',
  ];
  const seconds = (value: number): string => formatDuration(value);
  const rows = ranked(runs).map((row) => [
    row.group,
    `${formatValue(row.first.learningRate)} (${rateText(row.first)})`,
    spreadText(row.loss),
    ...(hasMetric ? [spreadText(row.metric)] : []),
    ...(target
      ? [
          spreadText(row.stepsToTarget, formatCount),
          spreadText(row.secondsToTarget, seconds),
          `${row.reached} of ${row.runs.length}`,
        ]
      : []),
    spreadText(row.seconds, seconds),
    String(row.runs.length),
    String(row.lost),
  ]);
  const each = runs.map((run) => [
    run.label,
    String(run.seed),
    formatValue(run.learningRate),
    formatValue(run.finalLoss),
    formatCount(run.step),
    seconds(run.seconds),
    outcomeText(run),
    run.runId ?? '–',
  ]);
  return [
    `# ${cell(name)}: comparison`,
    filled(template, values),
    fairText(runs),
    'Final values are those of the last epoch, on validation data if there is any: the median over the seeds, lowest and highest in brackets.',
    table(header, rows),
    '## Runs',
    table(['Run', 'Seed', 'Learning rate', 'Final loss', 'Steps', 'Time', 'End', 'Folder'], each),
    '',
  ].join('\n\n');
}
