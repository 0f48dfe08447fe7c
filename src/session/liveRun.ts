/** A run that is going on: takes the worker's events, stores them, and only then tells the listeners. */
import { join } from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { ThinnedList } from '../base/thinned.ts';
import { NnError } from '../base/errors.ts';
import { fileError } from '../base/fileErrors.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import { withCheckpoint, type KeptCheckpoint } from '../run/checkpoints.ts';
import type { Control } from '../run/controls.ts';
import { type EpochRecord, EpochRows } from '../run/epochs.ts';
import { type ProbeRecord, probesAtHand } from '../run/probes.ts';
import type { RecordDamage, Thinned } from '../run/recording.ts';
import type { RunEnd, RunInfo, RunStatus } from '../run/run.ts';
import type { WorkerEvent } from '../protocol/worker.ts';
import type { Fork, Intervention, ScheduleChoice } from '../run/interventions.ts';
import { lastSecond } from '../run/frames.ts';
import type { Predictions } from '../run/predictions.ts';
import type { History } from '../runs/history.ts';
import { INDEX_FROM_BYTES, indexRun } from '../runs/historyIndex.ts';
import { mergeThinned } from '../runs/sizeLimit.ts';
import type { RunStore } from '../runs/store.ts';
import { createEpochHistory } from './epochHistory.ts';
import { CHECKPOINTS } from '../runs/runFile.ts';
import { readPlainIfThere } from '../runs/safePaths.ts';
import type { Session, SessionEvent } from './types.ts';
import type { WorkerClient } from './workerClient.ts';

/** A run that is going on is looked at this often, and indexed when its events have grown so much. */
const INDEX_MS = 3000;
const INDEX_GROWTH = 1 << 26;

export interface LiveRunOptions {
  readonly run: RunInfo;
  readonly controls: readonly Control[];
  readonly worker: WorkerClient;
  /** Null keeps nothing on disk. */
  readonly store: RunStore | null;
  /** What a resumed run did before. */
  readonly history: History;
  readonly damage: RecordDamage | undefined;
  readonly thinned: Thinned | undefined;
  readonly epochs: readonly EpochRecord[];
  readonly interventions: readonly Intervention[];
  readonly checkpoints: readonly KeptCheckpoint[];
  readonly probes: readonly ProbeRecord[];
  /** Hears every event first; where it returns a promise, the run waits for it (a slow reader of `--json`). */
  readonly onEvent: (event: SessionEvent) => unknown;
}

export class LiveRun implements Session {
  readonly run: RunInfo;
  readonly done: Promise<RunEnd>;
  readonly #worker: WorkerClient;
  readonly #store: RunStore | null;
  readonly #onEvent: LiveRunOptions['onEvent'];
  readonly #emitter = new Emitter<SessionEvent>();
  readonly #history: History;
  readonly #damage: RecordDamage | undefined;
  /** Of what a resumed run did before. */
  readonly #thinnedBefore: Thinned | undefined;
  #toldThinned = false;
  readonly #epochs = createEpochHistory();
  readonly #probes: ThinnedList<ProbeRecord>;
  readonly #interventions: Intervention[];
  #checkpoints: readonly KeptCheckpoint[];
  #controls: readonly Control[];
  #status: RunStatus = 'running';
  #end: RunEnd | null = null;
  #nextSequence = 0;
  #seconds = 0;
  /** Work goes through one queue, so that order is kept and each event is stored before it is told. */
  #queue: Promise<void> = Promise.resolve();
  #indexedBytes = 0;
  #nextIndexAt = 0;
  #ending = false;
  #suspended = false;
  #settle: (end: RunEnd) => void = () => undefined;

  constructor(options: LiveRunOptions) {
    this.run = options.run;
    this.#worker = options.worker;
    this.#store = options.store;
    this.#onEvent = options.onEvent;
    this.#controls = options.controls;
    this.#history = options.history;
    this.#damage = options.damage;
    this.#thinnedBefore = options.thinned;
    this.#interventions = [...options.interventions];
    this.#checkpoints = options.checkpoints;
    for (const record of options.epochs) this.#epochs.append(record);
    this.#probes = new ThinnedList(probesAtHand(options.run.plan));
    for (const record of options.probes) this.#probes.append(record);
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get status(): RunStatus {
    return this.#status;
  }

  get controls(): readonly Control[] {
    return this.#controls;
  }

  /** What is missing of the steps before it went on. */
  get damage(): RecordDamage | undefined {
    return this.#damage;
  }

  get folder(): string | null {
    return this.#store?.folder ?? null;
  }

  onEvent(listener: (event: SessionEvent) => void): Disposable {
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
      throw new NnError('NN-RUN-NOT-KEPT', 'This run is not kept on disk, so it cannot be forked.');
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

  snapshot(): RunSnapshot {
    const thinned = mergeThinned(this.#thinnedBefore, this.#store?.thinned);
    return {
      run: this.run,
      status: this.#status,
      end: this.#end,
      steps: this.#history.toFrame(this.#nextSequence),
      nextSequence: this.#nextSequence,
      epochs: this.#epochs.toArray(),
      interventions: [...this.#interventions],
      checkpoints: this.#checkpoints,
      probes: this.#probes.toArray(),
      controls: this.#controls,
      ...(this.#damage ? { damage: this.#damage } : {}),
      ...(thinned ? { thinned } : {}),
    };
  }

  /** Ends a run that is still going; its folder can be resumed. */
  dispose(): void {
    void this.#worker.terminate();
    if (this.#ending) return;
    const message = 'The run was cut off; it can be resumed.';
    this.#enqueue(() =>
      this.#finish({ ...this.#failed('NN-RUN-INTERRUPTED', message), reason: 'stopped' }, 'interrupted'),
    );
  }

  /** Tells the start, then what the worker sent meanwhile. */
  begin(early: readonly WorkerEvent[]): void {
    this.#enqueue(() => this.#tell({ type: 'start', run: this.run, controls: this.#controls }));
    this.handle(early);
  }

  /** Events of the worker, in order. */
  handle(events: readonly WorkerEvent[]): void {
    this.#enqueue(async () => {
      for (const event of events) if (!this.#ending) await this.#take(event);
    });
  }

  /** The worker is gone: whatever it sent before is taken first. */
  handleDeath(reason: NnError): void {
    this.#enqueue(() => this.#finish(this.#failed(reason.code, reason.message)));
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch(async (error: unknown) => {
      const { code, message } = this.#writeProblem(error);
      await this.#finish(this.#failed(code, message));
    });
  }

  async #take(event: WorkerEvent): Promise<void> {
    switch (event.type) {
      case 'frame': {
        await this.#store?.appendFrame(event.frame);
        this.#history.appendFrame(event.frame);
        this.#seconds = lastSecond(event.frame);
        this.#nextSequence = event.frame.sequence + 1;
        await this.#tell(event);
        this.#worker.storedFrame(event.frame);
        await this.#tellThinned();
        break;
      }
      case 'epochs': {
        const rows = new EpochRows(event.epochs);
        await this.#store?.appendEpochs(event.epochs, this.#seconds);
        this.#epochs.appendRows(rows.count, (row) => rows.at(row));
        await this.#tell(event);
        break;
      }
      case 'intervention':
        await this.#store?.appendIntervention(event.intervention);
        this.#interventions.push(event.intervention);
        this.#controls = event.controls;
        await this.#tell(event);
        break;
      case 'status':
        await this.#store?.appendPause(event.status === 'paused' ? 'pause' : 'resume', event.step);
        this.#status = event.status;
        await this.#tell({ type: 'status', status: event.status });
        break;
      case 'checkpoint':
        await this.#store?.writeCheckpoint(event);
        if (event.whole) await this.#index();
        this.#worker.storedCheckpoint(event);
        if (!event.whole) break;
        for (const kind of event.kinds) if (kind !== 'last') await this.#keep({ kind, step: event.step });
        break;
      case 'probe':
        await this.#store?.appendProbe(event.record, this.#seconds);
        this.#probes.append(event.record);
        await this.#tell(event);
        break;
      case 'end':
        await this.#finish(
          await this.#withRunWeights(event.end),
          this.#suspended && event.end.reason === 'stopped' ? 'interrupted' : event.end.reason,
        );
        break;
      case 'loading':
      case 'started':
        break;
    }
  }

  async #tellThinned(): Promise<void> {
    const thinned = this.#store?.thinned;
    if (!thinned || this.#toldThinned) return;
    this.#toldThinned = true;
    await this.#tell({ type: 'thinned', thinned });
  }

  /** Indexes what is written from time to time, so that a long run opens at once even if it is killed. */
  async #index(): Promise<void> {
    if (!this.#store || performance.now() < this.#nextIndexAt) return;
    this.#nextIndexAt = performance.now() + INDEX_MS;
    const least = this.#indexedBytes === 0 ? INDEX_FROM_BYTES : this.#indexedBytes + INDEX_GROWTH;
    const { folder } = this.#store;
    const indexed = await indexRun(folder, this.run.series, this.#history, this.#damage, least);
    this.#indexedBytes = indexed ?? this.#indexedBytes;
  }

  async #keep(checkpoint: KeptCheckpoint): Promise<void> {
    if (!this.#store) return;
    this.#checkpoints = withCheckpoint(this.#checkpoints, checkpoint);
    await this.#tell({ type: 'checkpoint', checkpoint });
  }

  async #finish(end: RunEnd, status: RunStatus = end.reason): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    this.#end = end;
    try {
      await this.#close(end, status);
      if (this.#store) await indexRun(this.#store.folder, this.run.series, this.#history, this.#damage);
    } catch (error) {
      this.#end = { ...this.#writeProblem(error), ...end, reason: 'failed' };
    }
    this.#status = this.#end === end ? status : 'failed';
    void this.#worker.terminate();
    await this.#tell({ type: 'status', status: this.#status });
    await this.#tell({ type: 'end', end: this.#end });
    this.#settle(this.#end);
  }

  /**
   * The end with the weights of the run, which the run folder gives to `predict` and `export`: those that were put back,
   * else the best ones, and the test result by them.
   */
  async #withRunWeights(end: RunEnd): Promise<RunEnd> {
    const best = this.#checkpoints.find(({ kind }) => kind === 'best');
    const { test, weights, ...rest } = end;
    if (!this.#store || !best || !weights || weights.kind === 'restored') return end;
    const file = await readPlainIfThere(join(this.#store.folder, CHECKPOINTS, 'best.safetensors'));
    if (!file) return end;
    const { step } = best;
    const epoch = this.#epochs.toArray().find((record) => record.step === step)?.epoch ?? weights.epoch;
    const monitor = this.run.plan.spec.training.checkpoint.best;
    const ofRun = { ...rest, weights: { kind: 'best', epoch, step, monitor } } as const;
    if (!test || step === end.steps) return { ...ofRun, ...(test && { test }) };
    const checkpoint = new Uint8Array(file).buffer;
    return { ...ofRun, test: await this.#worker.call({ type: 'evaluate', checkpoint }) };
  }

  /** Files are closed even if the end cannot be written. */
  async #close(end: RunEnd, status: RunStatus): Promise<void> {
    try {
      await this.#store?.finish(end, status);
    } finally {
      await this.#store?.close();
    }
  }

  /** An error with a code tells itself, as does one of the file system (a full disk). */
  #writeProblem(error: unknown): { readonly code: string; readonly message: string } {
    const known = NnError.is(error) ? error : fileError(error, this.#store?.folder);
    if (known) return { code: known.code, message: known.message };
    const text = error instanceof Error ? error.message : String(error);
    return { code: 'NN-RUN-WRITE', message: `The run folder cannot be written: ${text}` };
  }

  #failed(code: string, message: string): RunEnd {
    return {
      reason: 'failed',
      code,
      message,
      epochs: this.#epochs.latest?.epoch ?? 0,
      steps: this.#history.lastStep,
      seconds: this.#seconds,
    };
  }

  /** Waits for the first listener. A listener's fault is its own: it must not end the run. */
  async #tell(event: SessionEvent): Promise<void> {
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
