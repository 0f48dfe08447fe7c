/** Arrays of numbers as they lie in a file, brought into typed arrays; where they lie, if the processor can read them there. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { checkMemory } from '../problems.ts';
import type { Pieces } from '../file/source.ts';
import type { NumberArray } from '../columns/table.ts';

/** Names as NumPy writes them: signed and unsigned integers and floats, by their bytes. */
export type NumberType = 'i1' | 'u1' | 'i2' | 'u2' | 'i4' | 'u4' | 'i8' | 'u8' | 'f2' | 'f4' | 'f8';

/** Bytes of one number. */
function bytesOf(type: NumberType): number {
  return Number(type[1]);
}

export interface ArrayHeader {
  readonly type: NumberType;
  readonly littleEndian: boolean;
  readonly shape: readonly number[];
  /** Offset of the first number. */
  readonly dataAt: number;
}

/** NumPy's own limit. */
const MOST_AXES = 64;

/** Number of values in an array of that shape. */
function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Reads one array that fills a file from its header on. `parse` gives null as long as the header is cut off; `fail` makes
 * the error for what is wrong.
 */
export async function readArray(
  source: Pieces,
  memoryLimit: number,
  parse: (bytes: Uint8Array) => ArrayHeader | null,
  fail: (what: Text) => Error,
): Promise<{ readonly shape: readonly number[]; readonly values: NumberArray; readonly header: Uint8Array }> {
  let begin = new Uint8Array(0);
  let header: ArrayHeader | null = null;
  let data = new Uint8Array(0);
  let filled = 0;
  for await (const piece of source.pieces()) {
    let rest = piece;
    if (header === null) {
      const joined = new Uint8Array(begin.length + piece.length);
      joined.set(begin);
      joined.set(piece, begin.length);
      begin = joined;
      header = parse(begin);
      if (header === null) continue;
      // A product with a zero says nothing about the other sizes.
      const largest = countOf(header.shape.filter((axis) => axis > 0));
      if (header.shape.length > MOST_AXES || !Number.isSafeInteger(largest)) {
        throw fail(phrase('the header promises an array larger than any that there can be'));
      }
      const size = countOf(header.shape) * bytesOf(header.type);
      const expected = source.expected(begin.length);
      // The size of a packed file is not known; 1032 to 1 is the most that deflate packs.
      if (size > expected * 1032) throw fail(shortMessage(header, expected - header.dataAt));
      checkMemory(size, memoryLimit, phrase('Reading {file}', { file: source.file }));
      data = new Uint8Array(size);
      rest = begin.subarray(header.dataAt);
      begin = begin.slice(0, header.dataAt);
    }
    const part = rest.subarray(0, data.length - filled);
    data.set(part, filled);
    filled += part.length;
    if (part.length < rest.length) throw fail(longMessage(header));
  }
  if (header === null) throw fail(phrase('the header is cut off'));
  if (filled < data.length) throw fail(shortMessage(header, filled));
  const { type, littleEndian, shape } = header;
  return { shape, values: numbersIn(data, type, littleEndian), header: begin };
}

function longMessage({ shape }: ArrayHeader): Text {
  return phrase(
    'the header promises {promised} values and more bytes follow them; save one array in the file',
    {
      promised: countOf(shape),
    },
  );
}

function shortMessage({ shape, type }: ArrayHeader, bytes: number): Text {
  const held = Math.max(0, Math.floor(bytes / bytesOf(type)));
  return phrase('the header promises {promised} values and the file holds {held}', {
    promised: countOf(shape),
    held,
  });
}

/** The numbers that `bytes` hold. Whole numbers of 64 bits become doubles, half floats float32; `bytes` may be changed. */
function numbersIn(bytes: Uint8Array, type: NumberType, littleEndian: boolean): NumberArray {
  const size = bytesOf(type);
  const data = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  if (!littleEndian && size > 1) reverseEach(data, size);
  const { buffer, byteOffset } = data;
  const count = Math.floor(data.length / size);
  switch (type) {
    case 'u1':
      return data;
    case 'i1':
      return new Int8Array(buffer, byteOffset, count);
    case 'i2':
      return new Int16Array(buffer, byteOffset, count);
    case 'u2':
      return new Uint16Array(buffer, byteOffset, count);
    case 'i4':
      return new Int32Array(buffer, byteOffset, count);
    case 'u4':
      return new Uint32Array(buffer, byteOffset, count);
    case 'f4':
      return new Float32Array(buffer, byteOffset, count);
    case 'f8':
      return new Float64Array(buffer, byteOffset, count);
    case 'f2':
      return Float32Array.from(new Uint16Array(buffer, byteOffset, count), halfFloat);
    case 'i8':
    case 'u8':
      return wideIntegers(new Uint32Array(buffer, byteOffset, count * 2), type === 'i8');
  }
}

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low] ?? 0;
      bytes[low] = bytes[high] ?? 0;
      bytes[high] = byte;
    }
  }
}

/** Pairs of low and high words as doubles, in their place. */
function wideIntegers(words: Uint32Array, signed: boolean): Float64Array {
  const values = new Float64Array(words.buffer, words.byteOffset, words.length / 2);
  for (let index = 0; index < values.length; index++) {
    const high = words[index * 2 + 1] ?? 0;
    values[index] = (signed ? high | 0 : high) * 2 ** 32 + (words[index * 2] ?? 0);
  }
  return values;
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
