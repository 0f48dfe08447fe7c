/** Spec -> plan -> worker -> store -> listeners: the one way to train, for the extension and the command line. */
import { coded } from '../base/problems/runs.ts';
import { join } from 'node:path';
import { NnError } from '../base/errors.ts';
import type { Plan } from '../plan/types.ts';
import { runLength } from '../run/controls/length.ts';
import type { RunEvent } from '../run/events/event.ts';
import { firstFacts } from '../run/events/record.ts';
import { seriesOf } from '../run/series.ts';
import type { RunInfo } from '../run/run.ts';
import type { WorkerEvent, WorkerRequest, WorkerResults } from '../protocol/worker.ts';
import { damageText } from '../runs/events/damage.ts';
import type { Place } from '../runs/folder/folders.ts';
import { History } from '../runs/events/history.ts';
import { JOURNAL_FILE } from '../runs/journal/journal.ts';
import { readJournal } from '../runs/journal/journalReader.ts';
import { readTensorSnapshots } from '../runs/journal/tensorSnapshots.ts';
import { readHistory } from '../runs/reader.ts';
import { infoOf, readRunFile } from '../runs/folder/runFile.ts';
import { RunLock } from '../runs/folder/runLock.ts';
import { RunStore } from '../runs/store.ts';
import type { RunPast } from './liveRecord.ts';
import { LiveRun, type LiveEvent } from './liveRun.ts';
import { placelessProblem, problemsOfError } from './locate.ts';
import { withMovedSpec } from './knownData.ts';
import { readOrigin, type Origin } from './origin.ts';
import { cancellable, prepareWorker, problemsOfFailure, type CheckOptions } from './prepare.ts';
import type { CheckResult, LocatedProblem, Session, SessionOptions, StartResult } from './types.ts';
import { wantsWideKernels, wideKernelsWork } from './worker/wideKernels.ts';
import type { WorkerClient } from './worker/workerClient.ts';

/** Data of a run that goes on, other than it began with: an error, or a warning once it is accepted. */
const DATA_CHANGED = 'NN-RUN-DATA-CHANGED';

/** Everything that `startSession` would refuse: the spec, its data and the plan. Loads the data in a worker. */
export async function checkSpec(options: CheckOptions): Promise<CheckResult> {
  const prepared = await prepareWorker(options, 'process', () => undefined);
  await prepared.worker?.terminate();
  return { problems: prepared.problems, ...(prepared.plan ? { plan: prepared.plan } : {}) };
}

type Inspection = Extract<
  WorkerRequest,
  { type: 'explain' | 'ask' | 'gradcheck' | 'survey' | 'path' | 'surface' }
>;

/**
 * Loads a spec and its data and asks the worker for one thing instead of training: `explain`, `ask`, `gradcheck`,
 * `survey`, `path` or `surface`. `result` is absent if a problem is an error or the signal cancelled it.
 */
export async function inspectSpec<Type extends Inspection['type']>(
  options: CheckOptions,
  request: Inspection & { readonly type: Type },
): Promise<{ problems: readonly LocatedProblem[]; result?: WorkerResults[Type] }> {
  const { worker, problems, parsed } = await prepareWorker(options, 'process', () => undefined);
  if (!worker) return { problems };
  try {
    const result = await cancellable(options.signal, worker, () => worker.call<Type>(request));
    return { problems, result };
  } catch (error) {
    return { problems: [...problems, ...problemsOfFailure(error, parsed, options)] };
  } finally {
    await worker.terminate();
  }
}

/**
 * Starts a run. Resolves when training has begun, or with the problems that keep it from beginning. `onEvent` hears
 * everything from the loading of the data on; where it returns a promise, the run waits for it.
 *
 * With `resumeFrom`, `branchFrom` or `replayOf` that run folder's own spec text and overrides count, not the given
 * ones, so that what goes on or is repeated is the same bit for bit.
 */
export async function startSession(
  options: SessionOptions,
  onEvent: (event: RunEvent) => unknown = () => undefined,
): Promise<StartResult> {
  const { resumeFrom, signal } = options;
  let lock: RunLock | null = null;
  if (resumeFrom !== undefined) {
    try {
      // A folder that holds no run gets no file of ours.
      await readRunFile(resumeFrom);
      lock = await RunLock.take(resumeFrom, { signal });
    } catch (error) {
      return { session: null, problems: problemsOfFailure(error, null, options) };
    }
  }
  let session: Session | null = null;
  try {
    const result = await begin(options, lock, onEvent);
    session = result.session;
    return result;
  } finally {
    // From then on the run's store has it.
    if (!session) await lock?.release();
  }
}

async function begin(
  options: SessionOptions,
  lock: RunLock | null,
  onEvent: (event: RunEvent) => unknown,
): Promise<StartResult> {
  let origin: Origin | null = null;
  let effective: SessionOptions & Pick<CheckOptions, 'known'> = options;
  try {
    origin = await readOrigin(options);
    if (origin) effective = { ...options, ...origin.options, known: origin.known };
  } catch (error) {
    return { session: null, problems: problemsOfError(error, null, options.specPath) };
  }

  let live: LiveRun | null = null;
  const deaths: NnError[] = [];
  let settleStart: (event: StartedEvent | NnError) => void = () => undefined;
  const started = new Promise<StartedEvent | NnError>((resolve) => {
    settleStart = resolve;
  });
  // Events that come before the store is open wait here.
  const early: LiveEvent[] = [];
  // Asked while the data is loaded.
  const wideWorks = wideKernelsWork(effective.workerPath);
  const prepared = await prepareWorker(
    effective,
    'thread',
    (events) => {
      const told: LiveEvent[] = [];
      for (const event of events) {
        if (event.type === 'loading') onEvent(event);
        else if (event.type === 'started') settleStart(event);
        else told.push(event);
      }
      if (live) live.handle(told);
      else early.push(...told);
    },
    (reason) => {
      deaths.push(reason);
      settleStart(reason);
      live?.handleDeath(reason);
    },
  );
  const { worker, plan, problems } = prepared;
  if (!worker || !plan) {
    const told = origin ? await withMovedSpec(problems, effective.specPath) : problems;
    return { session: null, problems: told };
  }

  try {
    const outcome = await cancellable(options.signal, worker, async () => {
      await worker.call({
        type: 'train',
        threads: effective.threads,
        wide: wantsWideKernels(plan) && (await wideWorks),
        resume: origin?.resume ?? null,
        changes: origin?.changes ?? [],
        stopAfter: origin?.stopAfter ?? null,
        startPaused: effective.startPaused === true,
        stepsPerSecond: effective.watched === true ? (plan.spec.training.pace ?? null) : null,
      });
      return started;
    });
    if (outcome instanceof NnError) throw outcome;
    const changes = problems.filter(({ code }) => code === DATA_CHANGED).map(({ message }) => message);
    live = await openRun({
      options: effective,
      plan,
      started: outcome,
      worker,
      origin,
      lock,
      changes,
      onEvent,
    });
  } catch (error) {
    await worker.terminate();
    return {
      session: null,
      problems: [...problems, ...problemsOfFailure(error, prepared.parsed, effective)],
    };
  }
  live.begin(early);
  for (const reason of deaths) live.handleDeath(reason);
  return { session: live, problems: [...problems, ...damageProblems(live)] };
}

/** Says what is missing of the steps that a run goes on from. */
function damageProblems({ damage, folder }: LiveRun): LocatedProblem[] {
  if (!damage || folder === null) return [];
  return [{ ...placelessProblem(coded('NN-RUN-DAMAGED', damageText(damage)), folder), severity: 'warning' }];
}

type StartedEvent = Extract<WorkerEvent, { type: 'started' }>;

/** Opens the store (a new folder, or the resumed one) and makes the session. */
async function openRun({
  options,
  plan,
  started,
  worker,
  origin,
  lock,
  changes,
  onEvent,
}: {
  options: SessionOptions;
  plan: Plan;
  started: StartedEvent;
  worker: WorkerClient;
  origin: Origin | null;
  /** Of the run that is resumed. */
  lock: RunLock | null;
  /** The accepted changes of the data since. */
  changes: readonly string[];
  onEvent: (event: RunEvent) => unknown;
}): Promise<LiveRun> {
  const { backend, threads, controls, encoder } = started;
  const { keep } = plan.spec.training.checkpoint;
  const { epochs } = runLength(plan, controls, undefined);
  const size = options.maxRunSize === undefined ? {} : { maxSize: options.maxRunSize };
  if (origin?.kind === 'resume') {
    const changed = changes.length > 0 ? { told: changes, plan } : null;
    const facts = { backend, threads, keep, epochs, data: started, changed, lock, ...size };
    const store = await RunStore.reopen(origin.folder, started, facts);
    const past = await readPast(origin.folder, plan, started);
    return new LiveRun({ past, worker, store, onEvent });
  }
  const info: Omit<RunInfo, 'id'> = {
    name: origin?.name ?? plan.spec.name,
    startedAt: new Date().toISOString(),
    specPath: options.specPath,
    ...(options.comparison !== undefined && { comparison: options.comparison }),
    plan,
    series: seriesOf(plan),
    backend,
    threads,
  };
  const place = placeOf(options);
  const next = {
    info,
    specText: options.specText,
    overrides: options.overrides ?? [],
    encoder,
    data: started,
    keep,
    epochs,
    ...size,
    ...(origin
      ? {
          origin: {
            folder: origin.folder,
            kind: origin.kind,
            lineage: origin.resume === null ? null : started,
          },
        }
      : {}),
  };
  const store = place && (await RunStore.create(place, next));
  if (store && origin) {
    const past = await readPast(store.folder, plan, started);
    return new LiveRun({ past, worker, store, onEvent });
  }
  const id = store?.id ?? `${info.startedAt}-${Math.trunc(performance.now() * 1000)}`;
  const past = {
    run: { ...info, id },
    facts: firstFacts(controls),
    history: new History(info.series.length),
    damage: undefined,
    epochs: [],
    tensorSnapshots: [],
  };
  return new LiveRun({ past, worker, store, onEvent });
}

function placeOf({ runFolder, runsFolder, runsRoot }: SessionOptions): Place | null {
  if (runFolder !== undefined) return { folder: runFolder };
  if (runsFolder === null) return null;
  return runsRoot === undefined ? { runsFolder } : { runsFolder, root: runsRoot };
}

/** The past of a run that goes on. */
async function readPast(folder: string, plan: Plan, { step, controls }: StartedEvent): Promise<RunPast> {
  const file = await readRunFile(folder);
  const journal = await readJournal(join(folder, JOURNAL_FILE));
  const { epochs, interventions, checkpoints, thinned } = journal;
  const { history, damage } = await readHistory(folder, file, journal.epochSteps);
  const tensorSnapshots = await readTensorSnapshots(folder, plan, step);
  const facts = {
    ...firstFacts(controls),
    interventions,
    checkpoints,
    thinned: thinned ? [thinned] : [],
  };
  return { run: infoOf(file), facts, history, damage, epochs, tensorSnapshots };
}
