/** `journal.ndjson`: what happened to a run besides its numbers, one JSON object a line, append-only. */
import { deflateSync, inflateSync } from 'node:zlib';
import {
  type EpochFrame,
  type EpochRecord,
  EpochRows,
  epochWidth,
  type EpochList,
} from '../../run/epochs.ts';
import type { JournalEvent } from '../../run/events/event.ts';
import { finiteOrNaN } from './nulls.ts';
import { isJournalEntry } from '../shape/runShape.ts';

export const JOURNAL_FILE = 'journal.ndjson';

export type JournalEntry = { readonly time: string } & (
  | { readonly event: 'start'; readonly engine: string; readonly backend: string }
  /**
   * Goes on after `step` and `epochs` whole epochs: entries of later ones before this line are void (a journal without
   * `epochs` keeps the records of all epochs up to `step`). Of the interventions the first
   * `interventions` still count (a journal without the number keeps those of the steps up to the next one); with
   * `repeats` the others are made again when their step comes.
   */
  | {
      readonly event: 'restart';
      readonly step: number;
      readonly epochs?: number;
      readonly interventions?: number;
      readonly repeats?: boolean;
    }
  /** `run` goes on from `step` without the change that was made there. */
  | { readonly event: 'fork'; readonly run: string; readonly step: number }
  /** The run goes on with data that differs from what it began with, as the user has accepted it. */
  | { readonly event: 'data'; readonly changes: readonly string[] }
  | { readonly event: 'epoch'; readonly record: EpochRecord }
  /** Many at once, where epochs are so short that a line of each would cost more than its training. */
  | ({ readonly event: 'epochs' } & PackedEpochs)
  | { readonly event: 'pause' | 'resume'; readonly step: number }
  /** Events that are a line each: what becomes of them says the table of events. */
  | JournalEvent
);

/** An `EpochFrame` whose values are little-endian bytes, by now deflated, in base64: exact, and quick to write. */
interface PackedEpochs extends Omit<EpochFrame, 'values'> {
  readonly values: string;
  readonly packed?: 'deflate';
}

/** Epochs told at once up to which each gets a line that a person can read. */
const MOST_LINES = 64;
/** Bytes of values in one line: a reader of the journal's end must find whole lines there. */
const PACKED_BYTES = 12_288;
/** The quickest one, which makes a quarter of short epochs: a better one saves 2 % more. */
const PACKING_LEVEL = 1;

export function journalLine(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** The lines that tell of epochs which ended since the last were told. */
export function epochLines(epochs: EpochFrame, time: string): string {
  if (epochs.count <= MOST_LINES) {
    const records = new EpochRows(epochs).toArray();
    return records.map((record) => journalLine({ time, event: 'epoch', record })).join('');
  }
  const { metrics, values } = epochs;
  const rowBytes = epochWidth(metrics) * Float64Array.BYTES_PER_ELEMENT;
  const most = Math.max(1, Math.floor(PACKED_BYTES / rowBytes));
  let lines = '';
  for (let first = 0; first < epochs.count; first += most) {
    const count = Math.min(most, epochs.count - first);
    const bytes = Buffer.from(values, first * rowBytes, count * rowBytes);
    const packed = deflateSync(bytes, { level: PACKING_LEVEL }).toString('base64');
    lines += journalLine({ time, event: 'epochs', count, metrics, packed: 'deflate', values: packed });
  }
  return lines;
}

/** The epochs that an entry tells of; null if it tells of something else. */
export function epochsIn(entry: JournalEntry): EpochList | null {
  if (entry.event === 'epoch') {
    const { record } = entry;
    return { count: 1, at: () => record, epochAt: () => record.epoch, stepAt: () => record.step };
  }
  if (entry.event !== 'epochs') return null;
  const { count, metrics } = entry;
  const length = count * epochWidth(metrics) * Float64Array.BYTES_PER_ELEMENT;
  const bytes = unpacked(entry, length);
  // Damaged.
  if (bytes.length < length) return new EpochRows({ count: 0, metrics, values: new ArrayBuffer(0) });
  return new EpochRows({ count, metrics, values: bytes.buffer.slice(0, length) });
}

/** Fewer than `length` bytes if they are damaged. */
function unpacked({ values, packed }: PackedEpochs, length: number): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(values, 'base64');
  if (packed === undefined) return new Uint8Array(bytes);
  try {
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: Math.max(1, length) }));
  } catch {
    return new Uint8Array(0);
  }
}

/** The last epoch in the text of a journal's end, which may begin within a line; null if it tells of none. */
export function lastEpochIn(tail: string): EpochRecord | null {
  const restarts: Restart[] = [];
  for (const line of tail.split('\n').reverse()) {
    const entry = parseEntry(line);
    // Lines before a restart may be void: the restart's own line says up to which step the run had come.
    if (entry?.event === 'restart') restarts.push(entry);
    const epochs = entry && epochsIn(entry);
    for (let row = (epochs?.count ?? 0) - 1; epochs && row >= 0; row--) {
      const [epoch, step] = [epochs.epochAt(row), epochs.stepAt(row)];
      if (restarts.every((restart) => outlives(epoch, step, restart))) return epochs.at(row);
    }
  }
  return null;
}

export type Restart = Extract<JournalEntry, { readonly event: 'restart' }>;

/** True if an epoch from before a restart, with its last step, still counts: not one whose end comes again. */
export function outlives(epoch: number, step: number, restart: Restart): boolean {
  return step <= restart.step && epoch <= (restart.epochs ?? Infinity);
}

/** The entry of a line of the journal; null if it is none. */
export function parseEntry(line: string): JournalEntry | null {
  if (line === '') return null;
  try {
    const value: unknown = JSON.parse(line);
    if (!isJournalEntry(value)) return null;
    const entry = value as JournalEntry;
    if (!isWhole(entry)) return null;
    return entry.event === 'epoch' ? { ...entry, record: finiteOrNaN(entry.record) } : entry;
  } catch {
    return null;
  }
}

/** True if the epochs of an entry are there: a line may have been damaged. */
function isWhole(entry: JournalEntry): boolean {
  if (entry.event === 'epoch') {
    const record = entry.record as Partial<EpochRecord> | undefined;
    return (
      Number.isFinite(record?.epoch) && Number.isFinite(record?.step) && typeof record?.train === 'object'
    );
  }
  if (entry.event !== 'epochs') return true;
  const { count, metrics, values } = entry as Partial<PackedEpochs>;
  return Array.isArray(metrics?.train) && typeof values === 'string' && Number.isSafeInteger(count);
}
