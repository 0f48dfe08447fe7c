/** `nnspec train`: trains in a worker, keeps the run folder, and tells what happens. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/runs.ts';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { oneLine } from '../../base/plainText.ts';
import { NnError } from '../../base/errors.ts';
import { decodeSafetensors, encodeSafetensors } from '../../engine/checkpoint.ts';
import { SCHEDULE_CHOICES, type ScheduleChoice } from '../../run/interventions.ts';
import type { RunEnd } from '../../run/run.ts';
import type { Thinned } from '../../run/recording.ts';
import { isCheckpointName, readCheckpointFile } from '../../runs/folder/checkpointFiles.ts';
import { placelessProblem } from '../../session/locate.ts';
import { startSession } from '../../session/session.ts';
import { compareReplay } from '../replay.ts';
import type { RunEvent } from '../../run/events/event.ts';
import type { LocatedProblem, Session, SessionOptions } from '../../session/types.ts';
import { UsageError, type Args } from '../args.ts';
import { EXIT, JSON_OPTION, SET_OPTION, type Command } from '../command.ts';
import { catchInterrupts } from '../interrupt.ts';
import { jsonLine } from '../io.ts';
import { Progress } from '../progress.ts';
import { reportProblems, shortPath, warningLine } from '../report.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { formatBytes } from '../../base/numbers.ts';
import { TrainEvents } from '../trainEvents.ts';

/** As `training.epochs` allows. */
const MOST_EPOCHS = 10_000_000;

export const train: Command = {
  name: 'train',
  positional: 'FILE',
  summary: 'train a spec, or go on with, branch or repeat a run',
  options: [
    SET_OPTION,
    { name: 'run-dir', value: 'DIR', help: 'the run folder (default: a new one in .nnspec/runs)' },
    { name: 'resume', help: 'FILE is a run folder: go on from its last checkpoint' },
    {
      name: 'from',
      value: 'best|epoch-N',
      help: 'with --resume: go on from that checkpoint instead, where the last one is damaged',
    },
    {
      name: 'more-epochs',
      value: 'N',
      help: 'with --resume: train N epochs from there, also if the run has ended',
    },
    {
      name: 'schedule',
      value: SCHEDULE_CHOICES.join('|'),
      help: 'with --more-epochs: how a cosine schedule goes on: anew, stretched over the whole run, or at its last rate',
    },
    {
      name: 'branch',
      value: 'last|best|epoch-N',
      help: 'FILE is a run folder: start a new run from that checkpoint of it',
    },
    {
      name: 'replay',
      help: 'FILE is a run folder: train it again with every change that was made, and compare the weights',
    },
    {
      name: 'accept-changed-data',
      help: 'go on (or repeat) although the data is not what it was, with the encoders that the run began with',
    },
    {
      name: 'weights-out',
      value: 'F.safetensors',
      help: 'write what training ends with to this file: the last weights, or those that early stopping puts back',
    },
    { name: 'threads', value: 'N', help: 'threads to compute with; 0 (default) chooses' },
    JSON_OPTION,
    { name: 'every', value: 'N', help: 'with --json: only every N-th step (default 1)' },
  ],
  async run(file, args, io) {
    const json = args.flag('json');
    if (!json && args.value('every') !== undefined) throw new UsageError('--every goes with --json.');
    const options = await optionsOf(file, args);
    const cores = availableParallelism();
    if (options.threads > cores) {
      io.err(warningLine(sentence('NN-RUN-THREADS', { threads: options.threads, cores })));
    }
    const interrupts = catchInterrupts(io, 'Stopping. Press Ctrl-C again to end at once.');
    const events = new TrainEvents(args.integer('every', 1, 1));
    const progress = new Progress(io.terminal, () => io.columns);
    let isThinned = false;
    const tell = async (event: RunEvent): Promise<void> => {
      const text = json ? events.lines(event) : progress.text(event);
      if (text !== '') await io.out(text);
      // It says what follows, too.
      if (event.type !== 'thinned' || isThinned) return;
      isThinned = true;
      await reportProblems(io, [thinnedProblem(event, options)], json);
    };
    try {
      const { session, problems } = await startSession({ ...options, signal: interrupts.signal }, tell);
      const failed = await reportProblems(io, problems, json);
      if (!session) return failed ? EXIT.problem : EXIT.interrupted;
      const end = await runToEnd(session, interrupts.signal);
      if (end.reason === 'failed') {
        io.err(`nnspec: error ${end.code ?? 'NN-INTERNAL'} ${oneLine(end.message ?? 'Training failed.')}\n`);
        return EXIT.problem;
      }
      const weights = args.value('weights-out');
      if (weights !== undefined) await writeWeights(session, resolve(weights));
      const { replayOf } = options;
      if (replayOf !== undefined && session.folder !== null && !interrupts.signal.aborted) {
        const comparison = await compareReplay(replayOf, session.folder);
        await io.out(json ? jsonLine({ event: 'replay', ...comparison }) : `${comparison.message}\n`);
        if (!comparison.equal) return EXIT.problem;
      }
      if (!json && session.folder !== null) await io.out(`${shortPath(session.folder)}\n`);
      return interrupts.signal.aborted ? EXIT.interrupted : EXIT.done;
    } finally {
      interrupts.release();
    }
  },
};

/** Says that the run has become so long that from now on not every step is recorded. */
function thinnedProblem(
  { step, every }: Thinned,
  { maxRunSize = 0, specPath }: SessionOptions,
): LocatedProblem {
  const limit = `${formatBytes(maxRunSize)} (NNSPEC_MAX_RUN_SIZE)`;
  return {
    ...placelessProblem(
      sentence('NN-RUN-THINNED.now', {
        limit,
        step,
        which: every === 2 ? phrase('second') : phrase('{every}th', { every }),
      }),
      specPath,
    ),
    severity: 'warning',
  };
}

async function optionsOf(file: string, args: Args): Promise<SessionOptions> {
  const runFolder = args.value('run-dir');
  const place = runFolder === undefined ? {} : { runFolder: resolve(runFolder) };
  const branch = args.value('branch');
  const ways = [args.flag('resume'), branch !== undefined, args.flag('replay')].filter(Boolean).length;
  if (ways > 1) throw new UsageError('Only one of --resume, --branch and --replay.');
  const moreEpochs = args.value('more-epochs');
  if (moreEpochs !== undefined && !args.flag('resume')) {
    throw new UsageError('--more-epochs goes with --resume.');
  }
  const schedule = scheduleOf(args);
  const from = args.value('from');
  if (from !== undefined && !args.flag('resume')) throw new UsageError('--from goes with --resume.');
  for (const [option, name] of Object.entries({ branch, from })) {
    if (name === undefined || isCheckpointName(name)) continue;
    throw new UsageError(`--${option} is last, best or epoch-N (such as epoch-3), not "${name}".`);
  }
  if (ways === 0 && args.flag('accept-changed-data'))
    throw new UsageError('--accept-changed-data goes with --resume, --branch or --replay.');
  if (ways === 0) return { ...(await sessionOptions(file, args)), ...place };
  if (args.values('set').length > 0) {
    throw new UsageError('The run folder has its own spec: no --set with --resume, --branch or --replay.');
  }
  const folder = resolve(file);
  const acceptChangedData = args.flag('accept-changed-data');
  const options = await sessionOptions(join(folder, 'spec.nnspec.json'), args).catch((error: unknown) => {
    if (!NnError.is(error)) throw error;
    throw new NnError(sentence('NN-RUN-NOT-FOUND.file', { file }));
  });
  if (branch !== undefined || args.flag('replay')) {
    const beside = { ...options, acceptChangedData, runsFolder: dirname(folder), ...place };
    return branch === undefined
      ? { ...beside, replayOf: folder }
      : { ...beside, branchFrom: { folder, checkpoint: branch, kind: 'branch' } };
  }
  if (runFolder !== undefined) throw new UsageError('--resume goes on in the same folder: no --run-dir.');
  const resumed = {
    ...options,
    acceptChangedData,
    resumeFrom: folder,
    ...(from !== undefined && { resumeCheckpoint: from }),
  };
  if (moreEpochs === undefined) return resumed;
  const more = { moreEpochs: args.integer('more-epochs', 1, 1, MOST_EPOCHS), ...(schedule && { schedule }) };
  return { ...resumed, ...more };
}

function scheduleOf(args: Args): ScheduleChoice | undefined {
  const wanted = args.value('schedule');
  if (wanted === undefined) return undefined;
  if (args.value('more-epochs') === undefined) throw new UsageError('--schedule goes with --more-epochs.');
  const choice = SCHEDULE_CHOICES.find((name) => name === wanted);
  if (choice === undefined)
    throw new UsageError(`--schedule is one of ${SCHEDULE_CHOICES.join(', ')}, not "${wanted}".`);
  return choice;
}

/** Waits for the end; an interruption asks the run to stop, which writes the last checkpoint. */
async function runToEnd(session: Session, interrupted: AbortSignal): Promise<RunEnd> {
  const stop = (): void => void session.stop();
  if (interrupted.aborted) stop();
  else interrupted.addEventListener('abort', stop, { once: true });
  const end = await session.done;
  interrupted.removeEventListener('abort', stop);
  return end;
}

/** The weights of the last checkpoint, without the optimizer's state. */
async function writeWeights(session: Session, path: string): Promise<void> {
  if (session.folder === null) return;
  const bytes = await readCheckpointFile(session.folder, 'last', (other) =>
    phrase('Export it: --branch {other}.', { other }),
  );
  if (bytes === null) return;
  const names = new Set(
    session.run.plan.layers.flatMap(({ parameters }) => parameters.map(({ name }) => name)),
  );
  const tensors = decodeSafetensors(new Uint8Array(bytes)).tensors.filter(({ name }) => names.has(name));
  try {
    await writeFile(path, encodeSafetensors(tensors));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new NnError(sentence('NN-WEIGHTS-WRITE', { path, code }));
  }
}
