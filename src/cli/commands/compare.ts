/** `nnspec compare`: the same spec with several optimizers or settings, from the same start. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { oneLine } from '../../base/plainText.ts';
import { formatCount, formatDuration } from '../../base/numbers.ts';
import { loadSpec } from '../../format/load.ts';
import { secondsOfRun } from '../../run/comparison/choice.ts';
import { reportOf } from '../../run/comparison/report.ts';
import { measureSpeed } from '../../session/comparison/estimate.ts';
import { startRace, type Race } from '../../session/comparison/race.ts';
import type { RaceOptions } from '../../session/comparison/raceOptions.ts';
import { locateProblems } from '../../session/locate.ts';
import { UsageError, type Args } from '../args.ts';
import { EXIT, JSON_OPTION, type Command } from '../command.ts';
import { COMPARE_OPTIONS, compareOverrides } from '../compareOptions.ts';
import { progressText, reportJson, reportText } from '../compareReport.ts';
import { catchInterrupts } from '../interrupt.ts';
import { ERASE_LINE, type Io } from '../io.ts';
import { reportProblems } from '../report.ts';
import { sessionOptions } from '../sessionOptions.ts';

export const compare: Command = {
  name: 'compare',
  positional: 'FILE',
  summary: 'train a spec with several optimizers or settings from the same weights, batches and masks',
  options: [
    ...COMPARE_OPTIONS,
    { name: 'set', value: 'PATH=VALUE', repeated: true, help: 'change the spec of every run' },
    { name: 'parallel', value: 'N', help: 'runs at once (default: one a core)' },
    { name: 'report', value: 'FILE', help: 'also write a Markdown report' },
    JSON_OPTION,
  ],
  async run(file, args, io) {
    const json = args.flag('json');
    const overrides = compareOverrides(args);
    const options = await sessionOptions(file, args);
    const all = [...(options.overrides ?? []), ...overrides];
    const { spec, problems, parsed } = loadSpec(options.specText, options.specPath, all);
    if (!spec) {
      const failed = await reportProblems(io, locateProblems(problems, parsed, options.specPath), json);
      return failed ? EXIT.problem : EXIT.done;
    }
    const choice = spec.compare;
    if (
      !choice ||
      (choice.optimizers.length === 0 && choice.vary.length === 0 && choice.learningRates === 'default')
    ) {
      throw new UsageError(
        '--optimizers names what to compare: --optimizers sgd,adam; --vary does it for other keys.',
      );
    }
    const parallel = args.integer('parallel', 1, availableParallelism());
    return race({ ...options, ...choice, parallel }, args, io);
  },
};

async function race(options: RaceOptions, args: Args, io: Io): Promise<number> {
  const json = args.flag('json');
  const interrupts = catchInterrupts(io, 'Stopping the runs.');
  try {
    const expected = io.terminal && !json ? await expectedTime(options, interrupts.signal) : null;
    const started = startRace(options);
    const failed = await reportProblems(io, started.problems, json);
    if (!started.race) return failed ? EXIT.problem : EXIT.done;
    const running = started.race;
    if (!json) announce(running, options, expected, io);
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
    await (json ? reportJson(io, state) : reportText(io, state));
    const path = args.value('report');
    if (path !== undefined) await writeFile(path, reportOf(state));
    if (interrupts.signal.aborted) return EXIT.interrupted;
    const failures = state.runs.filter(({ status }) => status === 'failed');
    for (const { label, message } of failures)
      io.err(`nnspec: ${oneLine(`${label} failed: ${message ?? 'no reason'}`)}\n`);
    // A rate that diverges is a result of the comparison, not a fault of the spec.
    return failures.length === state.runs.length ? EXIT.problem : EXIT.done;
  } finally {
    interrupts.release();
  }
}

/** Seconds of one run; null if that is not known. */
async function expectedTime(options: RaceOptions, signal: AbortSignal): Promise<number | null> {
  const speed = await measureSpeed(options, signal);
  return speed && secondsOfRun(speed, options.budget ?? null);
}

/** The number of runs and their time, before they begin. */
function announce({ comparison }: Race, { parallel }: RaceOptions, seconds: number | null, io: Io): void {
  const count = comparison.state.runs.length;
  const time =
    seconds === null ? '' : `, about ${formatDuration((seconds * count) / Math.min(parallel, count))}`;
  io.err(`${formatCount(count)} ${count === 1 ? 'run' : 'runs'}, ${parallel} at once${time}.\n`);
}
