/** One run of a race, from its place in the table to its end. */
import type { CompareSpec, ResolvedSpec } from '../../format/types.ts';
import { EpochRows, epochFrame } from '../../run/epochs.ts';
import type { RunEvent } from '../../run/events/event.ts';
import { lastSecond } from '../../run/frames.ts';
import { canResume, isGoing } from '../../run/status.ts';
import type { RunSnapshot } from '../../run/snapshot.ts';
import { checkSpec, startSession } from '../session.ts';
import type { Session, SessionOptions } from '../types.ts';
import { resultsOf, type Comparison } from './comparison.ts';
import type { Contender } from './contenders.ts';
import { isHopeless } from './hopeless.ts';
import type { EarlierRun, RaceOptions } from './raceOptions.ts';

/** The parts of a race that its runs share. */
export interface RaceParts {
  readonly options: RaceOptions;
  readonly base: ResolvedSpec;
  readonly choice: CompareSpec;
  readonly comparison: Comparison;
  readonly signal: AbortSignal;
  /** A run has begun, changed its status or ended. */
  readonly changed: () => void;
}

type Cut = 'hopeless' | 'budget';

export class RacedRun {
  readonly #race: RaceParts;
  readonly #index: number;
  #contender: Contender;
  /** There is no such run: no rate of its family has learned anything. */
  #dropped = false;
  #session: Session | null = null;
  #cut: Cut | null = null;
  #paused = false;
  #finish: () => void = () => undefined;
  /** Settles when the run has ended, whatever the reason. */
  readonly ended = new Promise<void>((resolve) => {
    this.#finish = resolve;
  });

  constructor(race: RaceParts, index: number, contender: Contender) {
    this.#race = race;
    this.#index = index;
    this.#contender = contender;
  }

  get contender(): Contender {
    return this.#contender;
  }

  /** Null while the run is not going. */
  get session(): Session | null {
    return this.#session;
  }

  /** The final loss; null if it has none, or none that counts. */
  get result(): number | null {
    const compared = this.#race.comparison.state.runs[this.#index];
    const loss = compared?.finalLoss ?? null;
    return this.#cut === 'hopeless' || compared?.status === 'failed' || !Number.isFinite(loss) ? null : loss;
  }

  /** A fine run learns its rate; null: it is not made. */
  become(contender: Contender | null): void {
    this.#dropped = contender === null;
    if (!contender) return;
    this.#contender = contender;
    const { label, group, learningRate, seed } = contender;
    this.#race.comparison.change(this.#index, { label, group, learningRate, seed });
  }

  /** Shows what an earlier window has made of the run, before it goes on. */
  recall(): void {
    const earlier = this.#race.options.earlier?.runs.get(this.#contender.specName);
    if (!earlier) return;
    this.#fill(earlier.snapshot);
    // A run that was cut off has not ended: it waits.
    const { status } = earlier.snapshot;
    if (isGoing(status) || canResume(status)) this.#change({ status: 'queued' });
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (this.#session) void (paused ? this.#session.pause() : this.#session.resume()).catch(() => undefined);
  }

  /** Makes the run, or goes on with what an earlier window has made of it. Never rejects. */
  async run(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#change({ status: 'failed', message });
    } finally {
      this.#session = null;
      this.#finish();
      this.#race.changed();
    }
  }

  async #run(): Promise<void> {
    const { signal, options } = this.#race;
    if (signal.aborted || this.#dropped) {
      this.#change({ status: 'stopped' });
      return;
    }
    const earlier = options.earlier?.runs.get(this.#contender.specName);
    if (earlier && this.#isOver(earlier)) return;
    this.#change({ status: 'preparing' });
    const session = await this.#start(earlier);
    if (!session) return;
    this.#session = session;
    if (earlier) this.#fill(session.snapshot());
    this.#race.changed();
    if (isAborted(signal) || this.#cut !== null) void session.stop();
    else if (this.#paused) void session.pause();
    await session.done;
    if (this.#cut !== null) this.#change({ status: this.#cut === 'budget' ? 'completed' : 'stopped' });
  }

  async #start(earlier: EarlierRun | undefined): Promise<Session | null> {
    const { options, comparison, signal } = this.#race;
    const overrides = [...this.#contender.overrides, ...(await this.#length())];
    const shared: SessionOptions = {
      ...options,
      comparison: comparison.state.id,
      overrides,
      signal,
      // A pace is for looking at one run; times of a race are compared.
      watched: false,
      // The runs share the processors: each has one to itself.
      threads: options.threads === 0 && options.parallel > 1 ? 1 : options.threads,
      ...(earlier?.resumable === true ? { resumeFrom: earlier.folder } : {}),
    };
    const { session, problems } = await startSession(shared, (event) => {
      this.#hear(event);
    });
    if (session) return session;
    const message = problems.find(({ severity }) => severity === 'error')?.message;
    this.#change(message === undefined ? { status: 'stopped' } : { status: 'failed', message });
    return null;
  }

  /** The override that gives the run its length. */
  async #length(): Promise<Contender['overrides']> {
    const { choice, options, signal } = this.#race;
    const { budget } = choice;
    if (budget === null || budget.unit === 'seconds') return [];
    if (budget.unit === 'epochs') return [{ path: 'training.epochs', value: budget.amount }];
    // The number of steps in an epoch is known with the data.
    const { plan } = await checkSpec({ ...options, overrides: this.#contender.overrides, signal });
    const epochs = plan ? Math.max(1, Math.ceil(budget.amount / plan.stepsPerEpoch)) : null;
    return epochs === null ? [] : [{ path: 'training.epochs', value: epochs }];
  }

  #change(change: Parameters<Comparison['change']>[1]): void {
    this.#race.comparison.change(this.#index, change);
  }

  #hear(event: RunEvent): void {
    // The results of a run that was ended are those of the moment that decided it.
    if (this.#cut !== null) return;
    const { comparison, choice } = this.#race;
    comparison.take(this.#index, event.type === 'epochs' ? this.#untilHopeless(event) : event);
    const { budget } = choice;
    if (event.type === 'frame' && budget?.unit === 'seconds' && lastSecond(event.frame) >= budget.amount)
      this.#end('budget');
    if (event.type === 'status') this.#race.changed();
  }

  /** The epochs up to the one that ends the run, if one of them does. */
  #untilHopeless(event: RunEvent<'epochs'>): RunEvent<'epochs'> {
    const compared = this.#race.comparison.state.runs[this.#index];
    if (!compared) return event;
    const records = new EpochRows(event.epochs).toArray();
    const last = records.findIndex((one) => isHopeless(one, compared.startLoss, compared.totalSteps));
    if (last < 0) return event;
    this.#end('hopeless');
    return { ...event, epochs: epochFrame(records.slice(0, last + 1)) };
  }

  #end(cut: Cut): void {
    this.#cut = cut;
    this.#change({ cut });
    void this.#session?.stop();
  }

  /** Takes in a run that has ended in an earlier window; false if it is to go on or to be made anew. */
  #isOver({ snapshot }: EarlierRun): boolean {
    const { status, epochs, end } = snapshot;
    const { choice, comparison } = this.#race;
    this.#fill(snapshot);
    const { startLoss = null, totalSteps = 0 } = comparison.state.runs[this.#index] ?? {};
    const last = epochs.findIndex((one) => isHopeless(one, startLoss, totalSteps));
    const { budget } = choice;
    const seconds = end?.seconds ?? 0;
    if (last >= 0) this.#end('hopeless');
    else if (budget?.unit === 'seconds' && seconds >= budget.amount) this.#end('budget');
    const decisive = epochs[last];
    if (decisive) this.#change(resultsOf(decisive, comparison.state.metric));
    if (this.#cut !== null) this.#change({ status: this.#cut === 'budget' ? 'completed' : 'stopped' });
    return this.#cut !== null || status === 'failed' || !(isGoing(status) || canResume(status));
  }

  #fill(snapshot: RunSnapshot): void {
    const { comparison } = this.#race;
    const before = comparison.state.runs[this.#index];
    if (!before) return;
    const { run, epochs, steps, status, end } = snapshot;
    const last = epochs.at(-1);
    const seconds = new Float64Array(steps.seconds).at(-1) ?? 0;
    comparison.restart(this.#index, {
      compared: {
        ...before,
        runId: run.id,
        status,
        totalSteps: run.plan.totalSteps,
        step: end?.steps ?? last?.step ?? 0,
        seconds: end?.seconds ?? seconds,
        ...(last ? resultsOf(last, comparison.state.metric) : {}),
        ...(end?.message === undefined ? {} : { message: end.message }),
      },
      losses: steps,
      epochs,
    });
  }
}

/** Asked again after an await: it may have changed since. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
