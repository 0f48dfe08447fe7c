/**
 * A race: one spec trained with several optimizers, a few runs at once. The seed is the same within a round, so
 * all start from the same weights and see the same batches and dropout masks.
 */
import { basename } from 'node:path';
import { EpochRows } from '../protocol/epochs.ts';
import { lastSecond } from '../protocol/frames.ts';
import type { ComparisonState } from '../protocol/panel.ts';
import type { EpochRecord, RunStatus } from '../protocol/types.ts';
import { loadSpec } from '../spec/load.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import type { ThinnedList } from '../base/thinned.ts';
import { createEpochHistory } from './epochHistory.ts';
import { locateProblems } from './locate.ts';
import { startSession } from './session.ts';
import type { LocatedProblem, Race, RaceOptions, RaceResult, Session, SessionEvent } from './types.ts';

/** Factors of the grid: half decades around each optimizer's default. */
const GRID = [0.1, 10 ** -0.5, 1, 10 ** 0.5, 10];
/** Epochs of each run that the table is told with: it is told whole. */
const EPOCHS = 1024;
/** Changes are told at most this often, and at the end. */
const TELL_MS = 100;

type Overrides = NonNullable<Parameters<typeof loadSpec>[2]>;
type Entry = ComparisonState['entries'][number];

/** One run of the race, before it starts. */
interface Contender {
  readonly label: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly overrides: Overrides;
}

/**
 * Starts the race. `onChange` hears the whole table at most ten times a second and at the end; `onEvent` hears
 * each run's events with its run id.
 */
export function startRace(
  options: RaceOptions,
  onChange: (state: ComparisonState) => void,
  onEvent: (runId: string, event: SessionEvent) => void = () => undefined,
): Promise<RaceResult> {
  const { specText, specPath } = options;
  const base = loadSpec(specText, specPath);
  if (!base.spec) {
    const problems = locateProblems(base.problems, base.parsed, specPath);
    return Promise.resolve({ race: null, problems });
  }
  const contenders: Contender[] = [];
  const problems: LocatedProblem[] = [];
  for (let round = 0; round < options.seeds; round++) {
    for (const optimizer of options.optimizers) {
      const outcome = contendersOf(options, base.spec, optimizer, round);
      contenders.push(...outcome.contenders);
      if (round === 0) problems.push(...outcome.problems);
    }
  }
  if (problems.some(({ severity }) => severity === 'error')) return Promise.resolve({ race: null, problems });
  const race = new RunningRace(options, base.spec, contenders, onChange, onEvent);
  return Promise.resolve({ race, problems });
}

function contendersOf(
  options: RaceOptions,
  base: ResolvedSpec,
  optimizer: string,
  round: number,
): { contenders: Contender[]; problems: LocatedProblem[] } {
  const seed = (base.seed + round) >>> 0;
  // The spec's own optimizer keeps the settings that the spec gives it.
  const chosen = optimizer === base.optimizer.type ? [] : [{ path: 'optimizer', value: { type: optimizer } }];
  const { spec, parsed, problems } = loadSpec(options.specText, options.specPath, chosen);
  if (!spec) return { contenders: [], problems: locateProblems(problems, parsed, options.specPath) };
  const rates = options.learningRates === 'grid' ? GRID : [1];
  const contenders = rates.map((factor) => {
    const learningRate = Number((spec.optimizer.learningRate * factor).toPrecision(3));
    const parts = [
      optimizer,
      ...(rates.length > 1 ? [`lr ${learningRate}`] : []),
      ...(options.seeds > 1 ? [`seed ${seed}`] : []),
    ];
    const label = parts.join(' · ');
    return {
      label,
      optimizer,
      learningRate,
      overrides: [
        ...chosen,
        ...(factor === 1 ? [] : [{ path: 'optimizer.learningRate', value: learningRate }]),
        ...(round === 0 ? [] : [{ path: 'seed', value: seed }]),
        { path: 'name', value: `${base.name} ${label}` },
      ],
    };
  });
  return { contenders, problems: [] };
}

class RunningRace implements Race {
  readonly done: Promise<ComparisonState>;
  readonly #options: RaceOptions;
  readonly #contenders: readonly Contender[];
  readonly #onChange: (state: ComparisonState) => void;
  readonly #onEvent: (runId: string, event: SessionEvent) => void;
  readonly #sessions = new Set<Session>();
  readonly #epochs: readonly ThinnedList<EpochRecord>[];
  #state: ComparisonState;
  readonly #cancelling = new AbortController();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    options: RaceOptions,
    spec: ResolvedSpec,
    contenders: readonly Contender[],
    onChange: (state: ComparisonState) => void,
    onEvent: (runId: string, event: SessionEvent) => void,
  ) {
    this.#options = options;
    this.#contenders = contenders;
    this.#onChange = onChange;
    this.#onEvent = onEvent;
    const id = `${Date.now().toString(36)}-${basename(options.specPath)}`;
    this.#state = {
      id,
      name: spec.name,
      specPath: options.specPath,
      metric: spec.metrics[0]?.type ?? 'loss',
      entries: contenders.map(({ label, optimizer, learningRate }, index) => ({
        runId: `${id}-${index + 1}`,
        label,
        optimizer,
        learningRate,
        status: 'preparing',
        step: 0,
        totalSteps: 0,
        epochs: [],
        finalLoss: null,
        finalMetric: null,
        seconds: 0,
      })),
    };
    this.#epochs = contenders.map(() => createEpochHistory(EPOCHS));
    this.done = this.#runAll();
  }

  get state(): ComparisonState {
    const entries = this.#state.entries.map((entry, index) => ({
      ...entry,
      epochs: this.#epochs[index]?.toArray() ?? [],
    }));
    return { ...this.#state, entries };
  }

  cancel(): void {
    this.#cancelling.abort();
    for (const session of this.#sessions) void session.stop();
  }

  dispose(): void {
    this.#cancelling.abort();
    for (const session of this.#sessions) session.dispose();
  }

  async #runAll(): Promise<ComparisonState> {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let index = next++; index < this.#contenders.length; index = next++) await this.#runOne(index);
    };
    // The caller has the race before the first change is told.
    await Promise.resolve();
    await Promise.all(Array.from({ length: Math.max(1, this.#options.parallel) }, lane));
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#onChange(this.state);
    return this.state;
  }

  async #runOne(index: number): Promise<void> {
    const contender = this.#contenders[index];
    if (!contender) return;
    const { signal } = this.#cancelling;
    if (signal.aborted) {
      this.#update(index, { status: 'stopped' });
      return;
    }
    const { specPath, specText, runsFolder, workerPath, threads, memoryLimit, allowedRoots, background } =
      this.#options;
    const { overrides } = contender;
    const options = {
      specPath,
      specText,
      runsFolder,
      workerPath,
      threads,
      memoryLimit,
      allowedRoots,
      ...(background === undefined ? {} : { background }),
      overrides,
      signal,
    };
    let runId = this.#state.entries[index]?.runId ?? '';
    const { session, problems } = await startSession(options, (event) => {
      if (event.type === 'start') runId = event.run.id;
      this.#take(index, event);
      this.#onEvent(runId, event);
    });
    if (!session) {
      const message = problems.find(({ severity }) => severity === 'error')?.message;
      this.#update(index, message === undefined ? { status: 'stopped' } : { status: 'failed', message });
      return;
    }
    this.#sessions.add(session);
    if (isAborted(signal)) void session.stop();
    await session.done;
    this.#sessions.delete(session);
  }

  #take(index: number, event: SessionEvent): void {
    switch (event.type) {
      case 'start':
        this.#update(index, {
          runId: event.run.id,
          status: 'running',
          totalSteps: event.run.plan.totalSteps,
        });
        break;
      case 'frame': {
        const { frame } = event;
        this.#update(index, { step: frame.firstStep + frame.count - 1, seconds: lastSecond(frame) });
        break;
      }
      case 'epochs':
        this.#update(index, this.#resultsAfter(index, new EpochRows(event.epochs)));
        break;
      case 'status':
        this.#update(index, { status: event.status });
        break;
      case 'end':
        this.#update(index, {
          step: event.end.steps,
          seconds: event.end.seconds,
          ...(event.end.message === undefined ? {} : { message: event.end.message }),
        });
        break;
      case 'loading':
      case 'checkpoint':
      case 'probe':
      case 'intervention':
        break;
    }
  }

  #resultsAfter(index: number, rows: EpochRows): Partial<Entry> {
    this.#epochs[index]?.appendRows(rows.count, (row) => rows.at(row));
    const { train, validation } = rows.at(rows.count - 1);
    const results = validation ?? train;
    return {
      finalLoss: results['loss'] ?? null,
      finalMetric: results[this.#state.metric] ?? null,
    };
  }

  #update(index: number, change: Partial<Entry> & { readonly status?: RunStatus }): void {
    const entries = this.#state.entries.map((entry, at) => (at === index ? { ...entry, ...change } : entry));
    this.#state = { ...this.#state, entries };
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#onChange(this.state);
    }, TELL_MS);
  }
}

/** Asked again after an await: it may have changed since. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
