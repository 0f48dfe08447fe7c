/**
 * Owns every run of this window and knows which one is shown. Free of vscode, so that it is tested in plain Node.
 * Closing or hiding a panel never reaches this file: runs end by themselves or by command.
 */
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { messageOf } from '../run/events/dispatch.ts';
import type { RunEvent } from '../run/events/event.ts';
import type { PanelMessage } from '../protocol/panel.ts';
import type { MetricFrame } from '../run/frames.ts';
import type { RunEnd } from '../run/run.ts';
import type { Race } from '../session/comparison/race.ts';
import type { Session, SessionOptions, StartResult } from '../session/types.ts';
import { Races } from './races.ts';
import { type QueuedRun, RunQueue } from './runQueue.ts';
import { errorsOf } from './panel/refusal.ts';
import { keptRunIn, stateOf, type Shown } from './panel/shown.ts';

type Start = (options: SessionOptions, onEvent: (event: RunEvent) => void) => Promise<StartResult>;

export class RunManager implements Disposable {
  /** The shown thing is another one, or its status has changed. */
  readonly onShown = new Emitter<Shown>();
  /** Messages for the panel about the shown live run, after its snapshot. */
  readonly onMessage = new Emitter<PanelMessage>();
  /** Steps of any run that is going, shown or not. Its arrays are valid only while a listener is told. */
  readonly onFrame = new Emitter<{ readonly session: Session; readonly frame: MetricFrame }>();
  readonly onEnd = new Emitter<{ readonly session: Session; readonly end: RunEnd }>();
  /** A run has begun, changed its status or ended: lists of runs are out of date. */
  readonly onRuns = new Emitter<undefined>();

  readonly #start: Start;
  readonly #sessions = new Set<Session>();
  readonly #races = new Races(() => {
    this.onRuns.emit(undefined);
  });
  readonly #starting = new Map<string, Promise<StartResult>>();
  readonly #limit: () => number;
  readonly #queue = new RunQueue(() => {
    this.#queueChanged();
  });
  /** The untouched twin of a run that was forked. */
  readonly #twins = new WeakMap<Session, Session>();
  /** The function that ends a shown thing that is not a run yet. */
  readonly #cancels = new WeakMap<Shown, () => void>();
  /** Runs that are being prepared. */
  #preparing = 0;
  #shown: Shown = { kind: 'nothing' };
  /** The shown comparison, or the shown run of one, as long as it is shown. */
  #followed: Disposable | null = null;
  #disposed = false;

  /** `limit`: how many runs train at once; others wait in a queue. */
  constructor(start: Start, limit: () => number = () => Infinity) {
    this.#start = start;
    this.#limit = limit;
  }

  /** Runs that wait, the next one first. */
  get queued(): readonly QueuedRun[] {
    return this.#queue.runs;
  }

  /** The window closes: runs end, and none begins. */
  get isClosing(): boolean {
    return this.#disposed;
  }

  get shown(): Shown {
    return this.#shown;
  }

  /** Runs that are going, in the order of their start. */
  get sessions(): readonly Session[] {
    return [...this.#sessions];
  }

  /** Runs of comparisons that are going: they are listed, and controlled as a whole. */
  get comparedSessions(): readonly Session[] {
    return this.#races.sessions;
  }

  /**
   * The run that pause, step, stop and set are about: the shown one if it is going, else the one that began last. So a
   * run that ends in view takes nothing away from those that still train.
   */
  get target(): Session | null {
    return this.active ?? this.sessions.at(-1) ?? null;
  }

  /** The shown run if it is going. */
  get active(): Session | null {
    const session = this.#shown.kind === 'live' ? this.#shown.session : null;
    return session && [...this.#sessions, ...this.comparedSessions].includes(session) ? session : null;
  }

  /** State for the commands: of the waiting or preparing run in view, else of the target, else of the shown run. */
  get state(): 'none' | 'queued' | 'preparing' | 'running' | 'paused' | 'ended' {
    const { kind } = this.#shown;
    if (kind === 'preparing' || kind === 'queued') return kind;
    const { target } = this;
    if (target) return stateOf(target.status);
    return kind === 'record' || kind === 'live' ? 'ended' : 'none';
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#followed?.dispose();
    this.#followed = this.#follow(shown);
    this.onShown.emit(shown);
  }

  /** Hears of what is shown where nothing else tells this window of it. */
  #follow(shown: Shown): Disposable | null {
    if (shown.kind === 'comparison') {
      return shown.comparison.onMessage.on((message) => {
        this.onMessage.emit(message);
      });
    }
    if (shown.kind !== 'live' || this.#sessions.has(shown.session)) return null;
    const { session } = shown;
    return session.onEvent((event) => {
      if (event.type === 'status' || event.type === 'end') this.#status(session, event);
      else this.#publish(session, event);
    });
  }

  /**
   * Starts a run and shows it, unless `show` is false; runs that are going go on. Beyond the limit it waits in the queue
   * first. A second start of the same text while the first is still being prepared joins it, so that an impatient second
   * click does not train twice.
   */
  start(options: SessionOptions, name: string, show = true): Promise<StartResult> {
    if (options.branchFrom) return this.#begin(options, name, show);
    const key = options.resumeFrom ?? `${options.specPath}\n${options.specText}`;
    const pending = this.#starting.get(key);
    if (pending) return pending;
    const started = this.#begin(options, name, show).finally(() => this.#starting.delete(key));
    this.#starting.set(key, started);
    return started;
  }

  /** Ends what is shown while it waits or is prepared; false if it is something else. */
  cancelShown(): boolean {
    const cancel = this.#cancels.get(this.#shown);
    cancel?.();
    return cancel !== undefined;
  }

  /** Draws `twin` beside `session` wherever that is shown. */
  pair(session: Session, twin: Session): void {
    this.#twins.set(session, twin);
    if (this.#shown.kind === 'live' && this.#shown.session === session) {
      this.onMessage.emit({ type: 'beside', twin: twin.snapshot() });
    }
  }

  twinOf(session: Session): Session | undefined {
    return this.#twins.get(session);
  }

  get #training(): number {
    return this.#preparing + this.sessions.filter(({ status }) => status !== 'paused').length;
  }

  /** Waits for a processor; false if the run was taken out of the queue. */
  #wait(name: string, specPath: string, show: boolean): Promise<boolean> {
    const { run, turn } = this.#queue.join(name, specPath);
    if (show) this.#showQueued(run);
    this.onRuns.emit(undefined);
    return turn;
  }

  #showQueued(waiting: QueuedRun): void {
    const { name, specPath, cancel } = waiting;
    const before = this.queued.indexOf(waiting);
    const shown: Shown = { kind: 'queued', name, specPath, running: this.#training, before };
    this.#cancels.set(shown, cancel);
    this.show(shown);
  }

  /** Those that wait move up; the one that is shown says how far. */
  #queueChanged(): void {
    const shown = this.#shown;
    if (shown.kind === 'queued') {
      const waiting = this.queued.find(({ cancel }) => cancel === this.#cancels.get(shown));
      if (waiting) this.#showQueued(waiting);
    }
    this.onRuns.emit(undefined);
  }

  /** Begins what waits as long as there is room. */
  #advance(): void {
    while (!this.#disposed && this.queued.length > 0 && this.#training < this.#limit()) {
      this.#preparing++;
      this.#queue.beginNext();
    }
  }

  async #begin(options: SessionOptions, name: string, show: boolean): Promise<StartResult> {
    if (this.#disposed) return { session: null, problems: [] };
    const before = this.#shown;
    const { specPath } = options;
    const isFree = this.queued.length === 0 && this.#training < this.#limit();
    if (isFree) this.#preparing++;
    const begun = isFree || (await this.#wait(name, specPath, show));
    // Another thing may have been chosen while this one waited: it stays in view.
    const inView = show && (this.#shown === before || this.#isQueued(name, specPath));
    if (!begun) {
      if (inView) this.show(before);
      return { session: null, problems: [] };
    }
    const cancelling = new AbortController();
    let own: Shown = { kind: 'preparing', name, specPath, done: 0, total: 0 };
    const showOwn = (next: Shown): void => {
      own = next;
      this.#cancels.set(next, () => {
        cancelling.abort();
      });
      this.show(next);
    };
    if (inView) showOwn(own);
    let session: Session | null = null;
    const onEvent = (event: RunEvent): void => {
      if (session) this.#forward(session, event);
      else if (event.type === 'loading' && this.#shown === own) {
        showOwn({ kind: 'preparing', name, specPath, done: event.done, total: event.total });
      }
    };
    const restore = (): void => {
      if (this.#shown === own) this.show(before);
    };
    try {
      const result = await this.#start({ ...options, signal: cancelling.signal }, onEvent);
      if (result.session === null) {
        const problems = errorsOf(result.problems);
        // Without an error it was cancelled. A kept run that cannot go on stays in view, beside what is told or asked.
        if (problems.length === 0 || options.resumeFrom || options.branchFrom) restore();
        else if (this.#shown === own) {
          this.show({ kind: 'refused', name, specPath, problems, before: keptRunIn(before) });
        }
        return result;
      }
      session = result.session;
      if (this.isClosing) {
        await session.suspend().catch(() => undefined);
        return result;
      }
      this.#adopt(session, this.#shown === own);
      return result;
    } catch (error) {
      restore();
      throw error;
    } finally {
      this.#preparing--;
      this.#advance();
    }
  }

  #isQueued(name: string, specPath: string): boolean {
    const shown = this.#shown;
    return shown.kind === 'queued' && shown.name === name && shown.specPath === specPath;
  }

  #adopt(session: Session, show: boolean): void {
    this.#sessions.add(session);
    if (show) this.show({ kind: 'live', session });
    this.onRuns.emit(undefined);
    void session.done.then((end) => {
      this.#sessions.delete(session);
      if (this.#disposed) return;
      this.#advance();
      this.#status(session, { type: 'end', end });
      this.onEnd.emit({ session, end });
    });
  }

  #forward(session: Session, event: RunEvent): void {
    if (event.type === 'frame') this.onFrame.emit({ session, frame: event.frame });
    if (event.type === 'status') this.#status(session, event);
    // The end is told when `done` settles, once the run is off the list of those that are going.
    else if (event.type !== 'end') this.#publish(session, event);
  }

  /** Tells the panel, if it shows the run or draws it beside its twin. */
  #publish(session: Session, event: RunEvent): void {
    const shown = this.#shown.kind === 'live' ? this.#shown.session : null;
    if (!shown || (shown !== session && this.#twins.get(shown) !== session)) return;
    const message = messageOf(session.run.id, event);
    if (message) this.onMessage.emit(message);
  }

  /** Shows a race of optimizers. */
  beginRace(race: Race): void {
    this.#races.add(race);
    this.show({ kind: 'comparison', comparison: race.comparison });
  }

  /** The race of the shown comparison, while it goes on. */
  get race(): Race | undefined {
    return this.#races.of(this.#shown.kind === 'comparison' ? this.#shown.comparison : null);
  }

  endRace(race: Race): void {
    this.#races.remove(race);
  }

  #status(session: Session, event: RunEvent<'status' | 'end'>): void {
    if (session.status === 'paused') this.#advance();
    this.#publish(session, event);
    if (this.#shown.kind === 'live' && this.#shown.session === session) this.onShown.emit(this.#shown);
    this.onRuns.emit(undefined);
  }

  /** Forgets a run of the runs folder that is about to be deleted. */
  forget(folder: string): void {
    const shown = this.#shown;
    const gone =
      (shown.kind === 'record' && shown.folder === folder) ||
      (shown.kind === 'live' && shown.session.folder === folder && !this.#sessions.has(shown.session));
    if (gone) this.show({ kind: 'nothing' });
    this.onRuns.emit(undefined);
  }

  /** Suspends every run with its last checkpoint written; resolves when all have ended. */
  async stopAll(): Promise<void> {
    this.#disposed = true;
    this.#queue.clear();
    await Promise.allSettled([
      this.#races.suspend(),
      ...this.sessions.map(async (session) => {
        await session.suspend();
        await session.done;
      }),
    ]);
  }

  dispose(): void {
    this.#disposed = true;
    // Callers that wait for a run to start learn that it does not.
    this.#queue.clear();
    for (const session of this.#sessions) session.dispose();
    this.#sessions.clear();
    this.#races.dispose();
    this.#followed?.dispose();
    for (const emitter of [this.onShown, this.onMessage, this.onFrame, this.onEnd, this.onRuns])
      emitter.dispose();
  }
}
