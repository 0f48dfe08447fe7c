/**
 * Drives a trainer: runs slices of about 10 ms, looks for a message between them, and sends what happened at most
 * 20 times a second, in order: the steps, then the epochs and checkpoints that came with them.
 */
import { sentence } from '../base/problems/runs.ts';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { NnError, toldBy } from '../base/errors.ts';
import { takeSnapshot } from '../engine/evaluation/tensorSnapshot.ts';
import type { Trainer } from '../engine/types.ts';
import { STEP_SERIES } from '../run/series.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import { type EpochRecord, EpochBuffer } from '../run/epochs.ts';
import type { RunEnd } from '../run/run.ts';
import type { WorkerEvent, WorkerNotice } from '../protocol/worker.ts';
import type {
  Fork,
  SettingChange,
  Intervention,
  PlannedChange,
  ScheduleChoice,
} from '../run/interventions.ts';
import { Checkpoints } from './checkpoints/checkpoints.ts';
import { hasFiniteWeights } from './checkpoints/finiteWeights.ts';
import { FrameBuffer } from './frameBuffer.ts';
import { SliceClock } from './sliceClock.ts';
import type { SnapshotSchedule } from './snapshotSchedule.ts';

const LOSS = STEP_SERIES.indexOf('loss');
const FRAME_MS = 50;
/** Frames sent but not stored at which training waits for the disk. */
const FRAMES_IN_FLIGHT = 40;
/** Milliseconds that what is sent may be ahead of what is stored: a checkpoint comes after the steps before it. */
const MOST_AHEAD_MS = 600;

export interface TrainLoopOptions {
  readonly trainer: Trainer;
  /** Number of per-step series. */
  readonly width: number;
  /** Those of epochs: none but last and best if `everyEpochs` is 0. */
  readonly checkpoint: { readonly everyEpochs: number; readonly keep: number };
  readonly encode: (state: CheckpointState) => ArrayBuffer;
  readonly send: (events: readonly WorkerEvent[], transfer: readonly ArrayBuffer[]) => void;
  /** Acts on a message if one has come: a look that costs a twentieth of a turn of the event loop. */
  readonly takeMessage: () => boolean;
  readonly startPaused: boolean;
  /** Changes to make on the way, in order. */
  readonly changes: readonly PlannedChange[];
  /** Stop after this step; null: go on to the end. */
  readonly stopAfter: number | null;
  readonly pace: Pick<SnapshotSchedule, 'dueAfterEpoch' | 'stepAfter'>;
}

export class TrainLoop {
  readonly #options: TrainLoopOptions;
  readonly #frames: FrameBuffer;
  readonly #epochs = new EpochBuffer();
  #queue: WorkerEvent[] = [];
  #transfer: ArrayBuffer[] = [];
  #paused: boolean;
  /** Steps that may still run while paused. */
  #allowed = 0;
  /** Pause when the epoch that is going on has ended. */
  #pausesAfterEpoch = false;
  /** The step after which `epochOnce` was asked for. */
  #epochFrom = 0;
  #changesMade = 0;
  #ended = false;
  #step = 0;
  #sentAt = 0;
  /** False once a step has failed: its state must never replace the last good checkpoint. */
  #sound = true;
  /** The times at which the frames that are not stored yet were sent. */
  readonly #framesInFlight: number[] = [];
  readonly #checkpoints: Checkpoints;
  #waiters: (() => void)[] = [];
  /** The step after which the network is looked into although the epoch goes on, and the last one that was. */
  #probeStep: number;
  #snapshotStep = 0;
  readonly #clock = new SliceClock();

  constructor(options: TrainLoopOptions) {
    this.#options = options;
    this.#frames = new FrameBuffer(options.width);
    this.#paused = options.startPaused;
    this.#probeStep = options.pace.stepAfter(options.trainer.step);
    this.#checkpoints = new Checkpoints({
      trainer: options.trainer,
      ...options.checkpoint,
      isSound: () => this.#sound,
      push: (piece) => {
        this.#queue.push({ type: 'piece', ...piece });
        this.#transfer.push(piece.bytes);
      },
    });
  }

  /**
   * Trains to the end, which is sent as the last event. Never rejects: a failure is an end, too. A checkpoint comes
   * first, so that a run can go on however early it was cut off.
   */
  async run(): Promise<void> {
    let end: RunEnd;
    try {
      this.#checkpoints.last();
      this.#flush();
      end = await this.#train();
      this.#ended = true;
      this.#sound &&= end.reason !== 'failed';
      this.#checkpoints.ended();
      while (this.#checkpoints.waits) {
        this.#flush();
        await this.#waiting();
      }
    } catch (error) {
      end = failure(error, this.#step, this.#options.trainer.seconds);
    }
    this.#ended = true;
    this.#queue.push({ type: 'end', end });
    this.#flush();
  }

  get trainer(): Trainer {
    return this.#options.trainer;
  }

  pause(): void {
    this.#requireRunning();
    this.#pausesAfterEpoch = false;
    if (this.#paused) return;
    this.#paused = true;
    this.#status();
    this.#checkpoints.last();
    this.#flush();
  }

  resume(): void {
    this.#requireRunning();
    this.#pausesAfterEpoch = false;
    this.#go();
  }

  /** To the end of the epoch that is going on (the next one at an epoch's end), then paused. */
  epochOnce(): void {
    this.#requireRunning();
    this.#pausesAfterEpoch = true;
    this.#epochFrom = this.#step;
    this.#go();
  }

  #go(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#status();
    this.#continue();
  }

  /** One step, then paused. */
  stepOnce(): void {
    this.#requireRunning();
    const running = !this.#paused;
    this.#pausesAfterEpoch = false;
    this.#paused = true;
    this.#allowed++;
    if (running) this.#status();
    this.#continue();
  }

  stop(): void {
    if (this.#ended) return;
    this.#options.trainer.stop();
    this.#paused = false;
    this.#continue();
  }

  async set(path: string, value: unknown, schedule?: ScheduleChoice): Promise<Intervention> {
    await this.#handedOver();
    return this.#set({ path, value, schedule });
  }

  #set(change: SettingChange): Intervention {
    this.#requireRunning();
    const { trainer } = this.#options;
    trainer.requireSchedule(change);
    const intervention = trainer.set(change.path, change.value, change.schedule);
    this.#queue.push({ type: 'intervention', intervention, controls: this.#options.trainer.controls });
    this.#checkpoints.last();
    this.#flush();
    return intervention;
  }

  /** The state as it is, and then a change, with no step in between. */
  async fork(path: string, value: unknown, schedule?: ScheduleChoice): Promise<Fork> {
    const change = { path, value, schedule };
    await this.#handedOver();
    this.#requireRunning();
    const { trainer, encode } = this.#options;
    trainer.requireSchedule(change);
    const found = trainer.withState((state) => {
      if (!this.#sound || !hasFiniteWeights(state)) {
        throw new NnError(sentence('NN-RUN-BROKEN-STATE'));
      }
      return { step: state.step, epoch: state.epoch, bytes: encode(state) };
    });
    return { ...found, intervention: this.#set(change) };
  }

  checkpoint(): void {
    this.#requireRunning();
    this.#checkpoints.last();
    this.#flush();
  }

  /** The session has stored one of what was sent. */
  stored(notice: WorkerNotice): void {
    if (notice.what === 'frame') {
      this.#framesInFlight.shift();
      this.#frames.giveBack(notice.columns);
    } else if (this.#checkpoints.stored(notice)) this.#flush();
    this.#continue();
  }

  /** Waits until every checkpoint has left, because what they are made of must not change before. */
  async #handedOver(): Promise<void> {
    while (this.#checkpoints.busy) {
      this.#flush();
      await this.#waiting();
    }
  }

  async #train(): Promise<RunEnd> {
    const { trainer, takeMessage } = this.#options;
    let events = trainer.run();
    for (;;) {
      if (this.#mustWait()) {
        this.#flush();
        await this.#waiting();
        continue;
      }
      const end = this.#slice(events);
      if (end) {
        this.#makeChanges();
        if (end.reason === 'stopped' || end.reason === 'failed' || trainer.finished) return end;
        // One of the changes was: more epochs.
        events = trainer.run();
        continue;
      }
      const now = performance.now();
      if (now - this.#sentAt >= FRAME_MS) {
        this.#checkpoints.timed(now);
        this.#flush();
        await setImmediate();
      } else if (takeMessage()) {
        // The answer to the message goes out.
        await setImmediate();
      }
    }
  }

  /**
   * Trains until the slice is over or training has to wait; returns the end if it comes to one. Apart from `#train`,
   * because an asynchronous function would run this loop slower than the smallest networks train.
   */
  #slice(events: ReturnType<Trainer['run']>): RunEnd | null {
    const { trainer, changes, stopAfter, pace } = this.#options;
    const clock = this.#clock;
    const frames = this.#frames;
    const hasPlans = changes.length > 0 || stopAfter !== null;
    let loss = 0;
    clock.start(trainer.seconds);
    // The check for waiting comes only after events that can cause it: this loop runs up to a million times a second.
    do {
      if (hasPlans) {
        this.#makeChanges();
        if (this.#mustWait()) break;
      }
      const next = events.next();
      if (next.done === true) throw new NnError(sentence('NN-INTERNAL.noEnd'));
      const event = next.value;
      if (event.kind === 'end') return event.end;
      if (event.kind === 'epoch') {
        this.#epochEnded(event.record, event.best);
        if (this.#mustWait()) break;
        continue;
      }
      const { step, row } = event;
      this.#step = step;
      loss = row[LOSS] ?? NaN;
      frames.push(step, event.epoch, trainer.seconds, row);
      if (step >= this.#probeStep) {
        if (Number.isFinite(loss)) this.#takeSnapshot(step);
        this.#probeStep = pace.stepAfter(step);
      }
      if (this.#allowed > 0 && --this.#allowed === 0) {
        this.#status();
        break;
      }
    } while (!clock.isOver(trainer.seconds));
    // The trainer ends a run whose loss is not finite: nothing but the end comes after such a step.
    this.#sound &&= Number.isFinite(loss);
    return null;
  }

  #epochEnded(record: EpochRecord, best: boolean): void {
    const { trainer } = this.#options;
    this.#epochs.push(record);
    if (this.#options.pace.dueAfterEpoch(record.epoch)) this.#takeSnapshot(record.step);
    this.#checkpoints.epochEnded(record, best);
    // An epoch whose last step was made before is over already.
    const hasStepped = record.step > this.#epochFrom;
    if (this.#pausesAfterEpoch && hasStepped && !trainer.finished) this.pause();
  }

  /** Makes the planned changes whose moment has come, and stops where the run that is repeated did. */
  #makeChanges(): void {
    const { trainer, changes, stopAfter } = this.#options;
    for (let next = changes[this.#changesMade]; next; next = changes[this.#changesMade]) {
      const { step, epoch, path, to, schedule } = next;
      const isPast = trainer.epoch > epoch || trainer.step + 1 > step;
      if (!isPast && (trainer.epoch < epoch || trainer.step + 1 < step)) break;
      this.#changesMade++;
      // The steps before it, then the change, then those after it.
      this.#flush();
      const intervention = trainer.set(path, to, schedule);
      this.#queue.push({ type: 'intervention', intervention, controls: trainer.controls });
      this.#flush();
    }
    if (stopAfter !== null && trainer.step >= stopAfter) trainer.stop();
  }

  /** Looks into the network after `step`, which was just made. */
  #takeSnapshot(step: number): void {
    if (!this.#sound || this.#snapshotStep === step) return;
    this.#snapshotStep = step;
    this.#queue.push({ type: 'probe', record: this.#options.trainer.inspect(takeSnapshot) });
  }

  #mustWait(): boolean {
    const frames = this.#framesInFlight;
    return (
      (this.#paused && this.#allowed === 0) ||
      frames.length >= FRAMES_IN_FLIGHT ||
      this.#sentAt - (frames[0] ?? this.#sentAt) > MOST_AHEAD_MS ||
      this.#checkpoints.busy
    );
  }

  #waiting(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  #continue(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  #requireRunning(): void {
    if (this.#ended) throw new NnError(sentence('NN-RUN-ENDED'));
  }

  #status(): void {
    const status = this.#paused ? 'paused' : 'running';
    this.#queue.push({ type: 'status', status, step: this.#step });
    this.#flush();
  }

  /** Sends the steps so far, the epochs that ended with them, then what waits in the queue. */
  #flush(): void {
    this.#sentAt = performance.now();
    const frame = this.#frames.take();
    const transfer = this.#transfer;
    const events = this.#queue;
    const epochs = this.#epochs.take();
    if (epochs) {
      events.unshift({ type: 'epochs', epochs });
      transfer.push(epochs.values);
    }
    if (frame) {
      events.unshift({ type: 'frame', frame });
      transfer.push(frame.values, frame.epochs, frame.seconds);
      this.#framesInFlight.push(this.#sentAt);
    }
    this.#queue = [];
    this.#transfer = [];
    if (events.length > 0) this.#options.send(events, transfer);
  }
}

/** The end of a failed training: the error's own code, or the resource that the engine ran out of. */
function failure(error: unknown, steps: number, seconds: number): RunEnd {
  const end = { reason: 'failed', epochs: 0, steps, seconds } as const;
  if (NnError.is(error)) return { ...end, ...toldBy(error) };
  if (error instanceof RangeError) {
    return {
      ...end,
      ...sentence('NN-TRAIN-MEMORY.more', { message: error.message }),
    };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { ...end, ...sentence('NN-INTERNAL.fault', { text }) };
}
