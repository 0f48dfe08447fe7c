/** The event file and the journal of a run while it is going on: what is appended to them, within the run's size limit. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EpochFrame,
  type EpochMetrics,
  type EpochRecord,
  EPOCH_FACTS,
  EpochRows,
  epochWidth,
  epochsFrom,
} from '../run/epochs.ts';
import type { MetricFrame } from '../run/frames.ts';
import { mergeThinned, type Thinned } from '../run/recording.ts';
import { eventFiles, nextEventFile } from './events/eventNames.ts';
import { epochLines, JOURNAL_FILE, journalLine, type JournalEntry } from './journal/journal.ts';
import { RecordWriter } from './events/recordWriter.ts';
import { openPlain } from './folder/safePaths.ts';
import { averageBytes, isWhole, SizeLimit, type KeptRows, type RowBytes } from './sizeLimit.ts';
import { StepLayout } from './events/stepLayout.ts';

export type JournalNote = DistributiveOmit<JournalEntry, 'time'>;
type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

export class Recorder {
  readonly #events: FileHandle;
  readonly #journal: FileHandle;
  readonly #records: RecordWriter;
  readonly #size: SizeLimit;
  readonly #whole: StepLayout;
  readonly #compact: StepLayout;
  #epochLayout: StepLayout | null = null;
  /** The last step of the last epoch in the event file. */
  #epochStep = 0;
  #thinned: Thinned | undefined;
  /** The last epoch, if it was not recorded. */
  #leftOut: EpochRecord | null = null;
  /** Seconds of training are stored as wall time since the start, so pauses do not stretch TensorBoard's axis. */
  readonly #startSeconds: number;

  private constructor(
    files: { readonly events: FileHandle; readonly journal: FileHandle },
    size: SizeLimit,
    series: readonly string[],
    startSeconds: number,
  ) {
    this.#events = files.events;
    this.#journal = files.journal;
    this.#records = new RecordWriter(files.events);
    this.#size = size;
    this.#whole = StepLayout.scalars(series);
    this.#compact = StepLayout.compact(series);
    this.#startSeconds = startSeconds;
  }

  /**
   * Begins another event file of the run in `folder`. `limit`: bytes for its event files and its journal; what is there counts.
   * `startSeconds`: of the run's clock, since 1970.
   */
  static async open(
    folder: string,
    run: { readonly series: readonly string[]; readonly startSeconds: number },
    limit: number,
  ): Promise<Recorder> {
    const before = [...(await eventFiles(folder)), JOURNAL_FILE].map((name) => join(folder, name));
    const sizes = await Promise.all(before.map((path) => stat(path).catch(() => ({ size: 0 }))));
    const size = new SizeLimit(
      limit,
      sizes.reduce((sum, file) => sum + file.size, 0),
    );
    const events = await open(join(folder, await nextEventFile(folder)), 'ax');
    const journal = await openPlain(join(folder, JOURNAL_FILE), 'append');
    return new Recorder({ events, journal }, size, run.series, run.startSeconds);
  }

  /** The steps and epochs left out since this was opened. */
  get thinned(): Thinned | undefined {
    return this.#thinned;
  }

  async appendFrame(frame: MetricFrame): Promise<void> {
    const seconds = new Float64Array(frame.seconds);
    const values = new Float64Array(frame.values);
    const [whole, compact] = [this.#whole, this.#compact];
    const { firstStep } = frame;
    const bytes = { whole: whole.recordBytes, compact: averageBytes(whole.recordBytes, compact.recordBytes) };
    const rows = { number: firstStep, count: frame.count, bytes };
    const stepOf = (row: number): number => firstStep + row;
    await this.#appendKept(rows, stepOf, ({ first, every, count, isLong }) => {
      const step = (row: number): number => stepOf(first + row * every);
      return this.#records.append({
        count,
        layout: (row) => (isLong && !isWhole(step(row), step(row) - every, every) ? compact : whole),
        wallTime: (row) => this.#startSeconds + (seconds[first + row * every] ?? 0),
        step,
        values,
        first: (row) => (first + row * every) * whole.width,
      });
    });
  }

  /** `time`: seconds of training so far. */
  async appendEpochs(epochs: EpochFrame, time: number): Promise<void> {
    // Every epoch of a run has the same metrics.
    const layout = (this.#epochLayout ??= StepLayout.scalars(epochTags(epochs.metrics)));
    const wallTime = this.#startSeconds + time;
    const all = new EpochRows(epochs);
    const width = epochWidth(epochs.metrics);
    // Packed lines take less, so that more fit than was thought.
    const line = epochLines(epochsFrom(epochs, 0, 1, 1), new Date().toISOString());
    const bytes = {
      whole: line.length + layout.recordBytes,
      compact: averageBytes(line.length + layout.recordBytes, line.length),
    };
    const rows = { number: all.epochAt(0), count: epochs.count, bytes };
    const stepOf = (row: number): number => all.stepAt(row);
    const lastRow = epochs.count - 1;
    this.#leftOut = all.at(lastRow);
    await this.#appendKept(rows, stepOf, async ({ first, every, count, isLong }) => {
      const kept = epochsFrom(epochs, first, every, count);
      const values = new Float64Array(kept.values);
      const stepAt = (row: number): number => values[row * width + 1] ?? 0;
      // The journal has them all. In a long run TensorBoard gets as many short ones as it gets steps with all scalars.
      const told: number[] = [];
      for (let row = 0; row < count; row++) {
        if (isLong && !isWhole(stepAt(row), this.#epochStep, every)) continue;
        told.push(row);
        this.#epochStep = stepAt(row);
      }
      const at = (index: number): number => told[index] ?? 0;
      const written = await this.#records.append({
        count: told.length,
        layout: () => layout,
        wallTime: () => wallTime,
        step: (index) => stepAt(at(index)),
        values,
        first: (index) => at(index) * width + EPOCH_FACTS,
      });
      const lines = Buffer.from(epochLines(kept, new Date().toISOString()));
      await this.#journal.appendFile(lines);
      if (first + (count - 1) * every === lastRow) this.#leftOut = null;
      return written + lines.length;
    });
  }

  /** Whole records. */
  async appendEvents(records: Uint8Array): Promise<void> {
    this.#size.wrote(records.length);
    await this.#events.appendFile(records);
  }

  /** Left out where they do not fit any more: `probes.ndjson` has them as well. */
  async appendHistograms(records: Uint8Array): Promise<void> {
    if (this.#size.holds(records.length)) await this.appendEvents(records);
  }

  async note(entry: JournalNote): Promise<void> {
    const line = Buffer.from(journalLine({ time: new Date().toISOString(), ...entry }));
    this.#size.wrote(line.length);
    await this.#journal.appendFile(line);
  }

  /** The journal of a run that has ended tells its last epoch in any case: code that goes on or compares looks there. */
  async noteLastEpoch(): Promise<void> {
    if (this.#leftOut) await this.note({ event: 'epoch', record: this.#leftOut });
    this.#leftOut = null;
  }

  /** Resolves when all that was appended is on the disk. */
  async sync(): Promise<void> {
    await Promise.all([this.#events.datasync(), this.#journal.datasync()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.#events.close(), this.#journal.close()]);
  }

  /** Writes those rows that are recorded; `write` resolves with the bytes that they took. */
  async #appendKept(
    rows: { readonly number: number; readonly count: number; readonly bytes: RowBytes },
    stepOf: (row: number) => number,
    write: (kept: KeptRows) => Promise<number>,
  ): Promise<void> {
    for (let from = 0; from < rows.count;) {
      const kept = this.#size.next(rows.number, rows.count, from, rows.bytes);
      const { first, every, count } = kept;
      if (every > (this.#thinned?.every ?? 1)) {
        const told = { step: stepOf(from), every };
        this.#thinned = mergeThinned(this.#thinned, told);
        await this.note({ event: 'thinned', ...told });
      }
      if (count === 0) return;
      this.#size.wrote(await write(kept));
      from = first + (count - 1) * every + 1;
    }
  }
}

/** In the order of the values in a row of epochs. */
function epochTags({ train, validation = [] }: EpochMetrics): string[] {
  return [
    ...train.map((name) => `epoch/train/${name}`),
    ...validation.map((name) => `epoch/validation/${name}`),
  ];
}
