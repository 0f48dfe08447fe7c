/** A run that is going on: takes the worker's events, stores them, and only then tells the listeners. */
import type { CodedText } from '../base/problems/text.ts';
import { sentence } from '../base/problems/runs.ts';
import { join } from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { NnError, toldBy } from '../base/errors.ts';
import { fileError } from '../base/fileErrors.ts';
import type { WorkerEvent } from '../protocol/worker.ts';
import type { CheckpointPiece } from '../run/checkpoints.ts';
import type { Explanation } from '../run/explain/explanation.ts';
import type { GradientFlow } from '../run/explain/gradientFlow.ts';
import type { Control } from '../run/controls/control.ts';
import { storeEvent, takeEvent } from '../run/events/dispatch.ts';
import type { RunEvent } from '../run/events/event.ts';
import type { Fork, Intervention, ScheduleChoice } from '../run/interventions.ts';
import type { Predictions } from '../run/predictions.ts';
import type { RecordDamage, Thinned } from '../run/recording.ts';
import type { RunEnd, RunInfo, RunStatus } from '../run/run.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import { INDEX_FROM_BYTES, indexRun } from '../runs/events/historyIndex.ts';
import { CHECKPOINTS } from '../runs/folder/runFile.ts';
import { readPlainIfThere } from '../runs/folder/safePaths.ts';
import { lensOf } from './lens.ts';
import type { RunStore } from '../runs/store.ts';
import { LiveRecord, type RunPast } from './liveRecord.ts';
import type { Lens, Session } from './types.ts';
import type { WorkerClient } from './worker/workerClient.ts';

/** A run that is going on is looked at this often, and indexed when its events have grown so much. */
const INDEX_MS = 3000;
const INDEX_GROWTH = 1 << 26;

export interface LiveRunOptions {
  readonly past: RunPast;
  readonly worker: WorkerClient;
  /** Null keeps nothing on disk. */
  readonly store: RunStore | null;
  /** Hears every event first; where it returns a promise, the run waits for it (a slow reader of `--json`). */
  readonly onEvent: (event: RunEvent) => unknown;
}

/** Events that come once the run has begun. */
export type LiveEvent = Exclude<WorkerEvent, { readonly type: 'started' | 'loading' }>;

export class LiveRun implements Session {
  readonly run: RunInfo;
  readonly done: Promise<RunEnd>;
  readonly #worker: WorkerClient;
  readonly #store: RunStore | null;
  readonly #onEvent: LiveRunOptions['onEvent'];
  readonly #emitter = new Emitter<RunEvent>();
  readonly #record: LiveRecord;
  #reportedThinned: Thinned | undefined;
  /** Work goes through one queue, so that order is kept and each event is stored before it is told. */
  #queue: Promise<void> = Promise.resolve();
  #indexedBytes = 0;
  #nextIndexAt = 0;
  #ending = false;
  #suspended = false;
  #settle: (end: RunEnd) => void = () => undefined;

  constructor({ past, worker, store, onEvent }: LiveRunOptions) {
    this.run = past.run;
    this.#worker = worker;
    this.#store = store;
    this.#onEvent = onEvent;
    this.#record = new LiveRecord(past);
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get status(): RunStatus {
    return this.#record.facts.status;
  }

  get controls(): readonly Control[] {
    return this.#record.facts.controls;
  }

  /** The missing steps before it went on. */
  get damage(): RecordDamage | undefined {
    return this.#record.damage;
  }

  get folder(): string | null {
    return this.#store?.folder ?? null;
  }

  onEvent(listener: (event: RunEvent) => void): Disposable {
    return this.#emitter.on(listener);
  }

  async pause(): Promise<void> {
    await this.#worker.call({ type: 'pause' });
  }

  async resume(): Promise<void> {
    await this.#worker.call({ type: 'resume' });
  }

  async stepOnce(): Promise<void> {
    await this.#worker.call({ type: 'stepOnce' });
  }

  async epochOnce(): Promise<void> {
    await this.#worker.call({ type: 'epochOnce' });
  }

  async setSpeed(stepsPerSecond: number | null): Promise<void> {
    await this.#worker.call({ type: 'speed', stepsPerSecond });
  }

  async stop(): Promise<void> {
    // A run that ends by itself meanwhile is as good.
    if (!this.#ending) await this.#worker.call({ type: 'stop' }).catch(() => undefined);
    await this.done;
  }

  async set(path: string, value: unknown, schedule?: ScheduleChoice): Promise<Intervention> {
    return this.#worker.call({ type: 'set', path, value, schedule });
  }

  async fork(path: string, value: unknown, schedule?: ScheduleChoice): Promise<Fork> {
    if (!this.#store) {
      throw new NnError(sentence('NN-RUN-NOT-KEPT'));
    }
    const fork = await this.#worker.call({ type: 'fork', path, value, schedule });
    // The twin takes over the steps before the change, which must have been stored.
    await this.#queue;
    return fork;
  }

  noteTwin(run: string, step: number): Promise<void> {
    return new Promise((resolve) => {
      this.#enqueue(async () => {
        await this.#store?.appendFork(run, step);
        resolve();
      });
    });
  }

  async suspend(): Promise<void> {
    this.#suspended = true;
    await this.stop();
  }

  async predictions(): Promise<Predictions> {
    return this.#worker.call({ type: 'predictions', checkpoint: null });
  }

  /** The next step on one sample alone. @throws NnError NN-EXPLAIN-SAMPLE */
  explain(sample: number): Promise<Explanation> {
    return this.#worker.call({ type: 'explain', sample, checkpoint: null });
  }

  why(): Promise<GradientFlow> {
    return this.#worker.call({ type: 'whyNext' });
  }

  /** The same step, open for questions. It moves on with the run each time that one looks. */
  lens(): Lens {
    return lensOf(this.#worker, null, () => undefined);
  }

  snapshot(): RunSnapshot {
    return this.#record.snapshot();
  }

  /** Ends a run that is still going; its folder can be resumed. */
  dispose(): void {
    void this.#worker.terminate();
    if (this.#ending) return;
    this.#enqueue(() =>
      this.#finish({ ...this.#failed(sentence('NN-RUN-INTERRUPTED')), reason: 'stopped' }, 'interrupted'),
    );
  }

  /** Tells the start, then what the worker sent meanwhile. */
  begin(early: readonly LiveEvent[]): void {
    this.#enqueue(() => this.#happened({ type: 'start', run: this.run, controls: this.controls }));
    this.handle(early);
  }

  /** Events of the worker, in order. */
  handle(events: readonly LiveEvent[]): void {
    this.#enqueue(async () => {
      for (const event of events) if (!this.#ending) await this.#take(event);
    });
  }

  /** The worker is gone: whatever it sent before is taken first. */
  handleDeath(reason: NnError): void {
    this.#enqueue(() => this.#finish(this.#failed(toldBy(reason))));
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch(async (error: unknown) => {
      await this.#finish(this.#failed(this.#writeProblem(error)));
    });
  }

  async #take(event: LiveEvent): Promise<void> {
    if (event.type === 'piece') {
      await this.#takePiece(event);
      return;
    }
    if (event.type === 'end') {
      const end = await this.#withRunWeights(event.end);
      await this.#finish(end, this.#suspended && end.reason === 'stopped' ? 'interrupted' : end.reason);
      return;
    }
    await this.#happened(event);
    if (event.type !== 'frame') return;
    this.#worker.storedFrame(event.frame);
    await this.#reportThinned();
  }

  /** Every event is stored, then known, then told. */
  async #happened(event: RunEvent): Promise<void> {
    if (this.#store) await storeEvent(this.#store, event, this.#record.seconds);
    takeEvent(this.#record, event);
    await this.#publish(event);
  }

  async #takePiece(piece: CheckpointPiece): Promise<void> {
    const { kinds, step, whole } = piece;
    await this.#store?.writeCheckpoint(piece);
    if (whole) await this.#index();
    this.#worker.storedCheckpoint(piece);
    if (!whole || !this.#store) return;
    for (const kind of kinds) if (kind !== 'last') await this.#happened({ type: 'checkpoint', kind, step });
  }

  async #reportThinned(): Promise<void> {
    const thinned = this.#store?.thinned;
    if (!thinned || thinned === this.#reportedThinned) return;
    this.#reportedThinned = thinned;
    await this.#happened({ type: 'thinned', ...thinned });
  }

  /** Indexes what is written from time to time, so that a long run opens at once even if it is killed. */
  async #index(): Promise<void> {
    if (!this.#store || performance.now() < this.#nextIndexAt) return;
    this.#nextIndexAt = performance.now() + INDEX_MS;
    const least = this.#indexedBytes === 0 ? INDEX_FROM_BYTES : this.#indexedBytes + INDEX_GROWTH;
    const { folder } = this.#store;
    const indexed = await indexRun(folder, this.run.series, this.#record.history, this.damage, least);
    this.#indexedBytes = indexed ?? this.#indexedBytes;
  }

  async #finish(end: RunEnd, status: RunStatus = end.reason): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    let event: RunEvent<'end'> = { type: 'end', end, status };
    try {
      await this.#close(event);
      if (this.#store) await indexRun(this.#store.folder, this.run.series, this.#record.history, this.damage);
    } catch (error) {
      const told = end.message === undefined ? this.#writeProblem(error) : {};
      event = { type: 'end', end: { ...told, ...end, reason: 'failed' } };
    }
    takeEvent(this.#record, event);
    void this.#worker.terminate();
    await this.#publish({ type: 'status', status: this.status, step: end.steps });
    await this.#publish(event);
    this.#settle(event.end);
  }

  /**
   * The end with the weights of the run, which the run folder gives to `predict` and `export`: those that were put back,
   * else the best ones, and the test result by them.
   */
  async #withRunWeights(end: RunEnd): Promise<RunEnd> {
    const best = this.#record.facts.checkpoints.find(({ kind }) => kind === 'best');
    const { test, weights, ...rest } = end;
    if (!this.#store || !best || !weights || weights.kind === 'restored') return end;
    const file = await readPlainIfThere(join(this.#store.folder, CHECKPOINTS, 'best.safetensors'));
    if (!file) return end;
    const { step } = best;
    const epoch =
      this.#record.epochs.toArray().find((record) => record.step === step)?.epoch ?? weights.epoch;
    const monitor = this.run.plan.spec.training.checkpoint.best;
    const ofRun = { ...rest, weights: { kind: 'best', epoch, step, monitor } } as const;
    if (!test || step === end.steps) return { ...ofRun, ...(test && { test }) };
    const checkpoint = new Uint8Array(file).buffer;
    return { ...ofRun, test: await this.#worker.call({ type: 'evaluate', checkpoint }) };
  }

  /** Files are closed even if the end cannot be written. */
  async #close(event: RunEvent<'end'>): Promise<void> {
    try {
      if (this.#store) await storeEvent(this.#store, event, this.#record.seconds);
    } finally {
      await this.#store?.close();
    }
  }

  /** An error with a code tells itself, as does one of the file system (a full disk). */
  #writeProblem(error: unknown): CodedText {
    const known = NnError.is(error) ? error : fileError(error, this.#store?.folder);
    if (known) return toldBy(known);
    const text = error instanceof Error ? error.message : String(error);
    return sentence('NN-RUN-WRITE', { text });
  }

  #failed(told: CodedText): RunEnd {
    return {
      reason: 'failed',
      ...told,
      epochs: this.#record.epochs.latest?.epoch ?? 0,
      steps: this.#record.history.lastStep,
      seconds: this.#record.seconds,
    };
  }

  /** Waits for the first listener. A listener's fault is its own: it must not end the run. */
  async #publish(event: RunEvent): Promise<void> {
    try {
      await this.#onEvent(event);
      this.#emitter.emit(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
