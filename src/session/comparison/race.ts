/**
 * A race: one spec trained with several optimizers, a few runs at once. The seed is the same within a round, so
 * all start from the same weights and see the same batches and dropout masks.
 */
import { basename } from 'node:path';
import type { ComparisonState } from '../../run/comparison.ts';
import { loadSpec } from '../../format/load.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { Comparison } from './comparison.ts';
import { locateProblems } from '../locate.ts';
import { startSession } from '../session.ts';
import type { LocatedProblem, Session, SessionOptions } from '../types.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';

/** Factors of the grid: half decades around each optimizer's default. */
const GRID = [0.1, 10 ** -0.5, 1, 10 ** 0.5, 10];

type Overrides = NonNullable<Parameters<typeof loadSpec>[2]>;

/** One run of the race, before it starts. */
interface Contender {
  readonly label: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly overrides: Overrides;
}

export interface RaceOptions extends Omit<
  SessionOptions,
  | 'overrides'
  | 'comparison'
  | 'runFolder'
  | 'resumeFrom'
  | 'moreEpochs'
  | 'schedule'
  | 'branchFrom'
  | 'replayOf'
  | 'acceptChangedData'
  | 'signal'
> {
  /** Optimizer type names; each is trained from the same initial weights, batches and masks (same seed). */
  readonly optimizers: readonly string[];
  readonly seeds: number;
  /** `default`: each optimizer's own; `grid`: a log grid around it. */
  readonly learningRates: 'default' | 'grid';
  /** Runs at once. */
  readonly parallel: number;
}

/** Many runs of one spec, a few at a time. */
export interface Race extends Disposable {
  /** The runs so far, also if no panel has looked. */
  readonly comparison: Comparison;
  /** The runs that are going. */
  readonly sessions: readonly Session[];
  /** A run has begun, changed its status or ended. */
  readonly onRuns: Emitter<undefined>;
  /** Ends every run; `done` settles soon after. */
  cancel(): void;
  /** Settles with the final table when every run has ended; never rejects. */
  readonly done: Promise<ComparisonState>;
}

/** The race, or what keeps it from starting. */
type RaceResult =
  | { readonly race: Race; readonly problems: readonly LocatedProblem[] }
  | { readonly race: null; readonly problems: readonly LocatedProblem[] };

/** Starts the race. Nothing is told before the caller has it. */
export function startRace(options: RaceOptions): RaceResult {
  const { specText, specPath } = options;
  const base = loadSpec(specText, specPath);
  if (!base.spec) {
    const problems = locateProblems(base.problems, base.parsed, specPath);
    return { race: null, problems };
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
  if (problems.some(({ severity }) => severity === 'error')) return { race: null, problems };
  return { race: new RunningRace(options, base.spec, contenders), problems };
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
  readonly comparison: Comparison;
  readonly onRuns = new Emitter<undefined>();
  readonly done: Promise<ComparisonState>;
  readonly #options: RaceOptions;
  readonly #contenders: readonly Contender[];
  readonly #sessions = new Set<Session>();
  readonly #cancelling = new AbortController();

  constructor(options: RaceOptions, spec: ResolvedSpec, contenders: readonly Contender[]) {
    this.#options = options;
    this.#contenders = contenders;
    const id = `${Date.now().toString(36)}-${basename(options.specPath)}`;
    const head = {
      id,
      name: spec.name,
      specPath: options.specPath,
      metric: spec.metrics[0]?.type ?? 'loss',
    };
    const runs = contenders.map(({ label, optimizer, learningRate }, index) => ({
      compared: {
        key: `${id}-${index + 1}`,
        runId: null,
        label,
        optimizer,
        learningRate,
        status: 'preparing' as const,
        step: 0,
        totalSteps: 0,
        epochs: 0,
        finalLoss: null,
        finalMetric: null,
        seconds: 0,
      },
    }));
    this.comparison = new Comparison(head, runs);
    this.done = this.#runAll();
  }

  get sessions(): readonly Session[] {
    return [...this.#sessions];
  }

  cancel(): void {
    this.#cancelling.abort();
    for (const session of this.#sessions) void session.stop();
  }

  dispose(): void {
    this.#cancelling.abort();
    for (const session of this.#sessions) session.dispose();
    this.comparison.dispose();
    this.onRuns.dispose();
  }

  async #runAll(): Promise<ComparisonState> {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let index = next++; index < this.#contenders.length; index = next++) await this.#runOne(index);
    };
    // The caller has the race before the first change is told.
    await Promise.resolve();
    await Promise.all(Array.from({ length: Math.max(1, this.#options.parallel) }, lane));
    this.comparison.tell();
    return this.comparison.state;
  }

  async #runOne(index: number): Promise<void> {
    const contender = this.#contenders[index];
    if (!contender) return;
    const { signal } = this.#cancelling;
    if (signal.aborted) {
      this.comparison.change(index, { status: 'stopped' });
      return;
    }
    // A pace is for looking at one run; times of a race are compared.
    const { overrides } = contender;
    const comparison = this.comparison.state.id;
    const options: SessionOptions = { ...this.#options, comparison, overrides, signal, watched: false };
    const { session, problems } = await startSession(options, (event) => {
      this.comparison.take(index, event);
      if (event.type === 'status') this.onRuns.emit(undefined);
    });
    if (!session) {
      const message = problems.find(({ severity }) => severity === 'error')?.message;
      this.comparison.change(
        index,
        message === undefined ? { status: 'stopped' } : { status: 'failed', message },
      );
      return;
    }
    this.#sessions.add(session);
    this.onRuns.emit(undefined);
    if (isAborted(signal)) void session.stop();
    await session.done;
    this.#sessions.delete(session);
    this.onRuns.emit(undefined);
  }
}

/** Asked again after an await: it may have changed since. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
