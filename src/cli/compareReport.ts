/** The results of `nnspec compare`: a table with a sentence, or one line of JSON each. */
import { formatCount, formatDuration } from '../base/numbers.ts';
import { formatNumber, formatTable } from '../base/textTable.ts';
import { bestRow, leaderboard, sameStart, type LeaderRow } from '../run/comparison/leaderboard.ts';
import { fairText, outcomeText, ranked, spreadText } from '../run/comparison/report.ts';
import type { ComparisonState } from '../run/comparison/state.ts';
import { filled, verdictOf, verdictText } from '../run/comparison/verdict.ts';
import { ERASE_LINE, jsonLine, type Io } from './io.ts';

/** One line while the runs are going. */
export function progressText({ runs }: Pick<ComparisonState, 'runs'>): string {
  const parts = runs.map(({ label, step, totalSteps, finalLoss }) => {
    const share = totalSteps > 0 ? Math.floor((100 * step) / totalSteps) : 0;
    return `${label} ${share}% ${formatNumber(finalLoss)}`;
  });
  return parts.join('  ');
}

/** A line a run, a line a row of the table, then the verdict. */
export async function reportJson(io: Io, state: ComparisonState): Promise<void> {
  for (const run of state.runs) {
    const { label, optimizer, learningRate, rate, seed, group, status, step, epochs, cut, reached } = run;
    const results = { loss: run.finalLoss, [state.metric]: run.finalMetric, seconds: run.seconds };
    const facts = { label, optimizer, run: run.runId, status, steps: step, epochs };
    const place = { learningRate, rate, seed, group, values: run.values, firstLoss: run.startLoss };
    const ended = { ...(cut && { cut }), ...(state.target && { reached }) };
    await io.out(jsonLine({ event: 'result', ...facts, ...results, ...place, ...ended }));
  }
  for (const row of ranked(state.runs))
    await io.out(jsonLine({ event: 'row', ...rowFacts(row, state.metric) }));
  const verdict = verdictOf(state.runs);
  const { template, values } = verdictText(verdict);
  await io.out(
    jsonLine({
      event: 'verdict',
      verdict: verdict.kind,
      best: verdict.kind === 'none' ? null : verdict.best.group,
      ...('rival' in verdict && {
        ...{ rival: verdict.rival.group, scale: verdict.scale, low: verdict.low, high: verdict.high },
        seeds: verdict.seeds,
      }),
      text: filled(template, values),
      sameStart: sameStart(state.runs),
    }),
  );
}

function rowFacts(row: LeaderRow, metric: string): object {
  const { group, family, first, runs, loss, seconds, stepsToTarget, secondsToTarget, reached, lost } = row;
  const { optimizer, learningRate, rate } = first;
  return {
    ...{ group, family, optimizer, learningRate, rate, runs: runs.length, lost, reached },
    ...{ loss, [metric]: metric === 'loss' ? loss : row.metric, seconds, stepsToTarget, secondsToTarget },
  };
}

/** The table with the best first and marked, and the sentence. */
export async function reportText(io: Io, state: ComparisonState): Promise<void> {
  const { runs, metric, target } = state;
  const best = bestRow(leaderboard(runs))?.group;
  const hasMetric = metric !== 'loss';
  const rows = ranked(runs).map((row) => [
    row.group === best ? `${row.group} *` : row.group,
    spreadText(row.loss, formatNumber),
    ...(hasMetric ? [spreadText(row.metric, formatNumber)] : []),
    ...(target
      ? [spreadText(row.stepsToTarget, formatCount), spreadText(row.secondsToTarget, formatDuration)]
      : []),
    formatCount(Math.max(...row.runs.map(({ step }) => step))),
    spreadText(row.seconds, formatDuration),
    [...new Set(row.runs.map(outcomeText))].join(', '),
  ]);
  const header = [
    'optimizer',
    'final loss',
    ...(hasMetric ? [metric] : []),
    ...(target ? ['steps to target', 'time to target'] : []),
    ...['steps', 'time', 'status'],
  ];
  const numbers = Array.from({ length: header.length - 2 }, (_, column) => column + 1);
  const { template, values } = verdictText(verdictOf(runs));
  const sentences = `${filled(template, values)}\n${fairText(runs)}\n`;
  await io.out(`${io.terminal ? ERASE_LINE : ''}${formatTable(header, rows, numbers)}\n${sentences}`);
}
