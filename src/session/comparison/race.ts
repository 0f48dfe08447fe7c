/**
 * A race: one spec trained with several optimizers or settings, a few runs at once. The seed is the same within a round, so
 * all start from the same weights and see the same batches and dropout masks.
 */
import { basename } from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { CompareSpec } from '../../format/types.ts';
import type { ComparisonState } from '../../run/comparison/state.ts';
import { METRIC_FACTS } from '../../run/generated/metricFacts.ts';
import type { LocatedProblem, Session } from '../types.ts';
import { Comparison } from './comparison.ts';
import { contendersOf, type Contender, type Contenders } from './contenders.ts';
import { Lanes } from './lanes.ts';
import { RacedRun } from './racedRun.ts';
import type { RaceOptions } from './raceOptions.ts';

/** Many runs of one spec, a few at a time. */
export interface Race extends Disposable {
  /** The runs so far, also if no panel has looked. */
  readonly comparison: Comparison;
  /** The runs that are going. */
  readonly sessions: readonly Session[];
  /** A run has begun, changed its status or ended. */
  readonly onRuns: Emitter<undefined>;
  /** No run begins or goes on until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends every run; `done` settles soon after. */
  cancel(): void;
  /** As `cancel`, but the runs can go on in the next window. */
  suspend(): void;
  /** Settles with the final table when every run has ended; never rejects. */
  readonly done: Promise<ComparisonState>;
}

/** The race, or what keeps it from starting. */
type RaceResult =
  | { readonly race: Race; readonly problems: readonly LocatedProblem[] }
  | { readonly race: null; readonly problems: readonly LocatedProblem[] };

/** Starts the race. Nothing is told before the caller has it. */
export function startRace(options: RaceOptions): RaceResult {
  const field = contendersOf(options, choiceOf(options));
  if (field.contenders === null) return { race: null, problems: field.problems };
  return { race: new RunningRace(options, field), problems: field.problems };
}

function choiceOf({ optimizers, seeds, learningRates, budget, target, vary }: RaceOptions): CompareSpec {
  return {
    optimizers,
    seeds,
    learningRates,
    budget: budget ?? null,
    target: target ?? null,
    vary: vary ?? [],
  };
}

type Field = Extract<Contenders, { readonly contenders: readonly Contender[] }>;

class RunningRace implements Race {
  readonly comparison: Comparison;
  readonly onRuns = new Emitter<undefined>();
  readonly done: Promise<ComparisonState>;
  readonly #runs: readonly RacedRun[];
  readonly #lanes: Lanes;
  readonly #cancelling = new AbortController();

  constructor(options: RaceOptions, field: Field) {
    const { base, contenders, choice } = field;
    const id = options.earlier?.id ?? `${Date.now().toString(36)}-${basename(options.specPath)}`;
    const { target } = choice;
    const higher = target !== null && METRIC_FACTS[target.metric]?.better === 'higher';
    const head = {
      id,
      name: base.name,
      specPath: options.specPath,
      metric: base.metrics[0]?.type ?? 'loss',
      ...(target && { target: { ...target, higher } }),
    };
    const runs = contenders.map((contender, index) => ({
      compared: comparedOf(contender, `${id}-${index + 1}`),
    }));
    this.comparison = new Comparison(head, runs);
    this.#lanes = new Lanes(options.parallel);
    const shared = {
      ...{ options, base, choice, comparison: this.comparison, signal: this.#cancelling.signal },
      changed: () => {
        this.onRuns.emit(undefined);
      },
    };
    this.#runs = contenders.map((contender, index) => new RacedRun(shared, index, contender));
    if (options.waiting === true) {
      for (const run of this.#runs) run.recall();
      this.pause();
    }
    this.done = this.#runAll(field);
  }

  get sessions(): readonly Session[] {
    return this.#runs.flatMap(({ session }) => session ?? []);
  }

  pause(): void {
    this.#lanes.pause();
    for (const run of this.#runs) run.pause(true);
    this.comparison.paused = true;
  }

  resume(): void {
    for (const run of this.#runs) run.pause(false);
    this.#lanes.resume();
    this.comparison.paused = false;
  }

  cancel(): void {
    this.#cancelling.abort();
    for (const session of this.sessions) void session.stop();
    this.#lanes.resume();
  }

  suspend(): void {
    this.#cancelling.abort();
    for (const session of this.sessions) void session.suspend().catch(() => undefined);
    this.#lanes.resume();
  }

  dispose(): void {
    this.#cancelling.abort();
    for (const session of this.sessions) session.dispose();
    this.#lanes.resume();
    this.comparison.dispose();
    this.onRuns.dispose();
  }

  async #runAll(field: Field): Promise<ComparisonState> {
    // The caller has the race before the first change is told.
    await Promise.resolve();
    const decided = this.#decisions(field);
    await this.#lanes.run(this.#runs, async (run) => {
      // Coarse runs come first, so those that this one waits for are made or under way.
      if (run.contender.stage === 'fine') await decided.get(run.contender.family);
      await run.run();
    });
    this.comparison.tell();
    return this.comparison.state;
  }

  /** Gives the fine runs of each family their rates when its coarse runs have ended. */
  #decisions(field: Field): ReadonlyMap<string, Promise<void>> {
    const stages = (stage: Contender['stage'], family: string): RacedRun[] =>
      this.#runs.filter(({ contender }) => contender.stage === stage && contender.family === family);
    const families = new Set(field.contenders.map(({ family }) => family));
    return new Map(
      [...families].map((family) => {
        const coarse = stages('coarse', family);
        const places = stages('fine', family);
        const decide = async (): Promise<void> => {
          await Promise.all(coarse.map(({ ended }) => ended));
          const rate = bestRate(coarse);
          const runs = rate === null ? [] : field.fine(family, rate);
          places.forEach((place, index) => {
            place.become(runs[index] ?? null);
          });
        };
        return [family, coarse.length === 0 ? Promise.resolve() : decide()];
      }),
    );
  }
}

/** The rate of the run with the lowest loss; null if none has a result. */
function bestRate(runs: readonly RacedRun[]): number | null {
  const results = runs.flatMap(({ result, contender }) =>
    result === null ? [] : [{ loss: result, rate: contender.learningRate }],
  );
  return (
    results.reduce<(typeof results)[number] | null>(
      (best, one) => (best === null || one.loss < best.loss ? one : best),
      null,
    )?.rate ?? null
  );
}

function comparedOf(
  { label, optimizer, learningRate, rate, seed, family, group, values }: Contender,
  key: string,
): ComparisonState['runs'][number] {
  return {
    ...{ key, label, optimizer, learningRate, rate, seed, family, group, values },
    runId: null,
    startLoss: null,
    reached: null,
    status: 'queued',
    step: 0,
    totalSteps: 0,
    epochs: 0,
    finalLoss: null,
    finalMetric: null,
    seconds: 0,
  };
}
