/** TensorBoard event files: records of `Event` messages (tensorflow/core/util/event.proto), append-only. */
import type { Histogram } from '../protocol/types.ts';
import { crc32c, maskCrc } from './crc32c.ts';
import { EVENT, SESSION_START, histogramsOf } from './eventRecords.ts';
import { readFields } from './protobuf.ts';
import { openPlain } from './safePaths.ts';
import { FOOTER_BYTES, HEADER_BYTES, type StepLayout } from './stepLayout.ts';

/** A length beyond this is a broken header, not a record. */
const LONGEST_RECORD = 1 << 28;
const CHUNK_BYTES = 1 << 23;

export interface EventVisitor {
  /** One training step; `values[0 … width)` are valid during the call. */
  step(step: number, wallTime: number, values: Float64Array): void;
  /** The run goes on at `step` from here: what was told for `step` and later is void. */
  restart(step: number): void;
  /** The histograms of one step; without this their bytes are not looked at. */
  readonly histograms?: (step: number, wallTime: number, histograms: readonly Histogram[]) => void;
}

/**
 * Reads a file in order, from byte `start` on, where a record must begin. Returns how many bytes from its beginning hold whole, right records; fewer than the file's size means a
 * torn tail, which a writer that goes on must cut.
 */
export async function readEvents(
  path: string,
  layout: StepLayout,
  visitor: EventVisitor,
  start = 0,
): Promise<number> {
  const file = await openPlain(path, 'read');
  try {
    let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let held = 0;
    let valid = start;
    for (;;) {
      const { bytesRead } = await file.read(buffer, held, buffer.length - held, valid + held);
      held += bytesRead;
      const used = readRecords(buffer.subarray(0, held), layout, visitor);
      if (used === null) return valid;
      valid += used;
      buffer.copyWithin(0, used, held);
      held -= used;
      if (bytesRead === 0) return valid;
      if (held === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
    }
  } finally {
    await file.close();
  }
}

/** Visits the whole records at the start of `bytes`; their length in bytes, or null at a broken one. */
function readRecords(bytes: Uint8Array, layout: StepLayout, visitor: EventVisitor): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(layout.width);
  let offset = 0;
  while (offset + HEADER_BYTES <= bytes.length) {
    if (layout.matches(bytes, view, offset)) {
      const { step, wallTime } = layout.read(bytes, view, offset, values, 0);
      visitor.step(step, wallTime, values);
      offset += layout.recordBytes;
      continue;
    }
    const length = view.getUint32(offset, true);
    const headerRight = view.getUint32(offset + 8, true) === maskCrc(crc32c(bytes, offset, offset + 8));
    if (!headerRight || view.getUint32(offset + 4, true) !== 0 || length > LONGEST_RECORD) {
      return brokenAt(offset);
    }
    const start = offset + HEADER_BYTES;
    if (start + length + FOOTER_BYTES > bytes.length) break;
    const stored = view.getUint32(start + length, true);
    if (stored !== maskCrc(crc32c(bytes, start, start + length))) return brokenAt(offset);
    visitOther(bytes.subarray(start, start + length), visitor);
    offset = start + length + FOOTER_BYTES;
  }
  return offset;
}

/** Records before a broken one still count; the next call meets the broken one first and gives up. */
function brokenAt(offset: number): number | null {
  return offset === 0 ? null : offset;
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
