/** `journal.ndjson`: what happened to a run besides its numbers, one JSON object a line, append-only. */
import { EpochRows, epochWidth } from '../protocol/epochs.ts';
import {
  type EpochFrame,
  withCheckpoint,
  type CheckpointKind,
  type EpochRecord,
  type Intervention,
  type KeptCheckpoint,
  type RunEnd,
} from '../protocol/types.ts';
import { readPlainIfThere } from './safePaths.ts';

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
  | { readonly event: 'intervention'; readonly intervention: Intervention }
  | { readonly event: 'pause' | 'resume'; readonly step: number }
  | { readonly event: 'checkpoint'; readonly kind: CheckpointKind; readonly step: number }
  | { readonly event: 'end'; readonly end: RunEnd }
);

/** An `EpochFrame` whose values are little-endian bytes in base64: exact, and quick to write. */
interface PackedEpochs extends Omit<EpochFrame, 'values'> {
  readonly values: string;
}

/** Epochs told at once up to which each gets a line that a person can read. */
const MOST_LINES = 64;
/** Bytes of values in one line: a reader of the journal's end must find whole lines there. */
const PACKED_BYTES = 12_288;

export interface Journal {
  readonly epochs: readonly EpochRecord[];
  readonly interventions: readonly Intervention[];
  /** Interventions that a run which was cut off has yet to make again. */
  readonly planned: readonly Intervention[];
  /** Id of the twin that the run was last forked from. */
  readonly twin: string | null;
  /** As they were made; which files are still there, the folder says. */
  readonly checkpoints: readonly KeptCheckpoint[];
  readonly end: RunEnd | null;
}

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
    lines += journalLine({ time, event: 'epochs', count, metrics, values: bytes.toString('base64') });
  }
  return lines;
}

function unpacked({ count, metrics, values }: PackedEpochs): EpochRecord[] {
  const bytes = new Uint8Array(Buffer.from(values, 'base64'));
  return new EpochRows({ count, metrics, values: bytes.buffer }).toArray();
}

/** The lines of a journal without one that is torn. */
export function wholeLines(text: string): string[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
}

/** Reads what still counts; a torn last line is left out. A missing journal is an empty one. */
export async function readJournal(path: string): Promise<Journal> {
  const text = (await readPlainIfThere(path))?.toString('utf8') ?? '';
  let epochs: EpochRecord[] = [];
  let interventions: Intervention[] = [];
  let planned: Intervention[] = [];
  let twin: string | null = null;
  let checkpoints: readonly KeptCheckpoint[] = [];
  let end: RunEnd | null = null;
  for (const line of text.split('\n')) {
    const entry = parseLine(line);
    switch (entry?.event) {
      case 'epoch':
        epochs.push(entry.record);
        break;
      case 'epochs':
        for (const record of unpacked(entry)) epochs.push(record);
        break;
      case 'intervention':
        interventions.push(entry.intervention);
        if (isSame(planned[0], entry.intervention)) planned.shift();
        break;
      case 'fork':
        twin = entry.run;
        break;
      case 'checkpoint':
        if (entry.kind !== 'last')
          checkpoints = withCheckpoint(checkpoints, { kind: entry.kind, step: entry.step });
        break;
      case 'end':
        end = entry.end;
        break;
      case 'restart': {
        const { step } = entry;
        epochs = epochs.filter((record) => outlives(record, entry));
        // An intervention at step n acted before n, and a checkpoint is made with it: after n − 1 steps.
        const kept =
          entry.interventions ?? interventions.filter((intervention) => intervention.step <= step + 1).length;
        planned = entry.repeats === true ? [...interventions.slice(kept), ...planned] : [];
        interventions = interventions.slice(0, kept);
        checkpoints = checkpoints.filter((checkpoint) => checkpoint.step <= step);
        end = null;
        break;
      }
      case 'start':
      case 'data':
      case 'pause':
      case 'resume':
      case undefined:
        break;
    }
  }
  return { epochs, interventions, planned, twin, checkpoints, end };
}

function isSame(planned: Intervention | undefined, made: Intervention): boolean {
  return planned?.path === made.path && planned.step === made.step && planned.epoch === made.epoch;
}

/** The last epoch in the text of a journal's end, which may begin within a line; null if it tells of none. */
export function lastEpochIn(tail: string): EpochRecord | null {
  const restarts: Restart[] = [];
  for (const line of tail.split('\n').reverse()) {
    const entry = parseLine(line);
    // What came before a restart may be void: its own line says up to which step the run had come.
    if (entry?.event === 'restart') restarts.push(entry);
    const records =
      entry?.event === 'epoch' ? [entry.record] : entry?.event === 'epochs' ? unpacked(entry) : [];
    const last = records.findLast((record) => restarts.every((restart) => outlives(record, restart)));
    if (last) return last;
  }
  return null;
}

type Restart = Extract<JournalEntry, { readonly event: 'restart' }>;

/** Whether an epoch's record from before a restart still counts: not one whose end comes again. */
function outlives({ step, epoch }: EpochRecord, restart: Restart): boolean {
  return step <= restart.step && epoch <= (restart.epochs ?? Infinity);
}

function parseLine(line: string): JournalEntry | null {
  if (line === '') return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'event' in value ? (value as JournalEntry) : null;
  } catch {
    return null;
  }
}
