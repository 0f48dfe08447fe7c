/** The session's record of its run, in bounded memory: the source of snapshots. */
import { ThinnedList } from '../base/thinned.ts';
import { EpochRows, type EpochFrame, type EpochRecord } from '../run/epochs.ts';
import { snapshotOfFacts, type RunFacts, type RunRecord } from '../run/events/record.ts';
import { activationLayers } from '../run/activationLayers.ts';
import { lastSecond, type MetricFrame } from '../run/frames.ts';
import { snapshotsAtHand, type TensorSnapshot } from '../run/tensorSnapshots.ts';
import type { RecordDamage } from '../run/recording.ts';
import type { RunInfo } from '../run/run.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import type { History } from '../runs/events/history.ts';
import { createEpochHistory } from './comparison/epochHistory.ts';

/** The past of a run when its session begins; not empty for a run that goes on. */
export interface RunPast {
  readonly run: RunInfo;
  readonly facts: RunFacts;
  readonly history: History;
  readonly damage: RecordDamage | undefined;
  readonly epochs: readonly EpochRecord[];
  readonly tensorSnapshots: readonly TensorSnapshot[];
}

export class LiveRecord implements RunRecord {
  readonly run: RunInfo;
  readonly history: History;
  /** The missing steps before the run went on. */
  readonly damage: RecordDamage | undefined;
  readonly epochs = createEpochHistory();
  facts: RunFacts;
  /** Of training so far. */
  seconds = 0;
  readonly #activationLayers: readonly string[];
  readonly #snapshots: ThinnedList<TensorSnapshot>;
  #nextSequence = 0;

  constructor({ run, facts, history, damage, epochs, tensorSnapshots }: RunPast) {
    this.run = run;
    this.history = history;
    this.damage = damage;
    this.facts = facts;
    for (const record of epochs) this.epochs.append(record);
    this.#activationLayers = activationLayers(run.plan).map(({ id }) => id);
    this.#snapshots = new ThinnedList(snapshotsAtHand(run.plan, this.#activationLayers.length));
    for (const record of tensorSnapshots) this.#snapshots.append(record);
  }

  addFrame(frame: MetricFrame): void {
    this.history.appendFrame(frame);
    this.seconds = lastSecond(frame);
    this.#nextSequence = frame.sequence + 1;
  }

  addEpochs(epochs: EpochFrame): void {
    const rows = new EpochRows(epochs);
    this.epochs.appendRows(rows.count, (row) => rows.at(row));
  }

  addSnapshot(record: TensorSnapshot): void {
    this.#snapshots.append(record);
  }

  snapshot(): RunSnapshot {
    return {
      run: this.run,
      ...snapshotOfFacts(this.facts),
      steps: this.history.toFrame(this.#nextSequence),
      nextSequence: this.#nextSequence,
      epochs: this.epochs.toArray(),
      tensorSnapshots: this.#snapshots.toArray(),
      activationLayers: this.#activationLayers,
      ...(this.damage ? { damage: this.damage } : {}),
    };
  }
}
