/**
 * Drives a trainer: runs slices of about 10 ms, looks for a message between them, and sends what happened at most
 * 20 times a second, in order: the steps, then the epochs and checkpoints that came with them.
 */
import { sentence } from '../base/problems/runs.ts';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { NnError } from '../base/errors.ts';
import type { Trainer } from '../engine/types.ts';
import { STEP_SERIES } from '../run/series.ts';
import type { EpochRecord } from '../run/epochs.ts';
import type { RunEnd } from '../run/run.ts';
import type { WorkerNotice } from '../protocol/worker.ts';
import type { Fork, SettingChange, Intervention, ScheduleChoice } from '../run/interventions.ts';
import { Checkpoints } from './checkpoints/checkpoints.ts';
import { hasFiniteWeights } from './checkpoints/finiteWeights.ts';
import { Gate } from './gate.ts';
import { Outbox } from './outbox.ts';
import { Pacer } from './pacer.ts';
import { PlannedChanges } from './plannedChanges.ts';
import { SliceClock } from './sliceClock.ts';
import { Snapshots } from './snapshots.ts';
import { trainFailure } from './trainFailure.ts';
import type { TrainLoopOptions } from './trainLoopOptions.ts';

const LOSS = STEP_SERIES.indexOf('loss');
const FRAME_MS = 50;

export class TrainLoop {
  readonly trainer: Trainer;
  readonly #options: TrainLoopOptions;
  readonly #outbox: Outbox;
  #paused: boolean;
  /** Steps that may still run while paused. */
  #allowed = 0;
  /** Pause when the epoch that is going on has ended. */
  #pausesAfterEpoch = false;
  /** The step after which `epochOnce` was asked for. */
  #epochFrom = 0;
  readonly #planned: PlannedChanges;
  #ended = false;
  #step = 0;
  /** False once a step has failed: its state must never replace the last good checkpoint. */
  #sound = true;
  readonly #checkpoints: Checkpoints;
  readonly #gate = new Gate();
  readonly #snapshots: Snapshots;
  readonly #clock = new SliceClock();
  readonly #pacer = new Pacer();

  constructor(options: TrainLoopOptions) {
    this.trainer = options.trainer;
    this.#options = options;
    this.#planned = new PlannedChanges(options.changes);
    this.#outbox = new Outbox(options.width, options.send);
    this.#paused = options.startPaused;
    this.#snapshots = new Snapshots(options.snapshots, options.trainer, this.#outbox, options.health);
    options.health.tell = (finding) => {
      this.#outbox.push({ type: 'finding', finding });
    };
    this.#checkpoints = new Checkpoints({
      trainer: options.trainer,
      ...options.checkpoint,
      isSound: () => this.#sound,
      push: this.#outbox.pushPiece,
    });
  }

  /**
   * Trains to the end, which is sent as the last event. Never rejects: a failure is an end, too. A checkpoint comes
   * first, so that a run can go on however early it was cut off.
   */
  async run(): Promise<void> {
    let end: RunEnd;
    try {
      this.#options.health.start();
      this.#checkpoints.last();
      if (this.#paused) this.#status();
      if (this.#options.stepsPerSecond !== null) this.setSpeed(this.#options.stepsPerSecond);
      this.#outbox.flush();
      end = await this.#train();
      this.#ended = true;
      this.#sound &&= end.reason !== 'failed';
      this.#checkpoints.ended();
      while (this.#checkpoints.waits) {
        this.#outbox.flush();
        await this.#gate.wait();
      }
    } catch (error) {
      end = trainFailure(error, this.#step, this.trainer.seconds);
    }
    this.#ended = true;
    this.#options.health.failed(end);
    this.#outbox.push({ type: 'end', end });
    this.#outbox.flush();
  }

  pause(): void {
    this.#requireRunning();
    this.#pausesAfterEpoch = false;
    if (this.#paused) return;
    this.#paused = true;
    this.#status();
    this.checkpoint();
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
    this.#gate.open();
  }

  /** One step, then paused. */
  stepOnce(): void {
    this.#requireRunning();
    const running = !this.#paused;
    this.#pausesAfterEpoch = false;
    this.#paused = true;
    this.#allowed++;
    if (running) this.#status();
    this.#gate.open();
  }

  /** Steps a second from now on; null: as fast as it goes. It changes no number. */
  setSpeed(stepsPerSecond: number | null): void {
    this.#requireRunning();
    this.#pacer.set(stepsPerSecond, performance.now());
    this.#outbox.push({ type: 'speed', stepsPerSecond });
    this.#outbox.flush();
    this.#gate.open();
  }

  stop(): void {
    if (this.#ended) return;
    this.trainer.stop();
    this.#pacer.set(null, performance.now());
    this.#paused = false;
    this.#gate.open();
  }

  async set(path: string, value: unknown, schedule?: ScheduleChoice): Promise<Intervention> {
    await this.#handedOver();
    return this.#set({ path, value, schedule });
  }

  #set(change: SettingChange): Intervention {
    this.#requireRunning();
    this.trainer.requireSchedule(change);
    const intervention = this.#change(change);
    this.checkpoint();
    return intervention;
  }

  #change({ path, value, schedule }: SettingChange): Intervention {
    const { trainer } = this;
    const intervention = trainer.set(path, value, schedule);
    this.#outbox.push({ type: 'intervention', intervention, controls: trainer.controls });
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
    this.#outbox.flush();
  }

  /** The session has stored one of what was sent. */
  stored(notice: WorkerNotice): void {
    if (notice.what === 'frame') {
      this.#outbox.stored(notice);
    } else if (this.#checkpoints.stored(notice)) this.#outbox.flush();
    this.#gate.open();
  }

  /** Waits until every checkpoint has left, because what they are made of must not change before. */
  async #handedOver(): Promise<void> {
    while (this.#checkpoints.busy) {
      this.#outbox.flush();
      await this.#gate.wait();
    }
  }

  async #train(): Promise<RunEnd> {
    const { trainer, takeMessage } = this.#options;
    let events = trainer.run();
    for (;;) {
      if (this.#mustWait()) {
        this.#outbox.flush();
        await this.#gate.wait();
        continue;
      }
      const before = performance.now();
      const wait = this.#paused ? 0 : this.#pacer.wait(before);
      if (wait > 0) {
        // At a fast pace several steps share a frame, as they do without one.
        const untilFrame = this.#outbox.sentAt + FRAME_MS - before;
        if (untilFrame <= 0) this.#outbox.flush();
        await this.#gate.wait(untilFrame > 0 ? Math.min(wait, untilFrame) : wait);
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
      if (now - this.#outbox.sentAt >= FRAME_MS) {
        this.#checkpoints.timed(now);
        this.#outbox.flush();
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
    const { trainer, changes, stopAfter, health } = this.#options;
    const clock = this.#clock;
    const { frames } = this.#outbox;
    const hasPlans = changes.length > 0 || stopAfter !== null;
    let loss = 0;
    const due = this.#paused ? Infinity : this.#pacer.due(performance.now());
    let left = due;
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
        if (left <= 0 || this.#mustWait()) break;
        continue;
      }
      const { step, row } = event;
      this.#step = step;
      loss = row[LOSS] ?? NaN;
      frames.push(step, event.epoch, trainer.seconds, row);
      health.afterStep(step, row);
      if (step >= this.#snapshots.due) this.#snapshots.afterStep(step, this.#sound && Number.isFinite(loss));
      if (this.#allowed > 0 && --this.#allowed === 0) {
        this.#status();
        break;
      }
      // The evaluation belongs to the last step of its epoch: at a slow pace it must not come a step late.
      if (--left <= 0 && !trainer.isAtEpochEnd) break;
    } while (!clock.isOver(trainer.seconds));
    if (due !== Infinity) this.#pacer.made(due - left);
    // The trainer ends a run whose loss is not finite: nothing but the end comes after such a step.
    this.#sound &&= Number.isFinite(loss);
    return null;
  }

  #epochEnded(record: EpochRecord, best: boolean): void {
    const { trainer } = this;
    this.#outbox.pushEpoch(record);
    this.#options.health.afterEpoch(record);
    this.#snapshots.afterEpoch(record.epoch, record.step, this.#sound);
    this.#checkpoints.epochEnded(record, best);
    // An epoch whose last step was made before is over already.
    const hasStepped = record.step > this.#epochFrom;
    if (this.#pausesAfterEpoch && hasStepped && !trainer.finished) this.pause();
  }

  /** Makes the planned changes whose moment has come, and stops where the run that is repeated did. */
  #makeChanges(): void {
    const { trainer, stopAfter } = this.#options;
    for (let next = this.#planned.take(trainer); next; next = this.#planned.take(trainer)) {
      // The steps before it, then the change, then those after it.
      this.#outbox.flush();
      this.#change({ path: next.path, value: next.to, schedule: next.schedule });
      this.#outbox.flush();
    }
    if (stopAfter !== null && trainer.step >= stopAfter) trainer.stop();
  }

  #mustWait(): boolean {
    return (this.#paused && this.#allowed === 0) || this.#outbox.isFull || this.#checkpoints.busy;
  }

  #requireRunning(): void {
    if (this.#ended) throw new NnError(sentence('NN-RUN-ENDED'));
  }

  #status(): void {
    const status = this.#paused ? 'paused' : 'running';
    this.#outbox.push({ type: 'status', status, step: this.#step });
    this.#outbox.flush();
  }
}
