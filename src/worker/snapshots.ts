/** Looks into the network when the schedule says so, and once a step at most. */
import { takeSnapshot } from '../engine/evaluation/tensorSnapshot.ts';
import type { Trainer } from '../engine/types.ts';
import type { Health } from './health/health.ts';
import type { Outbox } from './outbox.ts';
import type { SnapshotSchedule } from './snapshotSchedule.ts';

export type Schedule = Pick<SnapshotSchedule, 'dueAfterEpoch' | 'stepAfter'>;

export class Snapshots {
  /** The step after which the network is looked into although the epoch goes on. */
  due: number;
  readonly #schedule: Schedule;
  readonly #trainer: Trainer;
  readonly #outbox: Outbox;
  readonly #health: Pick<Health, 'afterProbe'>;
  #last = 0;

  constructor(schedule: Schedule, trainer: Trainer, outbox: Outbox, health: Pick<Health, 'afterProbe'>) {
    this.#health = health;
    this.#schedule = schedule;
    this.#trainer = trainer;
    this.#outbox = outbox;
    this.due = schedule.stepAfter(trainer.step);
  }

  /** `step`, which was due, has just been made; `isSound`: there is something to see. */
  afterStep(step: number, isSound: boolean): void {
    if (isSound) this.#take(step);
    this.due = this.#schedule.stepAfter(step);
  }

  afterEpoch(epoch: number, step: number, isSound: boolean): void {
    if (isSound && this.#schedule.dueAfterEpoch(epoch)) this.#take(step);
  }

  #take(step: number): void {
    if (this.#last === step) return;
    this.#last = step;
    const record = this.#trainer.inspect(takeSnapshot);
    this.#outbox.push({ type: 'probe', record });
    this.#health.afterProbe(record);
  }
}
