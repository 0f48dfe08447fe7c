/** `nnspec compare`: the same spec with several optimizers, from the same start. */
import { statusInText } from '../../run/status.ts';
import { availableParallelism } from 'node:os';
import { winnerIn, type ComparisonState } from '../../run/comparison.ts';
import { oneLine } from '../../base/plainText.ts';
import { startRace } from '../../session/comparison/race.ts';
import { UsageError } from '../args.ts';
import { EXIT, JSON_OPTION, type Command } from '../command.ts';
import { catchInterrupts } from '../interrupt.ts';
import { ERASE_LINE, jsonLine, type Io } from '../io.ts';
import { reportProblems } from '../report.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { formatCount, formatDuration } from '../../base/numbers.ts';
import { formatNumber, formatTable } from '../../base/textTable.ts';

export const compare: Command = {
  name: 'compare',
  positional: 'FILE',
  summary: 'train a spec with several optimizers from the same weights, batches and masks',
  options: [
    { name: 'optimizers', value: 'a,b,c', help: 'such as sgd,momentum,adam' },
    { name: 'seeds', value: 'N', help: 'rounds, each with the next seed (default 1)' },
    { name: 'learning-rates', value: 'grid|default', help: "each optimizer's own, or five around it" },
    { name: 'parallel', value: 'N', help: 'runs at once (default: one a core)' },
    JSON_OPTION,
  ],
  async run(file, args, io) {
    const json = args.flag('json');
    const optimizers = (args.value('optimizers') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (optimizers.length === 0)
      throw new UsageError('--optimizers names what to compare: --optimizers sgd,adam');
    const rates = args.value('learning-rates') ?? 'default';
    if (rates !== 'grid' && rates !== 'default') {
      throw new UsageError(`--learning-rates is grid or default, not "${rates}".`);
    }
    const options = await sessionOptions(file, args);
    const interrupts = catchInterrupts(io, 'Stopping the runs.');
    const seeds = args.integer('seeds', 1, 1);
    const parallel = args.integer('parallel', 1, availableParallelism());
    try {
      const race = startRace({
        ...options,
        optimizers: [...new Set(optimizers)],
        seeds,
        learningRates: rates,
        parallel,
      });
      const failed = await reportProblems(io, race.problems, json);
      if (!race.race) return failed ? EXIT.problem : EXIT.done;
      const running = race.race;
      running.comparison.onMessage.on((message) => {
        if (json || !io.terminal || message.type !== 'runs') return;
        void io.out(`${ERASE_LINE}${progressText(message).slice(0, io.columns - 1)}`);
      });
      const cancel = (): void => {
        running.cancel();
      };
      if (interrupts.signal.aborted) cancel();
      else interrupts.signal.addEventListener('abort', cancel);
      const state = await running.done;
      await report(io, state, json);
      if (interrupts.signal.aborted) return EXIT.interrupted;
      const failures = state.runs.filter(({ status }) => status === 'failed');
      for (const { label, message } of failures)
        io.err(`nnspec: ${oneLine(`${label} failed: ${message ?? 'no reason'}`)}\n`);
      // A rate that diverges is a result of the comparison, not a fault of the spec.
      return failures.length === state.runs.length ? EXIT.problem : EXIT.done;
    } finally {
      interrupts.release();
    }
  },
};

function progressText({ runs }: Pick<ComparisonState, 'runs'>): string {
  const parts = runs.map(({ label, step, totalSteps, finalLoss }) => {
    const share = totalSteps > 0 ? Math.floor((100 * step) / totalSteps) : 0;
    return `${label} ${share}% ${formatNumber(finalLoss)}`;
  });
  return parts.join('  ');
}

async function report(io: Io, state: ComparisonState, json: boolean): Promise<void> {
  if (json) {
    for (const {
      label,
      optimizer,
      runId,
      status,
      step,
      epochs,
      finalLoss,
      finalMetric,
      seconds,
    } of state.runs) {
      const results = { loss: finalLoss, [state.metric]: finalMetric, seconds };
      const facts = { label, optimizer, run: runId, status, steps: step, epochs };
      await io.out(jsonLine({ event: 'result', ...facts, ...results }));
    }
    return;
  }
  const winner = winnerIn(state.runs);
  const rows = state.runs.map((compared, index) => [
    index === winner ? `${compared.label} *` : compared.label,
    formatNumber(compared.finalLoss),
    ...(state.metric === 'loss' ? [] : [formatNumber(compared.finalMetric)]),
    formatCount(compared.step),
    formatDuration(compared.seconds),
    statusInText(compared.status),
  ]);
  const header = ['optimizer', 'final loss', ...(state.metric === 'loss' ? [] : [state.metric])];
  const table = formatTable([...header, 'steps', 'time', 'status'], rows, [1, 2, 3, 4]);
  await io.out(`${io.terminal ? ERASE_LINE : ''}${table}`);
}
