/**
 * The event of one training step: one record that holds every per-step series. All such records of a run are
 * alike but for the time, the step and the values, so they are copied from a template, and their CRC comes from
 * the template's by linearity: crc(template ⊕ change) = crc(template) ⊕ Σ contributions of the changed bytes.
 * That makes writing and checking a step several times cheaper than running the CRC over all of its bytes.
 *
 * A record has a scalar for each series, whose tags are nine tenths of it, or it is a compact one: the scalar of the first series,
 * and the others in their order as one tensor.
 */
import { advance, crc32c, maskCrc } from './crc32c.ts';
import { DT_FLOAT, VALUE } from './eventFields.ts';
import { ProtoWriter } from './protobuf.ts';

/** TFRecord framing: length (8), masked CRC of the length (4), data, masked CRC of the data (4). */
export const HEADER_BYTES = 12;
export const FOOTER_BYTES = 4;
/** The step is a varint of fixed width (up to 2³⁵), so that records keep their length. */
const STEP_BYTES = 5;
/** Number of steps that four bytes tell apart, and the bits in them that say that more follow. */
const LOW_STEPS = 2 ** 28;
const CONTINUED = 0x80808080;
const TIME_AT = HEADER_BYTES + 1;
const STEP_AT = TIME_AT + 8 + 1;
/** Tag of the tensor in a compact record. */
const OTHERS = 'others';

/** Frames `data` as a TFRecord. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + HEADER_BYTES + FOOTER_BYTES);
  const view = new DataView(record.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskCrc(crc32c(record, 0, 8)), true);
  record.set(data, HEADER_BYTES);
  view.setUint32(HEADER_BYTES + data.length, maskCrc(crc32c(data)), true);
  return record;
}

export class StepLayout {
  /** Bytes of one record, framing included. */
  readonly recordBytes: number;
  readonly width: number;
  readonly #template: Uint8Array;
  readonly #templateView: DataView;
  /** `#contributions[256·k + v]`: what value v at changed byte k adds to the CRC: those of time, step and values. */
  readonly #contributions: Uint32Array;
  readonly #templateCrc: number;
  readonly #valueOffsets: Int32Array;
  /**
   * The offsets of bytes that are the same in all records: four bytes at each of these, and single ones between them.
   */
  readonly #constants: { readonly words: Int32Array; readonly bytes: Int32Array };

  /** `values`: of a summary, each of which ends with the zeros of one or more float32: the series in column order. */
  private constructor(width: number, values: readonly Uint8Array[]) {
    this.width = width;
    const summary = new ProtoWriter();
    for (const value of values) summary.bytes(1, value);
    const body = summary.finish();
    const head = new ProtoWriter().double(1, 0).finish();
    // Field 2 (step), its five bytes each with the continuation bit but the last.
    const step = Uint8Array.from([2 * 8, 0x80, 0x80, 0x80, 0x80, 0]);
    const tail = new ProtoWriter().bytes(5, body).finish();
    const data = new Uint8Array(head.length + step.length + tail.length);
    data.set(head);
    data.set(step, head.length);
    data.set(tail, head.length + step.length);

    this.#template = frameRecord(data);
    this.recordBytes = this.#template.length;
    this.#templateCrc = crc32c(data);
    this.#valueOffsets = valueOffsets(values, width, this.recordBytes - FOOTER_BYTES - body.length);
    const positions = Int32Array.from([
      ...range(TIME_AT, 8),
      ...range(STEP_AT, STEP_BYTES),
      ...[...this.#valueOffsets].flatMap((offset) => range(offset, 4)),
    ]);
    this.#contributions = contributions(positions, this.recordBytes - FOOTER_BYTES);
    this.#constants = constants(positions, this.recordBytes - FOOTER_BYTES);
    this.#templateView = new DataView(this.#template.buffer);
  }

  /** A scalar for each series; `tags`: their names, in column order. */
  static scalars(tags: readonly string[]): StepLayout {
    return new StepLayout(tags.length, tags.map(scalar));
  }

  /** The first series as a scalar, the others as one tensor. */
  static compact(tags: readonly string[]): StepLayout {
    const [first, ...others] = tags;
    if (first === undefined || others.length === 0) return StepLayout.scalars(tags);
    return new StepLayout(tags.length, [scalar(first), tensor(OTHERS, others.length)]);
  }

  /** Every layout that the steps of a run may have. */
  static all(tags: readonly string[]): readonly StepLayout[] {
    return [StepLayout.scalars(tags), StepLayout.compact(tags)];
  }

  /** Makes `out` from `offset` on the record of one step; `values[first … first + width)` are its series. */
  write(
    out: Uint8Array,
    view: DataView,
    offset: number,
    wallTime: number,
    step: number,
    values: Float64Array,
    first: number,
  ): void {
    out.set(this.#template, offset);
    view.setFloat64(offset + TIME_AT, wallTime, true);
    // Seven bits a byte, all but the last with the bit that says that more follow: the first four as one word.
    const low = step % LOW_STEPS;
    const bits = (low & 127) | ((low << 1) & 0x7f00) | ((low << 2) & 0x7f0000) | ((low << 3) & 0x7f000000);
    view.setUint32(offset + STEP_AT, bits | CONTINUED, true);
    view.setUint8(offset + STEP_AT + STEP_BYTES - 1, Math.floor(step / LOW_STEPS));
    const offsets = this.#valueOffsets;
    for (let index = 0; index < this.width; index++) {
      view.setFloat32(offset + (offsets[index] ?? 0), values[first + index] ?? 0, true);
    }
    view.setUint32(offset + this.recordBytes - FOOTER_BYTES, maskCrc(this.#crc(view, offset)), true);
  }

  /** True if the record at `offset` is a step of this layout with a right CRC. */
  matches(bytes: Uint8Array, view: DataView, offset: number): boolean {
    if (offset + this.recordBytes > bytes.length) return false;
    const { words, bytes: singles } = this.#constants;
    for (const at of words) {
      if (view.getInt32(offset + at) !== this.#templateView.getInt32(at)) return false;
    }
    for (const at of singles) if (bytes[offset + at] !== this.#template[at]) return false;
    const stored = view.getUint32(offset + this.recordBytes - FOOTER_BYTES, true);
    return stored === maskCrc(this.#crc(view, offset));
  }

  /** Reads a record that `matches`: its values go to `values[first …)`. */
  read(
    bytes: Uint8Array,
    view: DataView,
    offset: number,
    values: Float64Array,
    first: number,
  ): { wallTime: number; step: number } {
    let step = 0;
    for (let index = STEP_BYTES - 1; index >= 0; index--) {
      step = step * 128 + ((bytes[offset + STEP_AT + index] ?? 0) & 127);
    }
    const offsets = this.#valueOffsets;
    for (let index = 0; index < this.width; index++) {
      values[first + index] = view.getFloat32(offset + (offsets[index] ?? 0), true);
    }
    return { wallTime: view.getFloat64(offset + TIME_AT, true), step };
  }

  #crc(view: DataView, offset: number): number {
    const table = this.#contributions;
    const time = offset + TIME_AT;
    // In the template time and values are 0, so that their bytes are the change.
    let crc = this.#templateCrc ^ wordContribution(table, 0, view.getUint32(time, true));
    crc ^= wordContribution(table, 4, view.getUint32(time + 4, true));
    const step = offset + STEP_AT;
    crc ^= wordContribution(table, 8, view.getUint32(step, true) ^ CONTINUED);
    crc ^= table[(8 + STEP_BYTES - 1) * 256 + view.getUint8(step + STEP_BYTES - 1)] ?? 0;
    const offsets = this.#valueOffsets;
    for (let index = 0; index < offsets.length; index++) {
      const bits = view.getUint32(offset + (offsets[index] ?? 0), true);
      crc ^= wordContribution(table, 8 + STEP_BYTES + index * 4, bits);
    }
    return crc >>> 0;
  }
}

/** The change of the CRC by four changed bytes from slot `slot` on, little-endian in `bits`. */
function wordContribution(table: Uint32Array, slot: number, bits: number): number {
  const at = slot * 256;
  return (
    (table[at + (bits & 255)] ?? 0) ^
    (table[at + 256 + ((bits >>> 8) & 255)] ?? 0) ^
    (table[at + 512 + ((bits >>> 16) & 255)] ?? 0) ^
    (table[at + 768 + (bits >>> 24)] ?? 0)
  );
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/**
 * The offsets of the four bytes of each series: at the ends of the length-prefixed Summary.Values. The last one has
 * all that are left.
 */
function valueOffsets(values: readonly Uint8Array[], width: number, start: number): Int32Array {
  let offset = start;
  const ends = values.map((value) => (offset += new ProtoWriter().bytes(1, value).finish().length));
  const alone = ends.slice(0, -1).map((end) => end - 4);
  const together = width - alone.length;
  return Int32Array.from([...alone, ...range(0, together).map((index) => offset - 4 * (together - index))]);
}

function scalar(tag: string): Uint8Array {
  return new ProtoWriter().bytes(VALUE.tag, tag).float(VALUE.simpleValue, 0).finish();
}

/** A vector of float32, as the bytes of `tensor_content` (tensorflow/core/framework/tensor.proto). */
function tensor(tag: string, length: number): Uint8Array {
  const shape = new ProtoWriter().bytes(2, new ProtoWriter().varint(1, length));
  const content = new ProtoWriter()
    .varint(1, DT_FLOAT)
    .bytes(2, shape)
    .bytes(4, new Uint8Array(4 * length));
  return new ProtoWriter().bytes(VALUE.tag, tag).bytes(VALUE.tensor, content).finish();
}

/** The offsets of the bytes before `dataEnd` that `changed` leaves as they are, four at a time if there are so many. */
function constants(changed: Int32Array, dataEnd: number): { words: Int32Array; bytes: Int32Array } {
  const words: number[] = [];
  const bytes: number[] = [];
  const isChanged = new Set(changed);
  for (let at = 0; at < dataEnd; at++) {
    if (isChanged.has(at)) continue;
    const isWord = at + 4 <= dataEnd && range(at, 4).every((place) => !isChanged.has(place));
    (isWord ? words : bytes).push(at);
    if (isWord) at += 3;
  }
  return { words: Int32Array.from(words), bytes: Int32Array.from(bytes) };
}

/** For each changed byte its 256 contributions; `dataEnd` is the record offset after the last data byte. */
function contributions(positions: Int32Array, dataEnd: number): Uint32Array {
  const slotOf = new Map([...positions].map((position, slot) => [position, slot]));
  const table = new Uint32Array(positions.length * 256);
  const basis = new Uint32Array(8);
  for (let bit = 0; bit < 8; bit++) basis[bit] = advance(1 << bit);
  for (let position = dataEnd - 1; position >= HEADER_BYTES; position--) {
    const slot = slotOf.get(position);
    if (slot !== undefined) {
      for (let value = 1; value < 256; value++) {
        let sum = 0;
        for (let bit = 0; bit < 8; bit++) if (value & (1 << bit)) sum ^= basis[bit] ?? 0;
        table[slot * 256 + value] = sum;
      }
    }
    for (let bit = 0; bit < 8; bit++) basis[bit] = advance(basis[bit] ?? 0);
  }
  return table;
}
