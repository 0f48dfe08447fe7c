/** `nnspec compare`: the same spec with several optimizers or settings, from the same start. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { oneLine } from '../../base/plainText.ts';
import { formatCount, formatDuration } from '../../base/numbers.ts';
import { loadSpec } from '../../format/load.ts';
import { secondsOfRun } from '../../run/comparison/choice.ts';
import { reportOf } from '../../run/comparison/report.ts';
import type { ComparisonState } from '../../run/comparison/state.ts';
import { measureSpeed } from '../../session/comparison/estimate.ts';
import { startRace, type Race } from '../../session/comparison/race.ts';
import type { RaceOptions } from '../../session/comparison/raceOptions.ts';
import { locateProblems } from '../../session/locate.ts';
import { UsageError, type Args } from '../args.ts';
import { EXIT, JSON_OPTION, type Command } from '../command.ts';
import { profileJson, profileReport, profileText } from '../compare/profile.ts';
import { COMPARE_OPTIONS, compareOverrides } from '../compareOptions.ts';
import { pathsOf } from '../paths/measure.ts';
import { pathsPage } from '../paths/page.ts';
import { progressText, reportJson, reportText } from '../compareReport.ts';
import { catchInterrupts } from '../interrupt.ts';
import { ERASE_LINE, jsonLine, type Io } from '../io.ts';
import { reportProblems } from '../report.ts';
import { sessionOptions } from '../sessionOptions.ts';

export const compare: Command = {
  name: 'compare',
  positional: 'FILE',
  several: true,
  summary: 'train a spec with several optimizers or settings from the same weights, batches and masks',
  options: [
    ...COMPARE_OPTIONS,
    { name: 'set', value: 'PATH=VALUE', repeated: true, help: 'change the spec of every run' },
    { name: 'parallel', value: 'N', help: 'runs at once (default: one a core)' },
    {
      name: 'profile',
      help: 'compare on several specs, each with a target, and draw up a performance profile',
    },
    { name: 'report', value: 'FILE', help: 'also write a Markdown report' },
    {
      name: 'paths',
      value: 'FILE',
      help: 'of a model of two numbers: also write an HTML page with the paths on the cost surface',
    },
    JSON_OPTION,
  ],
  async run(_first, args, io) {
    const files = args.positionals;
    const profile = args.flag('profile');
    if (files.length > 1 !== profile) {
      throw new UsageError(
        '--profile goes with two specs or more: nnspec compare A B --optimizers sgd,adam --profile.',
      );
    }
    if (profile && args.value('paths') !== undefined)
      throw new UsageError('--paths is for the comparison of one spec: leave --profile out.');
    const races: RaceOptions[] = [];
    for (const file of files) {
      const options = await raceOptions(file, args, io);
      if (!options) return EXIT.problem;
      races.push(options);
    }
    const states: ComparisonState[] = [];
    const json = args.flag('json');
    let exit: number = EXIT.done;
    for (const options of races) {
      if (profile && json) await io.out(jsonLine({ event: 'spec', spec: options.specPath }));
      else if (profile) await io.out(`${states.length > 0 ? '\n' : ''}${oneLine(options.specPath)}\n\n`);
      const { code, state } = await race(options, args, io);
      if (state) states.push(state);
      if (code !== EXIT.done) exit = code;
      if (!state || code === EXIT.interrupted) break;
    }
    const whole = profile && exit !== EXIT.interrupted && states.length === races.length;
    if (whole) await (json ? profileJson(io, states) : profileText(io, states));
    const path = args.value('report');
    const reports = [...states.map(reportOf), ...(whole ? [profileReport(states)] : [])];
    if (path !== undefined && reports.length > 0) await writeFile(path, reports.join('\n'));
    return exit;
  },
};

/** The comparison of one spec; null if the spec is wrong, which has been told. */
async function raceOptions(file: string, args: Args, io: Io): Promise<RaceOptions | null> {
  const overrides = compareOverrides(args);
  const options = await sessionOptions(file, args);
  const all = [...(options.overrides ?? []), ...overrides];
  const { spec, problems, parsed } = loadSpec(options.specText, options.specPath, all);
  if (!spec) {
    await reportProblems(io, locateProblems(problems, parsed, options.specPath), args.flag('json'));
    return null;
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
  if (args.flag('profile') && !choice.target) {
    throw new UsageError(
      `${oneLine(file)} has no target to reach: add "target" to its "compare" section, or --target for all.`,
    );
  }
  return { ...options, ...choice, parallel: args.integer('parallel', 1, availableParallelism()) };
}

/** Makes the runs and reports them; there is no state where they could not start. */
async function race(
  options: RaceOptions,
  args: Args,
  io: Io,
): Promise<{ readonly code: number; readonly state?: ComparisonState }> {
  const json = args.flag('json');
  const interrupts = catchInterrupts(io, 'Stopping the runs.');
  try {
    const expected = io.terminal && !json ? await expectedTime(options, interrupts.signal) : null;
    const started = startRace(options);
    const failed = await reportProblems(io, started.problems, json);
    if (!started.race) return { code: failed ? EXIT.problem : EXIT.done };
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
    if (interrupts.signal.aborted) return { code: EXIT.interrupted, state };
    const pathsFile = args.value('paths');
    if (pathsFile !== undefined) await writeFile(pathsFile, pathsPage(await pathsOf(state, options)));
    const failures = state.runs.filter(({ status }) => status === 'failed');
    for (const { label, message } of failures)
      io.err(`nnspec: ${oneLine(`${label} failed: ${message ?? 'no reason'}`)}\n`);
    // A rate that diverges is a result of the comparison, not a fault of the spec.
    return { code: failures.length === state.runs.length ? EXIT.problem : EXIT.done, state };
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
