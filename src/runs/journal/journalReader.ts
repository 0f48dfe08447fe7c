/**
 * Reads a journal of any length, in memory that does not grow with it. Of its epochs those are kept at hand that a panel or a report
 * shows: beyond the capacity every second, fourth … one and the last (`ThinnedList`). `journalEpochs` gives all of them.
 */
import { ThinnedList } from '../../base/thinned.ts';
import type { KeptCheckpoint } from '../../run/checkpoints.ts';
import type { EpochRecord, EpochList } from '../../run/epochs.ts';
import type { Finding } from '../../run/events/findings.ts';
import type { Intervention } from '../../run/interventions.ts';
import { isJournalEvent, rewind, takeLine } from '../../run/events/dispatch.ts';
import { firstFacts, snapshotOfFacts, type WithFacts } from '../../run/events/record.ts';
import type { RunEnd } from '../../run/run.ts';
import type { Thinned } from '../../run/recording.ts';
import { EpochSteps } from './epochSteps.ts';
import { epochsIn, outlives, parseEntry, type JournalEntry, type Restart } from './journal.ts';
import { eachLine, readLines } from './lines.ts';

/** Epochs that are kept at hand of a run. */
export const EPOCHS_AT_HAND = 8192;
/** Text of every line of a restart. */
const RESTART = '"event":"restart"';

export interface Journal {
  /** At most `EPOCHS_AT_HAND` and the last one. */
  readonly epochs: readonly EpochRecord[];
  /** Number of recorded epochs. */
  readonly epochCount: number;
  readonly epochSteps: EpochSteps;
  readonly interventions: readonly Intervention[];
  /** Interventions that a run which was cut off has yet to make again. */
  readonly planned: readonly Intervention[];
  /** Id of the twin that the run was last forked from. */
  readonly twin: string | null;
  /** As they were made; which files are still there, the folder says. */
  readonly checkpoints: readonly KeptCheckpoint[];
  readonly findings: readonly Finding[];
  /** Absent: every step and epoch was recorded. */
  readonly thinned: Thinned | undefined;
  readonly end: RunEnd | null;
}

/** The contents of a line: epochs, of which the first `count` still count, or something else. */
type Told = { readonly epochs: EpochList; readonly count: number } | { readonly entry: JournalEntry };

/** Reads what still counts; a torn last line is left out. A missing journal is an empty one. */
export async function readJournal(path: string): Promise<Journal> {
  const epochs = new ThinnedList<EpochRecord>(EPOCHS_AT_HAND);
  const epochSteps = new EpochSteps();
  let epochCount = 0;
  const rest = new Rest();
  for await (const told of recordsOf(path)) {
    for (const one of told) {
      if ('entry' in one) {
        rest.take(one.entry);
        continue;
      }
      epochCount += one.count;
      epochs.appendRows(one.count, (row) => one.epochs.at(row));
      for (let row = 0; row < one.count; row++)
        epochSteps.add(one.epochs.epochAt(row), one.epochs.stepAt(row));
    }
  }
  const { interventions, checkpoints, findings, end, thinned } = snapshotOfFacts(rest.facts);
  const { planned, twin } = rest;
  const told = { interventions, planned, twin, checkpoints, findings, thinned, end };
  return { epochs: epochs.toArray(), epochCount, epochSteps, ...told };
}

/** All epochs that still count, in order, a few thousand at a time. */
export async function* journalEpochs(path: string): AsyncGenerator<readonly EpochRecord[]> {
  for await (const told of recordsOf(path)) {
    yield told.flatMap((one) =>
      'entry' in one ? [] : Array.from({ length: one.count }, (_, row) => one.epochs.at(row)),
    );
  }
}

async function* recordsOf(path: string): AsyncGenerator<Told[]> {
  const voids = new Voids(await restartsOf(path));
  for await (const lines of readLines(path)) {
    const told: Told[] = [];
    eachLine(lines, (line, at) => {
      const entry = parseEntry(line);
      if (entry === null) return;
      const epochs = epochsIn(entry);
      told.push(epochs === null ? { entry } : { epochs, count: voids.countOf(epochs, at) });
    });
    yield told;
  }
}

interface PlacedRestart {
  readonly at: number;
  readonly restart: Restart;
}

/** The restarts of a journal and where their lines begin. */
async function restartsOf(path: string): Promise<PlacedRestart[]> {
  const found: PlacedRestart[] = [];
  for await (const { bytes, at } of readLines(path)) {
    for (let place = bytes.indexOf(RESTART); place >= 0; place = bytes.indexOf(RESTART, place + 1)) {
      const start = bytes.lastIndexOf('\n', place) + 1;
      const entry = parseEntry(bytes.toString('utf8', start, bytes.indexOf('\n', place)));
      if (entry?.event === 'restart') found.push({ at: at + start, restart: entry });
    }
  }
  return found;
}

/** The epochs that later restarts have made void, for lines that are looked up in their order. */
class Voids {
  readonly #restarts: PlacedRestart[];

  constructor(restarts: PlacedRestart[]) {
    this.#restarts = restarts;
  }

  /** Number of the epochs of the line at `at`, the first ones, that still count. */
  countOf(epochs: EpochList, at: number): number {
    while (this.#restarts[0] && this.#restarts[0].at < at) this.#restarts.shift();
    let { count } = epochs;
    for (const { restart } of this.#restarts)
      while (count > 0 && !outlives(epochs.epochAt(count - 1), epochs.stepAt(count - 1), restart)) count--;
    return count;
  }
}

/** The entries of a journal other than epochs. */
class Rest implements WithFacts {
  facts = firstFacts([]);
  /** Interventions that are to be made again. */
  planned: Intervention[] = [];
  twin: string | null = null;

  take(entry: JournalEntry): void {
    if (isJournalEvent(entry)) takeLine(this, entry);
    if (entry.event === 'intervention' && isSame(this.planned[0], entry.intervention)) this.planned.shift();
    if (entry.event === 'fork') this.twin = entry.run;
    if (entry.event === 'restart') this.#restart(entry);
  }

  #restart(restart: Restart): void {
    const { interventions } = this.facts;
    rewind(this, restart);
    const undone = interventions.slice(this.facts.interventions.length);
    this.planned = restart.repeats === true ? [...undone, ...this.planned] : [];
  }
}

function isSame(planned: Intervention | undefined, made: Intervention): boolean {
  return planned?.path === made.path && planned.step === made.step && planned.epoch === made.epoch;
}
