/** The little of protocol buffers that event files need: https://protobuf.dev/programming-guides/encoding/ */

/** Appends fields to a growing message. */
export class ProtoWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** Wire type 0. */
  varint(field: number, value: number): this {
    return this.#tag(field, 0).#push(varintBytes(value));
  }

  /** Wire type 1. */
  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return this.#tag(field, 1).#push(bytes);
  }

  /** Wire type 5. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#tag(field, 5).#push(bytes);
  }

  /** Wire type 2: a string, bytes or a message. */
  bytes(field: number, value: string | Uint8Array | ProtoWriter): this {
    const bytes =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : value instanceof ProtoWriter
          ? value.finish()
          : value;
    return this.#tag(field, 2).#push(varintBytes(bytes.length)).#push(bytes);
  }

  /** Wire type 2: a packed field of doubles. */
  doubles(field: number, values: ArrayLike<number>): this {
    return this.bytes(field, new Uint8Array(Float64Array.from(values).buffer));
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      out.set(part, offset);
      offset += part.length;
    }
    return out;
  }

  #tag(field: number, wireType: number): this {
    return this.#push(varintBytes(field * 8 + wireType));
  }

  #push(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}

/** Shortest varint of a non-negative safe integer. */
function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** A field of a message: `number` for varints (exact up to 2⁵³) and fixed widths, bytes otherwise. */
export interface ProtoField {
  readonly field: number;
  readonly value: number | Uint8Array;
}

/** The fields of a message in order; null if it is not well-formed. */
export function readFields(bytes: Uint8Array): ProtoField[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: ProtoField[] = [];
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      const byte = bytes[offset++];
      if (byte === undefined) return Number.NaN;
      value += (byte & 127) * 2 ** (7 * shift);
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (offset < bytes.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    const wireType = key % 8;
    if (wireType === 0) fields.push({ field, value: varint() });
    else if (wireType === 1 && offset + 8 <= bytes.length) {
      fields.push({ field, value: view.getFloat64(offset, true) });
      offset += 8;
    } else if (wireType === 5 && offset + 4 <= bytes.length) {
      fields.push({ field, value: view.getFloat32(offset, true) });
      offset += 4;
    } else if (wireType === 2) {
      const length = varint();
      if (!(offset + length <= bytes.length)) return null;
      fields.push({ field, value: bytes.subarray(offset, offset + length) });
      offset += length;
    } else return null;
  }
  return fields;
}
