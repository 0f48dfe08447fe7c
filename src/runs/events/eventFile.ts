/** TensorBoard event files: records of `Event` messages (tensorflow/core/util/event.proto), append-only. */
import type { Histogram } from '../../run/tensorSnapshots.ts';
import { crc32c, maskCrc } from './crc32c.ts';
import { EVENT, SESSION_START } from './eventFields.ts';
import { histogramsOf } from './eventRecords.ts';
import { readFields } from './protobuf.ts';
import { openPlain } from '../folder/safePaths.ts';
import { FOOTER_BYTES, HEADER_BYTES, type StepLayout } from './stepLayout.ts';

/** A length beyond this is a broken header, not a record. */
const LONGEST_RECORD = 1 << 28;
const CHUNK_BYTES = 1 << 23;
const UNFINISHED = 0;
const BROKEN = -1;

export interface EventVisitor {
  /** One training step; `values[0 … width)` are valid during the call. */
  step(step: number, wallTime: number, values: Float64Array): void;
  /** The run goes on at `step` from here: what was told for `step` and later is void. */
  restart(step: number): void;
  /** So many bytes here are no records: they were damaged after they were written. The next record is right again. */
  readonly broken?: (bytes: number) => void;
  /** The histograms of one step; without this their bytes are not looked at. */
  readonly histograms?: (step: number, wallTime: number, histograms: readonly Histogram[]) => void;
  /** Waited for after each piece of the file. */
  readonly drain?: () => Promise<void>;
}

/** The extent to which an event file could be read. */
export interface EventsRead {
  /** The end of the last right record. */
  readonly end: number;
  /** Bytes after it. */
  readonly rest: number;
  /** They are the beginning of a record: its writer was killed, or is still at it. Otherwise they are damaged. */
  readonly torn: boolean;
}

/**
 * Reads a file in order, from byte `start` on, where a record must begin. A damaged record is passed over: reading goes
 * on at the next place where length and data of a record have the checksums that stand beside them.
 */
export async function readEvents(
  path: string,
  layouts: readonly StepLayout[],
  visitor: EventVisitor,
  start = 0,
): Promise<EventsRead> {
  const file = await openPlain(path, 'read');
  const records = new RecordReader(layouts, visitor);
  try {
    const { size } = await file.stat();
    let buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(0, size - start) + 1));
    let held = 0;
    let position = start;
    let end = start;
    for (;;) {
      const { bytesRead } = await file.read(buffer, held, buffer.length - held, position + held);
      held += bytesRead;
      const { done, right } = records.read(buffer.subarray(0, held), bytesRead === 0);
      if (right > 0) end = position + right;
      position += done;
      buffer.copyWithin(0, done, held);
      held -= done;
      await visitor.drain?.();
      if (bytesRead === 0) return { end, rest: position + held - end, torn: records.torn };
      if (held === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
    }
  } finally {
    await file.close();
  }
}

/** From which step on the file that begins with `head` tells the run anew; null if it does not say so. */
export function restartIn(head: Uint8Array): number | null {
  let found: number | null = null;
  const visitor: EventVisitor = {
    step: () => undefined,
    restart: (step) => {
      found = step;
    },
  };
  new RecordReader([], visitor).read(head, false);
  return found;
}

/** Finds the records in a file that comes in pieces, and tells the visitor of them. */
class RecordReader {
  readonly #layouts: readonly StepLayout[];
  readonly #visitor: EventVisitor;
  readonly #values: Float64Array;
  /** Of the last step: the next one is likely to have the same. */
  #layout: StepLayout | undefined;
  /** Damaged bytes since the last right record, in this piece and before. */
  #damaged = 0;
  /** True if the bytes after the last right record begin like one and are cut short. */
  torn = false;

  constructor(layouts: readonly StepLayout[], visitor: EventVisitor) {
    this.#layouts = layouts;
    this.#layout = layouts[0];
    this.#visitor = visitor;
    this.#values = new Float64Array(layouts[0]?.width ?? 0);
  }

  /**
   * Visits the records at the start of `bytes`. `done`: bytes that need not be given again; `right`: where the last right record
   * ends, 0 if there is none. `atEnd`: nothing comes after them.
   */
  read(bytes: Uint8Array, atEnd: boolean): { done: number; right: number } {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = 0;
    let right = 0;
    while (offset < bytes.length) {
      const layout = this.#layoutAt(bytes, view, offset);
      const length = layout ? layout.recordBytes : recordAt(bytes, view, offset);
      if (length === UNFINISHED && !atEnd) break;
      if (length > 0) {
        this.#passOver();
        if (layout) this.#visitStep(layout, bytes, view, offset);
        else visitOther(bytes.subarray(offset + HEADER_BYTES, offset + length - FOOTER_BYTES), this.#visitor);
        offset += length;
        right = offset;
        continue;
      }
      if (this.#damaged === 0) this.torn = length === UNFINISHED;
      this.#damaged++;
      offset++;
    }
    return { done: offset, right };
  }

  #passOver(): void {
    if (this.#damaged > 0) this.#visitor.broken?.(this.#damaged);
    this.#damaged = 0;
    this.torn = false;
  }

  /** The layout of the step that is recorded at `offset`, if one is. */
  #layoutAt(bytes: Uint8Array, view: DataView, offset: number): StepLayout | undefined {
    if (this.#layout?.matches(bytes, view, offset) === true) return this.#layout;
    const found = this.#layouts.find(
      (layout) => layout !== this.#layout && layout.matches(bytes, view, offset),
    );
    if (found) this.#layout = found;
    return found;
  }

  #visitStep(layout: StepLayout, bytes: Uint8Array, view: DataView, offset: number): void {
    const { step, wallTime } = layout.read(bytes, view, offset, this.#values, 0);
    this.#visitor.step(step, wallTime, this.#values);
  }
}

/** Bytes of the record at `offset`; `UNFINISHED` if it goes on after the given bytes, `BROKEN` if none begins there. */
function recordAt(bytes: Uint8Array, view: DataView, offset: number): number {
  if (offset + HEADER_BYTES > bytes.length) return UNFINISHED;
  const length = view.getUint32(offset, true);
  if (view.getUint32(offset + 4, true) !== 0 || length > LONGEST_RECORD) return BROKEN;
  if (view.getUint32(offset + 8, true) !== maskCrc(crc32c(bytes, offset, offset + 8))) return BROKEN;
  const start = offset + HEADER_BYTES;
  if (start + length + FOOTER_BYTES > bytes.length) return UNFINISHED;
  const stored = view.getUint32(start + length, true);
  if (stored !== maskCrc(crc32c(bytes, start, start + length))) return BROKEN;
  return length + HEADER_BYTES + FOOTER_BYTES;
}

function visitOther(data: Uint8Array, visitor: EventVisitor): void {
  let step = 0;
  let wallTime = 0;
  for (const { field, value } of readFields(data) ?? []) {
    if (field === EVENT.step && typeof value === 'number') step = value;
    else if (field === EVENT.wallTime && typeof value === 'number') wallTime = value;
    else if (field === EVENT.summary && value instanceof Uint8Array && visitor.histograms) {
      const histograms = histogramsOf(value);
      if (histograms.length > 0) visitor.histograms(step, wallTime, histograms);
    } else if (field === EVENT.sessionLog && value instanceof Uint8Array) {
      const status = readFields(value)?.find((entry) => entry.field === 1)?.value;
      if (status === SESSION_START) visitor.restart(step);
    }
  }
}
