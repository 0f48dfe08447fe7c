/**
 * The run folder while a run is going on. Everything is appended or renamed into place, in the order it is
 * asked for, so that a process killed at any moment leaves a folder that opens.
 */
import { hasFinished } from '../run/status.ts';
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DataFacts } from '../plan/dataFacts.ts';
import type { Plan } from '../plan/types.ts';
import { type EpochFrame, EpochRows } from '../run/epochs.ts';
import type { Intervention } from '../run/interventions.ts';
import type { MetricFrame } from '../run/frames.ts';
import { type TensorSnapshot, trainableLayers } from '../run/tensorSnapshots.ts';
import type { RunEnd, RunInfo, RunParent, RunStatus } from '../run/run.ts';
import type { Thinned } from '../run/recording.ts';
import type { CheckpointPiece } from '../run/checkpoints.ts';
import {
  histogramsRecord,
  markdownCode,
  restartRecord,
  scalarsRecord,
  sessionEndRecord,
  sessionStartRecord,
  textRecord,
  versionRecord,
} from './events/eventRecords.ts';
import { CheckpointWriter } from './folder/checkpointWriter.ts';
import { removeLeftovers, writeAtomically } from './folder/files.ts';
import { EPOCHS } from '../run/controls/control.ts';
import { makeRunFolder, type Place } from './folder/folders.ts';
import { JOURNAL_FILE, journalLine } from './journal/journal.ts';
import { cutTornLine } from './journal/lines.ts';
import { copyLineage, cutTornEvents } from './journal/lineage.ts';
import { currentOwner } from './folder/owner.ts';
import { SNAPSHOTS_FILE, histogramsOf, snapshotLine } from './journal/tensorSnapshots.ts';
import {
  CHECKPOINTS,
  SPEC_FILE,
  SPLIT_FILE,
  describeMachine,
  readRunFile,
  trainingFailed,
  writeRunFile,
  type KeptOverride,
  type RunFile,
} from './folder/runFile.ts';
import { RunLock } from './folder/runLock.ts';
import { Recorder, type JournalNote } from './recorder.ts';
import { writePlain } from './folder/safePaths.ts';
import { hyperParameters } from './shape/specValues.ts';
import { StepLayout } from './events/stepLayout.ts';
import { ENGINE_VERSION } from './version.ts';

export interface NewRun {
  readonly info: Omit<RunInfo, 'id'>;
  readonly specText: string;
  readonly overrides: readonly KeptOverride[];
  readonly encoder: unknown;
  readonly data?: RunData;
  /** Checkpoints of epochs to keep (`training.checkpoint.keep`). */
  readonly keep: number;
  /** Bytes that its event files and its journal may take (default: any number). */
  readonly maxSize?: number;
  /** Number of epochs by the settings at the beginning, if it is not the spec's. */
  readonly epochs?: number;
  /** The run that this one goes on from or repeats; with `lineage` it takes over what the two have in common. */
  readonly origin?: {
    readonly folder: string;
    readonly kind: RunParent['kind'];
    readonly lineage: Lineage | null;
  };
}

/** The data that a run trains on. */
interface RunData {
  readonly facts?: DataFacts | undefined;
  /** Null: every row is for training. */
  readonly rowSplit?: Uint8Array | null | undefined;
}

/** The state of a checkpoint that training continues from. */
interface Lineage {
  readonly step: number;
  readonly epochs: number;
  /** The first ones of the journal. */
  readonly interventions: number;
}

export class RunStore {
  readonly folder: string;
  #run: RunFile;
  /** Layers that snapshots of the tensors cover. */
  readonly #layers: readonly string[];
  readonly #recorder: Recorder;
  readonly #lock: RunLock;
  readonly #checkpoints: CheckpointWriter;
  readonly #startSeconds: number;

  private constructor(folder: string, run: RunFile, keep: number, lock: RunLock, recorder: Recorder) {
    this.folder = folder;
    this.#lock = lock;
    this.#run = run;
    this.#recorder = recorder;
    this.#layers = trainableLayers(run.plan);
    this.#startSeconds = startOf(run);
    this.#checkpoints = new CheckpointWriter(join(folder, CHECKPOINTS), keep, {
      beforeFinish: async () => {
        this.#lock.check();
        // The events before a checkpoint must be on the disk before the checkpoint is.
        await this.#recorder.sync();
      },
      // The timed checkpoint of each second is not news.
      written: (kind, step) =>
        kind === 'last' ? Promise.resolve() : this.note({ event: 'checkpoint', kind, step }),
    });
  }

  get id(): string {
    return this.#run.id;
  }

  /** The steps left out for want of room since it was opened. */
  get thinned(): Thinned | undefined {
    return this.#recorder.thinned;
  }

  /**
   * Makes a new folder inside `runsFolder` (with its own `.gitignore`), or exactly `folder`, which must be empty
   * or new: `NN-RUN-EXISTS` otherwise.
   */
  static async create(place: Place, next: NewRun): Promise<RunStore> {
    const { origin, specText } = next;
    const { plan, ...info } = next.info;
    const { spec, ...planned } = plan;
    const lineage = origin?.lineage ?? null;
    const parent = origin && (await readRunFile(origin.folder));
    const runIn = (folder: string): RunFile => ({
      formatVersion: 2,
      id: basename(folder),
      ...info,
      status: 'running',
      endedAt: null,
      clock: lineage && parent ? parent.clock : info.startedAt,
      parent: origin && parent ? { run: parent.id, step: lineage?.step ?? 0, kind: origin.kind } : null,
      specHash: createHash('sha256').update(specText).digest('hex'),
      overrides: next.overrides,
      engine: ENGINE_VERSION,
      machine: describeMachine(),
      owner: currentOwner(),
      ...(next.epochs === undefined ? {} : { epochs: next.epochs }),
      spec,
      plan: planned,
      encoder: next.encoder ?? null,
      ...(next.data?.facts && { data: next.data.facts }),
      end: null,
      lastEpoch: null,
    });
    const made = await makeRunFolder(place, info.startedAt, info.name, async (temporary, final) => {
      const first = await RunLock.first(temporary);
      await mkdir(join(temporary, CHECKPOINTS));
      await writeAtomically(join(temporary, SPEC_FILE), specText);
      if (next.data?.rowSplit) await writeAtomically(join(temporary, SPLIT_FILE), next.data.rowSplit);
      if (origin && lineage) await copyLineage(origin.folder, temporary);
      await writeRunFile(temporary, runIn(final));
      return first;
    });
    const { folder, filled: lock } = made;
    lock.moved(folder);
    return lock.keepIf(async () => {
      const store = await RunStore.#open(folder, runIn(folder), next, lock);
      const time = store.#startSeconds;
      if (lineage) {
        await store.#restart({ ...lineage, repeats: false });
        return store;
      }
      await store.#recorder.appendEvents(
        Buffer.concat([
          versionRecord(time),
          textRecord(time, 'spec', markdownCode(specText)),
          sessionStartRecord(time, hyperParameters(spec)),
        ]),
      );
      await store.note({ event: 'start', engine: ENGINE_VERSION, backend: info.backend });
      return store;
    });
  }

  /**
   * Goes on in an existing folder from a checkpoint; later interventions of the journal are made again. `lock`: who has
   * made this process the folder's writer already; `close` releases it.
   * @throws NnError NN-RUN-BUSY
   */
  static async reopen(
    folder: string,
    lineage: Lineage,
    facts: {
      backend: string;
      threads: number;
      keep: number;
      maxSize?: number;
      epochs?: number;
      lock?: RunLock | null;
      data?: RunData;
      /** The accepted differences between the data and that of before, and the plan for it. */
      changed?: { readonly told: readonly string[]; readonly plan: Plan } | null;
    },
  ): Promise<RunStore> {
    const before = await readRunFile(folder);
    const lock = facts.lock ?? (await RunLock.take(folder));
    return lock.keepIf(async () => {
      const { changed } = facts;
      const { spec, ...plan } = changed?.plan ?? { ...before.plan, spec: before.spec };
      const data = facts.data?.facts;
      const run: RunFile = {
        ...before,
        status: 'running',
        endedAt: null,
        end: null,
        backend: facts.backend,
        threads: facts.threads,
        ...(facts.epochs === undefined ? {} : { epochs: facts.epochs }),
        ...(data && { data }),
        spec,
        plan,
        owner: currentOwner(),
      };
      await cutTornLine(join(folder, JOURNAL_FILE));
      await cutTornLine(join(folder, SNAPSHOTS_FILE));
      await removeLeftovers(folder);
      await removeLeftovers(join(folder, CHECKPOINTS));
      await cutTornEvents(folder, StepLayout.all(run.series));
      const rowSplit = facts.data?.rowSplit;
      if (rowSplit) await writeAtomically(join(folder, SPLIT_FILE), rowSplit);
      await writeRunFile(folder, run);
      const store = await RunStore.#open(folder, run, facts, lock);
      await store.#restart({ ...lineage, repeats: true });
      if (changed) await store.note({ event: 'data', changes: changed.told });
      return store;
    });
  }

  async #restart(from: Lineage & { readonly repeats: boolean }): Promise<void> {
    const now = this.#startSeconds;
    const { step, epochs, interventions, repeats } = from;
    await this.#recorder.appendEvents(Buffer.concat([versionRecord(now), restartRecord(now, step + 1)]));
    await this.note({ event: 'restart', step, epochs, interventions, repeats });
  }

  static async #open(
    folder: string,
    run: RunFile,
    { keep, maxSize = Infinity }: { readonly keep: number; readonly maxSize?: number },
    lock: RunLock,
  ): Promise<RunStore> {
    const { series } = run;
    const recorder = await Recorder.open(folder, { series, startSeconds: startOf(run) }, maxSize);
    return new RunStore(folder, run, keep, lock, recorder);
  }

  async appendFrame(frame: MetricFrame): Promise<void> {
    this.#lock.check();
    await this.#recorder.appendFrame(frame);
  }

  /** `time`: seconds of training so far. */
  async appendEpochs(epochs: EpochFrame, time: number): Promise<void> {
    this.#lock.check();
    this.#run = { ...this.#run, lastEpoch: new EpochRows(epochs).at(epochs.count - 1) };
    await this.#recorder.appendEpochs(epochs, time);
  }

  /** A look into the network; `time`: seconds of training so far. TensorBoard gets its histograms. */
  async appendSnapshot(record: TensorSnapshot, time: number): Promise<void> {
    this.#lock.check();
    const histograms = histogramsOf(record, this.#layers);
    await this.#recorder.appendHistograms(
      histogramsRecord(this.#startSeconds + time, record.step, histograms),
    );
    await writePlain(join(this.folder, SNAPSHOTS_FILE), snapshotLine(record), 'append');
  }

  async appendIntervention(intervention: Intervention): Promise<void> {
    await this.note({ event: 'intervention', intervention });
    const { path, to } = intervention;
    if (path !== EPOCHS || typeof to !== 'number') return;
    this.#run = { ...this.#run, epochs: to };
    await writeRunFile(this.folder, this.#run);
  }

  /** `run` goes on from `step` without the change that was made here; this run may have ended meanwhile. */
  async appendFork(run: string, step: number): Promise<void> {
    const line = journalLine({ time: new Date().toISOString(), event: 'fork', run, step });
    await writePlain(join(this.folder, JOURNAL_FILE), line, 'append');
  }

  async appendPause(event: 'pause' | 'resume', step: number): Promise<void> {
    await this.note({ event, step });
  }

  /**
   * The next piece of a checkpoint. With the last one it takes its place in the folder, under each of its names; until
   * then the older ones stay.
   */
  async writeCheckpoint(piece: CheckpointPiece): Promise<void> {
    await this.#checkpoints.write(piece);
  }

  /** Writes the end; `status` differs from the reason where the run can still be resumed (`interrupted`). */
  async finish(end: RunEnd, status: RunStatus = end.reason): Promise<void> {
    this.#lock.check();
    this.#run = { ...this.#run, status, end, endedAt: new Date().toISOString() };
    if (end.test) {
      const scalars = Object.entries(end.test).map(([name, value]) => [`test/${name}`, value] as const);
      const time = this.#startSeconds + end.seconds;
      await this.#recorder.appendEvents(scalarsRecord(time, end.steps, scalars));
    }
    const final = hasFinished(status) || trainingFailed(end);
    // TensorBoard keeps the first end it meets, so a run that can still go on gets none.
    if (final) {
      const ended = this.#startSeconds + end.seconds;
      await this.#recorder.appendEvents(sessionEndRecord(ended, !trainingFailed(end)));
    }
    await this.#recorder.noteLastEpoch();
    if (status === end.reason) await this.note({ event: 'end', end });
    await this.#recorder.sync();
    await writeRunFile(this.folder, this.#run);
  }

  async close(): Promise<void> {
    try {
      await Promise.all([this.#recorder.close(), this.#checkpoints.discard()]);
    } finally {
      await this.#lock.release();
    }
  }

  /** A line of the journal. */
  async note(entry: JournalNote): Promise<void> {
    this.#lock.check();
    await this.#recorder.note(entry);
  }
}

/** Seconds since 1970 that the run's seconds of training count from. */
function startOf(run: RunFile): number {
  return Date.parse(run.clock) / 1000;
}
